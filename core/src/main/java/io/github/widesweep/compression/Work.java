package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How much is to be computed, counted in a handful of kinds of operations: what a machine needs for
 * one of each is another's affair. Estimates, so counts need not be whole.
 *
 * @param counts how many of each {@link Kind}, in their order; finite and at least 0
 */
public record Work(List<Double> counts) {
  private static final List<Kind> KINDS = List.of(Kind.values());

  /** Nothing to do. */
  public static final Work NONE = new Work(Collections.nCopies(KINDS.size(), 0.0));

  /** What is counted. */
  public enum Kind {
    /** A floating-point operation of a product of matrices: two a multiplication and addition. */
    FLOP,
    /** A number that is copied, added, or passed through a piecewise linear function. */
    ENTRY,
    /** A number that is passed through an exponential. */
    EXPONENTIAL,
    /** A unit that is drawn: its uniform is compared with its chance. */
    DRAW,
    /** A comparison of a sort: {@code n log2 n} of n numbers. */
    COMPARISON,
    /** A pair of a sample and a candidate that is scored, both outcomes. */
    SCORE,
    /** A call that costs something however little it is given. */
    CALL
  }

  public Work {
    counts = List.copyOf(counts);
    require(counts.size() == KINDS.size(), "counts", counts, KINDS.size() + " numbers, one a kind");
    for (double count : counts) {
      require(
          count >= 0 && count < Double.POSITIVE_INFINITY,
          "counts",
          counts,
          "finite numbers of at least 0");
    }
  }

  /** Work of one kind alone. */
  public static Work of(Kind kind, double count) {
    return NONE.and(kind, count);
  }

  /** The sort of so many numbers, from 0 on. */
  public static Work sort(double numbers) {
    return of(Kind.COMPARISON, numbers * Math.log(Math.max(2, numbers)) / Math.log(2));
  }

  /** How many of a kind. */
  public double count(Kind kind) {
    return counts.get(KINDS.indexOf(kind));
  }

  /** This work, and more of one kind. */
  public Work and(Kind kind, double count) {
    List<Double> sum = new ArrayList<>(counts);
    sum.set(KINDS.indexOf(kind), count(kind) + count);
    return new Work(sum);
  }

  /** One after the other. */
  public Work plus(Work other) {
    List<Double> sum = new ArrayList<>(counts);
    for (int k = 0; k < counts.size(); k++) {
      sum.set(k, counts.get(k) + other.counts.get(k));
    }
    return new Work(sum);
  }

  /** The same so many times. */
  public Work times(double repetitions) {
    return new Work(counts.stream().map(count -> count * repetitions).toList());
  }
}
