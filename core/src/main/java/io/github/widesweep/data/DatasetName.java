package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;
import java.util.regex.Pattern;

/** What a dataset is called in tables: with its contents, what makes it the dataset it is. */
final class DatasetName {
  private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

  private DatasetName() {}

  static boolean isName(String text) {
    return FORM.matcher(text).matches();
  }

  /** The name a user gave, checked; the usual one for null. */
  static String of(FieldChecks checks, String given, String usual) {
    checks.that(
        given == null || isName(given),
        "name",
        given,
        "at most 64 letters, digits, spaces, points, hyphens and underscores, a letter or digit"
            + " first");
    return given == null ? usual : given;
  }
}
