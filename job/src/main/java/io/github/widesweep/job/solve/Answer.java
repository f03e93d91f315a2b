package io.github.widesweep.job.solve;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is known along a line when the search has ended.
 *
 * @param line the line
 * @param estimates what was measured, by the candidate's number
 * @param least the candidate that was found; empty if the condition is not met at the last
 * @param above the greatest candidate at which it fails for all of the 95 % interval; empty if
 *     there is none
 * @param within the least candidate from which on it holds for all of the interval, at all that
 *     were looked at; empty if there is none
 * @param violations candidates below a failure at which it holds
 */
record Answer(
    Line line,
    NavigableMap<Integer, Estimate> estimates,
    Optional<Integer> least,
    Optional<Integer> above,
    Optional<Integer> within,
    List<Integer> violations) {
  /** What follows from estimates. */
  static Answer of(
      Line line, Map<Integer, Estimate> estimates, Condition condition, Verdict verdict) {
    NavigableMap<Integer, Estimate> all = new TreeMap<>(estimates);
    Search search = search(line, estimates, condition, verdict);
    Optional<Integer> above =
        all.descendingMap().entrySet().stream()
            .filter(entry -> condition.surelyFails(entry.getValue()))
            .map(Map.Entry::getKey)
            .findFirst();
    Search sure = search(line, estimates, condition, Verdict.INTERVAL);
    return new Answer(
        line,
        Collections.unmodifiableNavigableMap(all),
        search.answer(),
        above,
        sure.answer(),
        search.violations());
  }

  /** The search that goes on from estimates. */
  static Search search(
      Line line, Map<Integer, Estimate> estimates, Condition condition, Verdict verdict) {
    return new Search(
        line.cells().size(),
        estimates.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> verdict.holds(condition, entry.getValue()))));
  }
}
