package io.github.widesweep.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code submit/widesweep} as a user runs it, from a directory of the user's. */
public final class Launcher {
  private static final int PATIENCE_MINUTES = 15;

  /**
   * Options that a JVM of a few seconds starts fastest with. It computes the same numbers, in half
   * of the processor's time: a second for a refusal, 16 in place of 31 for a sweep of 48 runs.
   */
  public static final String SHORT_LIVED =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=128m";

  /**
   * The same for Spark's plans too: code for a few rows takes longer to make than they take to read
   * without. What a user's launch does is {@link #SHORT_LIVED}'s.
   */
  public static final Map<String, String> WITHOUT_CODEGEN =
      Map.of(
          "JDK_JAVA_OPTIONS",
          SHORT_LIVED
              + " -Dspark.sql.codegen.wholeStage=false"
              + " -Dspark.sql.codegen.factoryMode=NO_CODEGEN"
              + " -Dspark.sql.shuffle.partitions=2");

  private final Path workingDirectory;
  private final Map<String, String> environment;

  public Launcher(Path workingDirectory) {
    this(workingDirectory, Map.of());
  }

  /** Launches with these variables in the environment too. */
  public Launcher(Path workingDirectory, Map<String, String> environment) {
    this.workingDirectory = workingDirectory;
    this.environment = Map.copyOf(environment);
  }

  /** The checkout. */
  public static Path root() {
    return Path.of(System.getProperty("widesweep.root"));
  }

  /**
   * What a launch printed, and how it ended.
   *
   * @param err without what the JVM itself prints about its options
   */
  public record Result(int exitStatus, String out, List<String> err) {}

  /** Launches and waits. */
  public Result launch(String... arguments) {
    return launch(root().resolve("submit/widesweep"), arguments);
  }

  /** Launches through another path to the script. */
  public Result launch(Path script, String... arguments) {
    try {
      return await(start(script, arguments));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for what {@link #start} has launched. */
  public Result await(Process process) {
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException("no end of " + process.info().commandLine().orElse(""));
      }
      return new Result(
          process.exitValue(), Files.readString(file("out")), withoutNoise(file("err")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Launches; the process is the driver's JVM itself, because the script replaces itself by it. */
  public Process start(String... arguments) throws IOException {
    return start(root().resolve("submit/widesweep"), arguments);
  }

  private Process start(Path script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workingDirectory.toFile())
            .redirectOutput(file("out").toFile())
            .redirectError(file("err").toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_DRIVER_MEMORY", "1g");
    builder.environment().put("JDK_JAVA_OPTIONS", SHORT_LIVED);
    // Made for a user's hundred launches, it costs as much as the few of a test together.
    builder.environment().put("WIDESWEEP_ARCHIVE", "no");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Path file(String stream) {
    return workingDirectory.resolveSibling(workingDirectory.getFileName() + "." + stream);
  }

  /** Lines the JVM itself prints before any of our code runs, by Spark's flags and by ours. */
  private static final Set<String> JVM_LINES =
      Set.of(
          "NOTE: Picked up JDK_JAVA_OPTIONS: " + SHORT_LIVED,
          "NOTE: Picked up JDK_JAVA_OPTIONS: " + WITHOUT_CODEGEN.get("JDK_JAVA_OPTIONS"),
          "WARNING: Using incubator modules: jdk.incubator.vector",
          // From JDK 24 on.
          "WARNING: package sun.security.action not in java.base");

  private static List<String> withoutNoise(Path err) throws IOException {
    return Files.readAllLines(err).stream().filter(line -> !JVM_LINES.contains(line)).toList();
  }
}
