package io.github.widesweep.sweep.grid;

import io.github.widesweep.sweep.spec.SweepSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
   * SHA-256 (hex) of all that gives a row of a sweep its meaning beside its own coordinates: {@link
   * SweepSpec#meaning()} and the data. Sweeps that differ in name or grid share it, so a grid can
   * be extended.
   *
   * @param dataFingerprint {@link io.github.widesweep.data.Dataset#fingerprint()}
   */
  public static String fingerprint(SweepSpec spec, String dataFingerprint) {
    return sha256Hex(spec.meaning() + dataFingerprint);
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
