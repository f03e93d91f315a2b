package io.github.widesweep.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ran: for provenance. */
public final class Versions {
  /** The commit, and whether there were changes. */
  private static final Pattern COMMIT = Pattern.compile("([0-9a-f]+) (true|false)");

  private Versions() {}

  /** The version of this build, as its POM says. */
  public static String widesweep() {
    return resource(Versions.class, "version.txt").strip();
  }

  /**
   * The commit that this build was made of, {@code -dirty} behind it if sources were changed;
   * {@code unknown} outside of a checkout.
   */
  public static String commit() {
    Matcher built = COMMIT.matcher(resource(Versions.class, "commit.txt").strip());
    if (!built.matches()) {
      return "unknown";
    }
    return built.group(1) + (built.group(2).equals("true") ? "-dirty" : "");
  }

  public static String java() {
    return "%s (%s)"
        .formatted(System.getProperty("java.version"), System.getProperty("java.vm.name"));
  }

  public static String os() {
    return "%s %s %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  /** Text of a resource beside a class. */
  public static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
