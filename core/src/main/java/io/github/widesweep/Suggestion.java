package io.github.widesweep;

import java.util.Collection;
import java.util.Comparator;

/** What was probably meant by an unknown word. */
public final class Suggestion {
  /** What is told of a field that is not known, in place of its value. */
  public static final String UNKNOWN = "an unknown field";

  private Suggestion() {}

  /** The nearest of the known words if it is near, else all of them, if there are any. */
  public static String of(String word, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(nearest -> distance(word, nearest) <= Math.max(2, nearest.length() / 3))
        .filter(nearest -> distance(word, nearest) < nearest.length())
        .map(nearest -> nearest + " (did you mean that?)")
        .orElse(known.isEmpty() ? "no such field" : "one of " + String.join(", ", known));
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
