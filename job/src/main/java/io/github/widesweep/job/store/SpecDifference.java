package io.github.widesweep.job.store;

import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares specs, name and grid apart: those change no row's meaning. */
public final class SpecDifference {
  private static final String NOTHING = "nothing";

  /** Data may be elsewhere: it is what it contains. */
  private static final List<String> PLACES = List.of("data.file", "data.path", "data.content");

  private SpecDifference() {}

  /** The first difference in words, such as {@code seed is 1 there, 2 here}. */
  public static String first(SweepSpec there, SweepSpec here) {
    Map<String, String> theirs = there.coordinates();
    Map<String, String> ours = here.coordinates();
    Set<String> paths = new TreeSet<>(theirs.keySet());
    paths.addAll(ours.keySet());
    paths.removeIf(path -> PLACES.contains(path.replaceFirst("\\[.*", "")));
    for (String path : paths) {
      String their = theirs.getOrDefault(path, NOTHING);
      String our = ours.getOrDefault(path, NOTHING);
      if (!their.equals(our)) {
        return "%s is %s there, %s here".formatted(path, their, our);
      }
    }
    return "the same spec, but the data's values have changed";
  }
}
