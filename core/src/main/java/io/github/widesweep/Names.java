package io.github.widesweep;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How constants are written in specs, keys and tables. */
public final class Names {
  private Names() {}

  /** The constant's name in lower case: {@code centered_sigmoid}. */
  public static String of(Enum<?> constant) {
    return of(constant.name());
  }

  /** The same from the constant's name in Java. */
  public static String of(String constant) {
    return constant.toLowerCase(Locale.ROOT);
  }

  /** All constants of an enum, in their order. */
  public static List<String> all(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> of((Enum<?>) constant)).toList();
  }
}
