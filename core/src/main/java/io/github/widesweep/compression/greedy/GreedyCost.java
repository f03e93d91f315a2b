package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;

/**
 * The cost of the greedy algorithm's plans, each counted as its class computes it, terms of lower
 * order left out.
 */
final class GreedyCost {
  private static final int DOUBLE = 8;

  /** Bytes that {@code TwoValues} keeps a weight: two values, two classes, when each was seen. */
  private static final double TWO_VALUES = 2 * 8 + 2 * 4 + 2 * 4;

  /** Bytes a weight to make it: both values, those sorted, the numbers of classes. */
  private static final double MAKE_TWO_VALUES = 2 * 8 + 2 * 8 + 2 * 4;

  /** Bytes a unit to rank it: score, size, place, a boxed place twice. */
  private static final double RANK = 8 + 8 + 4 + 2 * 20;

  /** The share of a row's units that bounds leave to be scored after a step in the row. */
  private static final double SCORED_AT_STEP = 1.0 / 2;

  /** Numbers that bounds follow at a step, a sample and each of inputs and rows. */
  private static final double FOLLOWED_AT_STEP = 1.0 / 3;

  /** The share of the units left that bounds leave to be scored at a refresh. */
  private static final double SCORED_AT_REFRESH = 1.0 / 4;

  private GreedyCost() {}

  static MethodCost of(Greedy greedy, ProblemShape problem) {
    if (problem.unit() == Unit.WEIGHT) {
      return problem.role() == Role.WIDE
          ? wideWeights(greedy, problem)
          : blockWeights(greedy, problem);
    }
    boolean bends =
        problem.role() == Role.BLOCK
            && (problem.bias() || !ProblemShape.isPiecewiseLinear(problem.activation()));
    return bends ? blockUnits(greedy, problem) : staticUnits(problem);
  }

  /** {@link WideWeights}. */
  private static MethodCost wideWeights(Greedy greedy, ProblemShape problem) {
    double units = problem.units();
    double steps = greedy.offered() * units;
    Work plan =
        Work.of(Kind.ENTRY, (double) problem.samples() * problem.layer().inputs().size())
            .plus(Work.sort(units))
            .plus(twoValues(units))
            .and(Kind.ENTRY, 6 * units);
    Work draw = Work.of(Kind.DRAW, units).and(Kind.ENTRY, 2 * units);
    // Chances and variances of all; order and scores of those offered; the order of all, shared.
    double kept = units * (TWO_VALUES + 2 * DOUBLE + 4) + steps * (4 + DOUBLE);
    double peak = units * Math.max(MAKE_TWO_VALUES, RANK);
    return MethodCost.of(plan, draw, kept, peak);
  }

  /** {@link StaticUnits}. */
  private static MethodCost staticUnits(ProblemShape problem) {
    double weights = problem.layer().weights();
    double units = problem.units();
    long samples = problem.samples();
    boolean block = problem.role() == Role.BLOCK;
    LayerShape watched = block ? problem.next().orElseThrow() : problem.layer();
    Work activations = Work.NONE;
    if (block) {
      double outputs = samples * problem.layer().outputs().size();
      activations =
          ProblemShape.product(problem.layer(), samples)
              .plus(ProblemShape.activate(problem.activation(), outputs));
    }
    Work plan =
        activations
            .plus(contributions(watched, units, samples))
            .plus(Work.sort(units))
            .plus(twoValues(weights))
            .and(Kind.ENTRY, 6 * weights);
    Work draw = Work.of(Kind.DRAW, units).and(Kind.ENTRY, 3 * weights);
    double kept = weights * TWO_VALUES + units * 4 * DOUBLE;
    double maps = watched.isConvolution() ? samples * watched.outputs().size() : 0;
    return MethodCost.of(plan, draw, kept, weights * MAKE_TWO_VALUES + 2 * DOUBLE * maps);
  }

  /** The energies of what each unit adds to a layer: of a dense one, from the units' norms. */
  private static Work contributions(LayerShape watched, double units, long samples) {
    return watched.isConvolution()
        ? Work.of(Kind.FLOP, 2.0 * watched.multiplyAdds() * samples)
            .and(Kind.ENTRY, 2.0 * units * samples * watched.outputs().size())
        : Work.of(Kind.ENTRY, (double) samples * watched.inputs().size() + watched.weights());
  }

  /** {@link BlockUnits}: every step goes through the next layer, forth and back. */
  private static MethodCost blockUnits(Greedy greedy, ProblemShape problem) {
    LayerShape next = problem.next().orElseThrow();
    long samples = problem.samples();
    double units = problem.units();
    int steps = greedy.steps((int) Math.min(Integer.MAX_VALUE, problem.units()));
    double numbers = samples * problem.layer().outputs().size();
    Work change = ProblemShape.activate(problem.activation(), numbers).and(Kind.ENTRY, 3 * numbers);
    // The part of a step that all units take once is counted for all of them together.
    Work parts = contributions(next, units, samples).plus(change);
    Work back = ProblemShape.product(next, samples).and(Kind.ENTRY, numbers);
    Work plan =
        ProblemShape.product(problem.layer(), samples).plus(parts.times(2)).plus(change).plus(back);
    double rankings = Math.ceil((double) steps / greedy.ordering().period(steps));
    double added = (double) steps * samples * next.outputs().size();
    Work draw =
        parts
            .times(steps / units)
            .plus(back.times(steps))
            .plus(Work.sort(units).times(rankings))
            .plus(Work.sort((double) problem.layer().weights()))
            .and(Kind.ENTRY, added)
            .and(Kind.DRAW, steps);
    double peak = DOUBLE * (3 * numbers + 3 * samples * next.outputs().size());
    return MethodCost.of(plan, draw, DOUBLE * 4 * numbers, peak);
  }

  /**
   * {@link BlockWeights}: every unit is scored at the start, those of the row that was drawn in at
   * every step of the exact ordering, those left at every refresh. Bounds rule many of them out
   * unscored: the shares are as measured, on Digits at widths 40 to 1000.
   */
  private static MethodCost blockWeights(Greedy greedy, ProblemShape problem) {
    LayerShape next = problem.next().orElseThrow();
    long samples = problem.samples();
    double inputs = problem.layer().inputs().size();
    double rows = problem.layer().outputs().size();
    double outputs = next.outputs().size();
    double units = problem.units();
    double steps = greedy.offered() * units;
    double scored = units;
    double followed = 0;
    if (greedy.ordering() instanceof Ordering.Exact) {
      scored += SCORED_AT_STEP * steps * inputs;
      followed = FOLLOWED_AT_STEP * steps * samples * (inputs + rows);
    } else if (greedy.ordering() instanceof Ordering.Refresh refresh) {
      // Those left to score become fewer as steps are made.
      double left = 1 - greedy.offered() / 2;
      scored *= 1 + SCORED_AT_REFRESH * (1 / refresh.fraction() - 1) * left;
    }
    double exponentials =
        ProblemShape.isPiecewiseLinear(problem.activation()) ? 0 : 2 * scored * samples;
    Work start = ProblemShape.product(next, samples).and(Kind.ENTRY, 3 * samples * rows);
    Work draw =
        start
            .plus(Work.sort(units).times(2))
            .and(Kind.SCORE, scored * samples)
            .and(Kind.EXPONENTIAL, exponentials)
            .and(Kind.ENTRY, followed + steps * samples * (outputs + 4) / 4)
            .and(Kind.DRAW, steps);
    Work plan = ProblemShape.product(problem.layer(), samples);
    if (problem.activation() == Activation.IDENTITY) {
      plan = plan.plus(draw);
    }
    // Inputs and pre-activations of all samples are handed in.
    double numbers = samples * (inputs + rows + 2 * outputs);
    long searched =
        BlockWeights.bytes(
            samples,
            problem.layer().inputs().size(),
            problem.layer().outputs().size(),
            next.outputs().size(),
            problem.activation(),
            greedy.ordering());
    return MethodCost.of(plan, draw, DOUBLE * samples * outputs, DOUBLE * numbers + searched);
  }

  /** Both values of each weight sorted, and looked up in that. */
  private static Work twoValues(double weights) {
    return Work.sort(2 * weights).times(2);
  }
}
