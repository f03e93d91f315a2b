package io.github.widesweep.job.solve;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The search along one line of candidates, in ascending order, for the least from which on a
 * condition holds at all. It supposes that the condition fails below some candidate and holds from
 * there on: it halves the way between the greatest known failure and the least success above it,
 * then looks at a few candidates beyond, since near the bound chance may decide. Whatever it finds
 * to be otherwise moves the answer, or is a {@link #violations violation}.
 *
 * <p>A function of what is known, and of nothing else: the same questions follow from the same
 * answers.
 */
final class Search {
  /** Successes in a row that an answer needs, itself and those beyond it. */
  static final int CONFIRMING = 4;

  private final int candidates;
  private final NavigableMap<Integer, Boolean> known;

  /**
   * @param candidates number of candidates, at least 1
   * @param known whether the condition holds, by the candidate's number, from 0
   */
  Search(int candidates, Map<Integer, Boolean> known) {
    this.candidates = candidates;
    this.known = new TreeMap<>(known);
  }

  /** What to look at next; nothing if the answer is known. */
  SortedSet<Integer> next() {
    int last = candidates - 1;
    if (known.isEmpty()) {
      return new TreeSet<>(Arrays.asList(0, last));
    }
    int failure = greatestFailure();
    if (failure == last) {
      return new TreeSet<>();
    }
    int success = known.ceilingKey(failure + 1);
    if (success > failure + 1) {
      return new TreeSet<>(List.of((failure + success) / 2));
    }
    SortedSet<Integer> beyond = new TreeSet<>();
    for (int i = success; i < success + CONFIRMING && i <= last; i++) {
      if (!known.containsKey(i)) {
        beyond.add(i);
      }
    }
    return beyond;
  }

  /**
   * The least candidate from which on it holds at all that are known; empty if it fails at the
   * last.
   */
  Optional<Integer> answer() {
    return Optional.ofNullable(known.higherKey(greatestFailure()));
  }

  /** -1 if there is none. */
  private int greatestFailure() {
    return known.descendingMap().entrySet().stream()
        .filter(entry -> !entry.getValue())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(-1);
  }

  /** Candidates below a failure at which it holds. */
  List<Integer> violations() {
    return known.headMap(Math.max(0, greatestFailure())).entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .toList();
  }
}
