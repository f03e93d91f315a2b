package io.github.widesweep.compression.walk;

/**
 * Choices by the method of conditional expectations: unit after unit takes the value of lower
 * {@code E[Psi + mu kept | choices so far]}, {@code kept} being the number of units that have their
 * upper value. Those that have not chosen yet are independent and keep their mean, so they add the
 * same to both expectations, and what is compared is what {@code Psi} gains by either value plus
 * {@code mu} for the upper one; ties take the lower value. The lower of two values is at most their
 * mean, so that the result is at most the expectation before any choice:
 *
 * <pre>  Psi + mu kept &lt;= E[Psi + mu kept] = Psi(0) + sum_u Var(t_u) G_uu + mu sum_u P(upper)
 * </pre>
 */
final class ConditionalExpectations {
  /** Steps of a search for mu; after these, it is known to nine digits. */
  private static final int MOST_STEPS = 60;

  private ConditionalExpectations() {}

  /**
   * All choices.
   *
   * @param start a state in which no offered unit has chosen; it is left alone
   * @param order the offered units
   */
  static QuadraticState choose(QuadraticState start, int[] order, double mu) {
    QuadraticState state = start.restarted();
    for (int unit : order) {
      double high = state.gain(unit, true) + mu;
      double low = state.gain(unit, false);
      state.choose(unit, high < low);
    }
    return state;
  }

  /**
   * The choices of the mu at which as many units keep their upper value as should. The number falls
   * as mu rises, though not strictly, and may jump past the one that is asked for, as where weights
   * are equal. So it is halved towards, and what comes nearest is returned.
   *
   * @param kept how many of the offered units should have their upper value
   */
  static QuadraticState chooseSoMany(QuadraticState start, int[] order, int kept) {
    double tooMany = Double.NEGATIVE_INFINITY;
    double tooFew = Double.POSITIVE_INFINITY;
    double reach = meanScore(start, order);
    double mu = 0;
    QuadraticState nearest = null;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < MOST_STEPS && least > 0; i++) {
      QuadraticState state = choose(start, order, mu);
      int surplus = kept(state, order) - kept;
      if (Math.abs(surplus) < least) {
        nearest = state;
        least = Math.abs(surplus);
      }
      if (surplus > 0) {
        tooMany = mu;
      } else {
        tooFew = mu;
      }
      if (tooFew == Double.POSITIVE_INFINITY) {
        mu = 4 * Math.max(mu, reach);
      } else if (tooMany == Double.NEGATIVE_INFINITY) {
        mu = 4 * Math.min(mu, -reach);
      } else if (tooFew - tooMany <= 1e-9 * Math.max(Math.abs(tooFew), Math.abs(tooMany))) {
        break;
      } else {
        mu = (tooMany + tooFew) / 2;
      }
    }
    return nearest;
  }

  /** How many of the offered units have their upper value. */
  static int kept(QuadraticState state, int[] order) {
    int kept = 0;
    for (int unit : order) {
      kept += state.high()[unit] ? 1 : 0;
    }
    return kept;
  }

  /** What a choice gains, of the size that it usually has; positive. */
  private static double meanScore(QuadraticState start, int[] order) {
    double sum = 0;
    for (int unit : order) {
      sum += Math.abs(start.gain(unit, true) - start.gain(unit, false));
    }
    double mean = sum / Math.max(1, order.length);
    return mean > 0 && mean < Double.POSITIVE_INFINITY ? mean : 1;
  }
}
