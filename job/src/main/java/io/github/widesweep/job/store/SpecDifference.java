package io.github.widesweep.job.store;

import java.util.ArrayList;
import java.util.List;

/** Compares resolved specs, name and grid apart: those change no row's meaning. */
public final class SpecDifference {
  private SpecDifference() {}

  /** The first difference in words, such as {@code "seed: 1" there, "seed: 2" here}. */
  public static String first(String there, String here) {
    List<String> theirs = lines(there);
    List<String> ours = lines(here);
    for (int i = 0; i < Math.max(theirs.size(), ours.size()); i++) {
      String their = i < theirs.size() ? theirs.get(i) : "nothing";
      String our = i < ours.size() ? ours.get(i) : "nothing";
      if (!their.equals(our)) {
        return "\"%s\" there, \"%s\" here".formatted(their.strip(), our.strip());
      }
    }
    return "the same spec, but the data's values have changed";
  }

  private static List<String> lines(String yaml) {
    List<String> lines = new ArrayList<>();
    boolean meaningful = true;
    for (String line : yaml.lines().toList()) {
      if (!line.startsWith(" ") && !line.startsWith("-")) {
        meaningful = !line.startsWith("name:") && !line.startsWith("grid:");
      }
      if (meaningful) {
        lines.add(line);
      }
    }
    return lines;
  }
}
