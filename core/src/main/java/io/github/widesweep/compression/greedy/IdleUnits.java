package io.github.widesweep.compression.greedy;

import java.util.BitSet;

/**
 * The units that change nothing, whatever is drawn: both outcomes are the weight, or its input is 0
 * on all samples. Their scores are 0 exactly and stay so; of equal scores the lowest index is
 * chosen. So all but the first of them have no part in the search until that one is taken.
 */
final class IdleUnits {
  private final BitSet units = new BitSet();

  /** None, if kernels do not score such units 0 without a margin. */
  IdleUnits(Problem problem, Kernels kernels) {
    if (!kernels.scoresIdleExactly()) {
      return;
    }
    for (int unit = 0; unit < problem.units; unit++) {
      boolean idle = problem.step(unit) == 0 || problem.largestInput[unit % problem.inputs] == 0;
      units.set(unit, idle);
    }
  }

  /** Whether a unit waits for a lower one to be taken. */
  boolean waits(int unit) {
    return units.get(unit) && first() < unit;
  }

  /** The first, or -1. */
  int first() {
    return units.nextSetBit(0);
  }

  /** Removes one that was taken, or whose score overflowed. */
  void remove(int unit) {
    units.clear(unit);
  }
}
