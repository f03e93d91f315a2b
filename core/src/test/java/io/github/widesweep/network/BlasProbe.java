package io.github.widesweep.network;

import com.sun.management.OperatingSystemMXBean;
import io.github.widesweep.InvalidValueException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a JVM of its own says about its BLAS, with properties and options of its own. */
final class BlasProbe {
  private static final String JVM_WARNINGS =
      "WARNING: (Using incubator modules|java.io.tmpdir directory does not exist).*";

  private BlasProbe() {}

  /** What the JVM wrote, but for its own warnings: of incubator modules, of a missing directory. */
  record Answer(String out, String err) {}

  /** Starts a JVM, which the caller waits for. */
  static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    // Most of them print a name and end.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BlasProbe.class.getName());
    return new ProcessBuilder(command).start();
  }

  static Answer answer(Process jvm) throws IOException {
    // The little that it says fits in the pipes.
    String out = text(jvm.getInputStream().readAllBytes());
    String err = text(jvm.getErrorStream().readAllBytes());
    return new Answer(
        out.strip(), err.lines().filter(line -> !line.matches(JVM_WARNINGS)).toList().toString());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static Answer ask(String... options) throws IOException {
    return answer(start(options));
  }

  /** Writes the BLAS's name, or why there is none; with a property, this thread's part instead. */
  public static void main(String[] arguments) {
    try {
      String name = LinearAlgebra.blasName();
      System.out.println(Boolean.getBoolean("probe.share") ? share() : name);
    } catch (InvalidValueException e) {
      System.out.println(e.getMessage());
    }
  }

  /** Of the process's CPU time during large products, the part that this thread had. */
  private static double share() {
    int n = 1500;
    double[] ones = new double[n * n];
    Arrays.fill(ones, 1.0);
    double[] product = new double[n * n];
    OperatingSystemMXBean process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = process.getProcessCpuTime();
    long own = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < 5; i++) {
      LinearAlgebra.blas().dgemm("N", "N", n, n, n, 1.0, ones, n, ones, n, 0.0, product, n);
    }
    own = threads.getCurrentThreadCpuTime() - own;
    return (double) own / (process.getProcessCpuTime() - before);
  }
}
