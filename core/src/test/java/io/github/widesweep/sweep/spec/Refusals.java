package io.github.widesweep.sweep.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;

/** What is said of specs with mistakes. */
final class Refusals {
  private Refusals() {}

  /**
   * Asserts what a spec is refused with.
   *
   * @param message the first mistake, and {@code others} the rest, after the file's name {@code
   *     f.yaml:}
   */
  static void assertRefused(String yaml, String message, String... others) {
    String[] mistakes = new String[1 + others.length];
    mistakes[0] = "f.yaml:" + message;
    for (int i = 0; i < others.length; i++) {
      mistakes[i + 1] = "f.yaml:" + others[i];
    }
    assertThatThrownBy(() -> SpecReader.parse(yaml, "f.yaml"))
        .isInstanceOfSatisfying(
            UserException.class,
            refused -> assertThat(refused.mistakes()).containsExactly(mistakes));
  }
}
