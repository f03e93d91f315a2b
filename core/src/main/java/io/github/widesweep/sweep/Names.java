package io.github.widesweep.sweep;

import java.util.Locale;

/** How constants are written in specs, keys and tables. */
final class Names {
  private Names() {}

  /** The constant's name in lower case: {@code centered_sigmoid}. */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
