package io.github.widesweep.sweep.spec;

import java.util.Locale;

/** How constants are written in specs, keys and tables. */
public final class Names {
  private Names() {}

  /** The constant's name in lower case: {@code centered_sigmoid}. */
  public static String of(Enum<?> constant) {
    return of(constant.name());
  }

  /** The same from the constant's name in Java. */
  static String of(String constant) {
    return constant.toLowerCase(Locale.ROOT);
  }
}
