package io.github.widesweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of words that are not known, and how constants are written. */
class SuggestionTest {
  /** Levenshtein's distance as it is defined. */
  private static int distance(String a, String b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.length() + b.length();
    }
    String restA = a.substring(1);
    String restB = b.substring(1);
    int change = a.charAt(0) == b.charAt(0) ? 0 : 1;
    return Math.min(
        change + distance(restA, restB), 1 + Math.min(distance(restA, b), distance(a, restB)));
  }

  private static String word(SplittableRandom random) {
    StringBuilder word = new StringBuilder();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }

  @Test
  void theNearestWordIsTheOneOfLeastDistance() {
    SplittableRandom random = new SplittableRandom(6);
    int suggested = 0;
    for (int repetition = 0; repetition < 200; repetition++) {
      List<String> known = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        known.add(word(random));
      }
      String word = word(random);
      String nearest = known.get(0);
      for (String candidate : known) {
        nearest = distance(word, candidate) < distance(word, nearest) ? candidate : nearest;
      }
      int least = distance(word, nearest);
      boolean near = least <= Math.max(2, nearest.length() / 3) && least < nearest.length();
      suggested += near ? 1 : 0;
      assertThat(Suggestion.of(word, known))
          .isEqualTo(
              near ? nearest + " (did you mean that?)" : "one of " + String.join(", ", known));
    }
    assertThat(suggested).isBetween(50, 190);
  }

  @ParameterizedTest
  @CsvSource({
    "drawz, draws (did you mean that?)",
    "calibration_smples, calibration_samples (did you mean that?)",
    "CALIBRATION, 'one of draws, calibration_samples, p'",
    "'', 'one of draws, calibration_samples, p'",
    "q, 'one of draws, calibration_samples, p'",
    "xyzzy, 'one of draws, calibration_samples, p'"
  })
  void aWordThatIsNearNothingGetsThemAll(String word, String suggestion) {
    assertThat(Suggestion.of(word, List.of("draws", "calibration_samples", "p")))
        .isEqualTo(suggestion);
  }

  private enum Some {
    FIRST_IN_LINE,
    I
  }

  /** In Turkish the small letter of I has no dot. */
  @Test
  void constantsAreWrittenAlikeInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(Names.of(Some.FIRST_IN_LINE)).isEqualTo("first_in_line");
      assertThat(Names.all(Some.class)).containsExactly("first_in_line", "i");
    } finally {
      Locale.setDefault(before);
    }
  }
}
