package io.github.widesweep.compression.walk;

/**
 * Changes of choices that are made already: as many as a budget asks for, and further ones while
 * {@code Psi} falls.
 */
final class Exchanges {
  /** What counts as falling, relative to what the draws would add on average. */
  private static final double LEAST_FALL = 1e-12;

  private final QuadraticState state;
  private final int[][] units;
  private final double leastGain;

  /**
   * Takes over a state.
   *
   * @param order the units that may change
   * @param psiAdded what independent draws would add to Psi on average
   */
  Exchanges(QuadraticState state, int[] order, double psiAdded) {
    this.state = state;
    this.leastGain = -LEAST_FALL * psiAdded;
    UnitGroups groups = state.groups();
    this.units = new int[groups.count()][];
    int[] counts = new int[units.length];
    for (int unit : order) {
      counts[groups.group(unit)]++;
    }
    for (int g = 0; g < units.length; g++) {
      units[g] = new int[counts[g]];
    }
    for (int i = order.length - 1; i >= 0; i--) {
      int group = groups.group(order[i]);
      units[group][--counts[group]] = order[i];
    }
  }

  /** Gives units their other value, each time where Psi gains least, until so many are upper. */
  void meet(int surplus) {
    boolean high = surplus > 0;
    int[] best = new int[units.length];
    for (int g = 0; g < units.length; g++) {
      best[g] = best(g, high);
    }
    for (int i = 0; i < Math.abs(surplus); i++) {
      int group = least(best, -1);
      state.choose(best[group], !high);
      best[group] = best(group, high);
    }
  }

  /**
   * Exchanges a unit of upper value for one of lower while that makes Psi fall: within groups, and
   * between any two.
   */
  void swap() {
    boolean[] settled = new boolean[units.length];
    boolean changed = true;
    while (changed) {
      for (int g = 0; g < units.length; g++) {
        while (!settled[g]) {
          settled[g] = !swapWithin(g);
        }
      }
      changed = swapBetween(settled);
    }
  }

  /** Gives single units their other value while that makes Psi fall. */
  void flip() {
    for (int[] group : units) {
      boolean changed = true;
      while (changed) {
        changed = false;
        for (int unit : group) {
          if (state.flipGain(unit) < leastGain) {
            state.choose(unit, !state.high()[unit]);
            changed = true;
          }
        }
      }
    }
  }

  /** One look at every pair of a group; each unit is exchanged for the one that is best for it. */
  private boolean swapWithin(int group) {
    boolean changed = false;
    for (int unit : units[group]) {
      if (!state.high()[unit]) {
        continue;
      }
      double own = state.flipGain(unit);
      double least = leastGain;
      int partner = -1;
      for (int other : units[group]) {
        if (!state.high()[other]) {
          double gain = own + state.flipGain(other) + state.jointGain(unit, other);
          if (gain < least) {
            least = gain;
            partner = other;
          }
        }
      }
      if (partner >= 0) {
        state.choose(unit, false);
        state.choose(partner, true);
        changed = true;
      }
    }
    return changed;
  }

  /** Groups add to Psi independently, so that the best exchange is of the best of either kind. */
  private boolean swapBetween(boolean[] settled) {
    int[] drop = new int[units.length];
    int[] raise = new int[units.length];
    for (int g = 0; g < units.length; g++) {
      drop[g] = best(g, true);
      raise[g] = best(g, false);
    }
    boolean changed = false;
    while (true) {
      int from = least(drop, -1);
      int to = least(raise, -1);
      if (from == to && from >= 0) {
        // Within a group the two have a joint gain; the best between groups has one of them.
        int otherFrom = least(drop, from);
        int otherTo = least(raise, to);
        boolean keepsFrom =
            gain(drop, from) + gain(raise, otherTo) <= gain(drop, otherFrom) + gain(raise, to);
        from = keepsFrom ? from : otherFrom;
        to = keepsFrom ? otherTo : to;
      }
      if (!(gain(drop, from) + gain(raise, to) < leastGain)) {
        return changed;
      }
      state.choose(drop[from], false);
      state.choose(raise[to], true);
      for (int g : new int[] {from, to}) {
        drop[g] = best(g, true);
        raise[g] = best(g, false);
        settled[g] = false;
      }
      changed = true;
    }
  }

  /** The unit of a group with this value whose change makes Psi gain least; -1 if there is none. */
  private int best(int group, boolean high) {
    int best = -1;
    for (int unit : units[group]) {
      if (state.high()[unit] == high && (best < 0 || state.flipGain(unit) < state.flipGain(best))) {
        best = unit;
      }
    }
    return best;
  }

  /** The group whose best unit makes Psi gain least, but for one group; -1 if there is none. */
  private int least(int[] best, int but) {
    int least = -1;
    for (int g = 0; g < best.length; g++) {
      if (g != but && best[g] >= 0 && (least < 0 || gain(best, g) < gain(best, least))) {
        least = g;
      }
    }
    return least;
  }

  private double gain(int[] best, int group) {
    return group < 0 || best[group] < 0 ? Double.POSITIVE_INFINITY : state.flipGain(best[group]);
  }
}
