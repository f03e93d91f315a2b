package io.github.widesweep.sweep.grid;

import io.github.widesweep.Names;
import io.github.widesweep.data.Task;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Texts that stand for values, one to one, and their hashes. */
public final class Canonical {
  private Canonical() {}

  /**
   * {@code name=value;name=value...}, numbers by {@link String#valueOf(Object)}, which is exact for
   * doubles. Backslashes and semicolons within a value are escaped, so that different values never
   * give the same line.
   */
  static String line(Object... namesAndValues) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      line.append(i == 0 ? "" : ";").append(namesAndValues[i]).append('=');
      line.append(escape(String.valueOf(namesAndValues[i + 1])));
    }
    return line.toString();
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace(";", "\\;");
  }

  /**
   * SHA-256 (hex) of all that gives a row of a sweep its meaning beside its own coordinates: seed,
   * network, training, and the data, which is what it contains and what it is called. Sweeps that
   * differ in name or grid share it, so a grid can be extended; so do those that read the same data
   * from another file or by another field of {@code data}.
   *
   * @param dataFingerprint {@link io.github.widesweep.data.Dataset#fingerprint()}
   */
  public static String fingerprint(SweepSpec spec, String dataFingerprint) {
    List<Object> line = new ArrayList<>();
    line.addAll(List.of("dataset", spec.data().name(), "task", task(spec.data().task())));
    line.addAll(List.of("values", dataFingerprint));
    spec.coordinates()
        .forEach(
            (path, value) -> {
              if (!path.startsWith("data.")) {
                line.addAll(List.of(path, value));
              }
            });
    return sha256Hex(line(line.toArray()));
  }

  private static String task(Task task) {
    return task == null ? "none" : Names.of(task);
  }

  /**
   * The fingerprint that sweeps recorded at first: without the data's name, and of a YAML text,
   * whose form is a library's.
   */
  public static String formerFingerprint(SweepSpec spec, String dataFingerprint) {
    return sha256Hex(spec.formerMeaning() + dataFingerprint);
  }

  /** SHA-256 of the text's UTF-8 bytes. */
  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@link #sha256(String)} as 64 hexadecimal digits. */
  static String sha256Hex(String text) {
    return HexFormat.of().formatHex(sha256(text));
  }
}
