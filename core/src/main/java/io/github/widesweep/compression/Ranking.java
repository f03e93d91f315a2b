package io.github.widesweep.compression;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The one rule by which the greedy algorithm chooses: least score first, ties to the lowest index.
 *
 * <p>A score is known up to a margin: the rounding of the terms it was summed from. So it is an
 * interval, {@code [score - margin, score + margin]}, and the least score of all lies below the
 * least upper end {@code U}. Whatever unit may have the least score has a lower end of at most
 * {@code U}; of those the lowest index is chosen. Equal scores (equal weights, repeated rows) are
 * common, and with margins that hold, the choice between them does not depend on the order in which
 * a BLAS happens to add. The rule compares with one number, so no chain of near ties can carry it
 * further than a margin from the least score.
 *
 * <p>Scores or margins that are not finite (weights divided by 1e-200) come last, by index.
 */
public final class Ranking {
  private Ranking() {}

  /**
   * The next unit to choose among the first {@code count} of {@code units}.
   *
   * @param units candidates, in any order
   * @param scores by place in {@code units}
   * @param margins by place in {@code units}
   * @return a place in {@code units}; -1 if {@code count} is 0
   */
  public static int first(int[] units, double[] scores, double[] margins, int count) {
    double ceiling = Double.POSITIVE_INFINITY;
    for (int k = 0; k < count; k++) {
      double upper = scores[k] + margins[k];
      if (isFinite(upper)) {
        ceiling = Math.min(ceiling, upper);
      }
    }
    int first = -1;
    for (int k = 0; k < count; k++) {
      boolean may =
          ceiling == Double.POSITIVE_INFINITY
              || (isFinite(scores[k] + margins[k]) && scores[k] - margins[k] <= ceiling);
      if (may && (first < 0 || units[k] < units[first])) {
        first = k;
      }
    }
    return first;
  }

  /**
   * The first {@code count} units that the rule chooses one after the other, scores staying as they
   * are.
   *
   * @param units the units to choose from, ascending
   * @param scores by unit
   * @param margins by unit: what each score may be off by, at least 0
   */
  public static int[] least(int[] units, double[] scores, double[] margins, int count) {
    int[] finite =
        Arrays.stream(units).filter(unit -> isFinite(scores[unit] + margins[unit])).toArray();
    int[] chosen = new int[Math.min(count, units.length)];
    int found = Math.min(chosen.length, finite.length);
    leastFinite(finite, scores, margins, chosen, found);
    if (found < chosen.length) {
      int[] last =
          Arrays.stream(units).filter(unit -> !isFinite(scores[unit] + margins[unit])).toArray();
      System.arraycopy(last, 0, chosen, found, chosen.length - found);
    }
    return chosen;
  }

  /**
   * All units in the order of the greedy algorithm where they enter the watched loss linearly: unit
   * u at {@code t} adds {@code Var(t)} times its energy to the expectation, whatever else is drawn.
   * Under pruning the order is the same for every p, as {@code (1-p)/p} is common to all.
   *
   * @param value of a unit: its weight, or 1 for a whole unit, which is a factor
   * @param energy of a unit: what it adds to {@code Psi} for a change by 1, alone
   * @param rounding the relative error of energies
   */
  public static int[] byAddedLoss(
      int units,
      IntToDoubleFunction value,
      IntToDoubleFunction energy,
      Replacement replacement,
      double rounding) {
    boolean pruning = replacement instanceof Replacement.Pruning;
    double[] scores = new double[units];
    double[] margins = new double[units];
    for (int unit = 0; unit < units; unit++) {
      double w = value.applyAsDouble(unit);
      double each = energy.applyAsDouble(unit);
      scores[unit] = (pruning ? w * w : replacement.variance(w)) * each;
      margins[unit] = rounding * (pruning ? w * w : replacement.varianceScale(w)) * each;
    }
    return least(IntStream.range(0, units).toArray(), scores, margins, units);
  }

  private static void leastFinite(
      int[] units, double[] scores, double[] margins, int[] chosen, int count) {
    if (count == 0) {
      return;
    }
    double ceiling = ceiling(units, scores, margins, count);
    int[] candidates =
        Arrays.stream(units).filter(u -> scores[u] - margins[u] <= ceiling).toArray();
    double[] ends = new double[scores.length];
    Arrays.setAll(ends, u -> scores[u] - margins[u]);
    int[] byLower = IndexSort.byScore(candidates, ends);
    Arrays.setAll(ends, u -> scores[u] + margins[u]);
    int[] byUpper = IndexSort.byScore(candidates, ends);
    boolean[] taken = new boolean[candidates.length == 0 ? 0 : max(candidates) + 1];
    PriorityQueue<Integer> open = new PriorityQueue<>();
    int nextLower = 0;
    int nextUpper = 0;
    for (int k = 0; k < count; k++) {
      while (taken[byUpper[nextUpper]]) {
        nextUpper++;
      }
      int bound = byUpper[nextUpper];
      double upper = scores[bound] + margins[bound];
      while (nextLower < byLower.length
          && scores[byLower[nextLower]] - margins[byLower[nextLower]] <= upper) {
        open.add(byLower[nextLower++]);
      }
      chosen[k] = open.remove();
      taken[chosen[k]] = true;
    }
  }

  /**
   * An upper end that no choice among the first {@code count} goes beyond: after fewer than {@code
   * count} choices one of the {@code count} least upper ends is left.
   */
  public static double ceiling(int[] units, double[] scores, double[] margins, int count) {
    double[] uppers = new double[units.length];
    for (int k = 0; k < units.length; k++) {
      uppers[k] = scores[units[k]] + margins[units[k]];
    }
    return select(uppers, count - 1);
  }

  /** The element that would have this place if the array were sorted; reorders the array. */
  private static double select(double[] values, int place) {
    int from = 0;
    int to = values.length - 1;
    while (from < to) {
      double pivot = values[(from + to) >>> 1];
      int i = from;
      int j = to;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          double value = values[i];
          values[i++] = values[j];
          values[j--] = value;
        }
      }
      if (place <= j) {
        to = j;
      } else if (place >= i) {
        from = i;
      } else {
        break;
      }
    }
    return values[place];
  }

  private static int max(int[] values) {
    return IntStream.of(values).max().orElseThrow();
  }

  private static boolean isFinite(double value) {
    return Math.abs(value) < Double.POSITIVE_INFINITY;
  }
}
