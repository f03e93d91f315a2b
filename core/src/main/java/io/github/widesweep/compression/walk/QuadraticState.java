package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * A layer part way through its choices, and what a further one means for {@code Psi}: with changes
 * {@code d} of the units' values, {@code Psi(d) = Psi(0) + 2 h^T d + d^T G d}, {@code h} being what
 * earlier layers' compression has left to correlate with. A choice costs a pass over its group.
 */
final class QuadraticState {
  private final UnitGroups groups;

  /** The change that each unit's upper and lower value means; 0 of those not offered. */
  private final double[] upper;

  private final double[] lower;
  private final double[] changes;

  /** {@code h}, by unit. */
  private final double[] correlation;

  /** {@code h + G d}. */
  private final double[] residual;

  private final boolean[] high;

  private QuadraticState(UnitGroups groups, double[] upper, double[] lower, double[] correlation) {
    this.groups = groups;
    this.upper = upper;
    this.lower = lower;
    this.correlation = correlation;
    this.residual = correlation.clone();
    this.changes = new double[upper.length];
    this.high = new boolean[upper.length];
    Arrays.fill(high, true);
  }

  /**
   * The start: nothing is chosen, every unit is what it was.
   *
   * @param offered the units that have two values
   */
  static QuadraticState start(
      LayerProblem problem, Unit unit, UnitGroups groups, Replacement replacement, int[] offered) {
    double[] upper = new double[groups.values().length];
    double[] lower = new double[upper.length];
    for (int u : offered) {
      double w = groups.values()[u];
      upper[u] = replacement.high(w) - w;
      lower[u] = replacement.low(w) - w;
    }
    double[] correlation =
        problem.startsDense()
            ? new double[upper.length]
            : problem.shared("correlation of " + unit, () -> Correlation.of(problem, unit));
    return new QuadraticState(groups, upper, lower, correlation);
  }

  /** The same start once more, whatever was chosen since. */
  QuadraticState restarted() {
    return new QuadraticState(groups, upper, lower, correlation);
  }

  UnitGroups groups() {
    return groups;
  }

  /** Whether a unit has its upper value; so it is said of those that have not chosen yet. */
  boolean[] high() {
    return high;
  }

  /** What {@code Psi} gains if a unit takes its upper or its lower value. */
  double gain(int unit, boolean toHigh) {
    double change = (toHigh ? upper[unit] : lower[unit]) - changes[unit];
    return change * (change * groups.energies()[unit] + 2 * residual[unit]);
  }

  /** What {@code Psi} gains if a unit takes its other value. */
  double flipGain(int unit) {
    return gain(unit, !high[unit]);
  }

  /**
   * What {@code Psi} gains if two units of a group take their other values, beyond the sum of what
   * it gains for each.
   */
  double jointGain(int unit, int other) {
    R064Store gram = groups.gram().apply(groups.group(unit));
    int n = groups.size();
    return 2 * flip(unit) * flip(other) * gram.data[unit % n * n + other % n];
  }

  private double flip(int unit) {
    double span = upper[unit] - lower[unit];
    return high[unit] ? -span : span;
  }

  /** Gives a unit its upper or its lower value. */
  void choose(int unit, boolean toHigh) {
    double to = toHigh ? upper[unit] : lower[unit];
    double change = to - changes[unit];
    changes[unit] = to;
    high[unit] = toHigh;
    if (change != 0) {
      R064Store gram = groups.gram().apply(groups.group(unit));
      int n = groups.size();
      LinearAlgebra.blas()
          .daxpy(n, change, gram.data, unit % n * n, 1, residual, groups.group(unit) * n, 1);
    }
  }
}
