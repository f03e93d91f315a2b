package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.LayerShape;

/** The cost of the plans of this package, terms of lower order left out. */
final class WalkCost {
  private static final double DOUBLE = 8;

  /** Operations of an inverse of n rows, divided by n^3: a factor, its inverse, their product. */
  private static final double INVERSE = 1;

  /** Inverses of a search for the best lambda, and the one at it. */
  private static final double SEARCH = 9;

  /** Passes of a search for mu. */
  private static final double PASSES = 30;

  /** Looks at pairs of units, where half of them could be exchanged, until none should be. */
  private static final double LOOKS = 10;

  /** Bytes that two values of a weight take while they are made, and after. */
  private static final double MAKE_TWO_VALUES = 2 * 8 + 2 * 8 + 2 * 4;

  private static final double TWO_VALUES = 2 * 8 + 2 * 4 + 2 * 4;

  /** Bytes a unit to rank it: score, size, place, a boxed place twice. */
  private static final double RANK = 8 + 8 + 4 + 2 * 20;

  private WalkCost() {}

  static MethodCost of(Walk walk, ProblemShape problem) {
    double units = problem.units();
    double weights = problem.layer().weights();
    double count = problem.unit() == Unit.WEIGHT ? problem.layer().outputs().size() : 1;
    double size = units / count;
    double walking = walk.lambda().value() == 1 ? 0 : walk.alpha() * size;
    double cube = walking * walking * walking;
    double inverses = walk.lambda().equals(Lambda.AUTO) ? SEARCH : 1;
    double keptNumbers = Designs.keptNumbers(count, walking);
    boolean kept = keptNumbers > 0 || walking == 0;
    Work inverse =
        Work.of(Kind.FLOP, count * INVERSE * cube).and(Kind.ENTRY, count * 4 * walking * walking);
    Work design = inverse.plus(ownGrams(problem));
    Work plan =
        sharedGrams(problem)
            .plus(design)
            .plus(inverse.times(inverses - 1))
            .plus(Work.sort(units))
            .plus(Work.sort(2 * weights).times(2))
            .and(Kind.ENTRY, 6 * weights);
    // Every step passes over the units that are left three times, and over half a panel of them.
    Work draw =
        Work.of(Kind.FLOP, count * cube / 3)
            .and(Kind.ENTRY, count * walking * walking * (3 + 48 / 4) / 2 + 2 * weights)
            .and(Kind.DRAW, units);
    double keptBytes =
        weights * TWO_VALUES + units * (4 * DOUBLE + 4 + 2 * 4) + DOUBLE * keptNumbers;
    double square = DOUBLE * size * size;
    double peak =
        5 * square + Math.max(weights * MAKE_TWO_VALUES, units * RANK) + firstOrderBytes(problem);
    return MethodCost.of(plan, kept ? draw : draw.plus(design), keptBytes, peak);
  }

  static MethodCost of(Derandomized method, ProblemShape problem) {
    double units = problem.units();
    double weights = problem.layer().weights();
    double count = problem.unit() == Unit.WEIGHT ? problem.layer().outputs().size() : 1;
    double size = units / count;
    double offered = method.alpha() * units;
    double passes = problem.scheme() instanceof Scheme.Prune ? PASSES : 1;
    Work plan =
        sharedGrams(problem)
            .plus(Work.sort(units))
            .plus(Work.sort(2 * weights).times(2))
            .and(Kind.ENTRY, 6 * weights + (passes + LOOKS) * offered * size);
    double keptBytes = DOUBLE * weights + units * (2 * DOUBLE + 4);
    double peak = DOUBLE * (size * size + 9 * units) + weights * MAKE_TWO_VALUES + units * RANK;
    return MethodCost.planned(plan, keptBytes, peak + firstOrderBytes(problem));
  }

  private static boolean isToFirstOrder(ProblemShape problem) {
    return problem.role() == Role.BLOCK && problem.unit() == Unit.WEIGHT;
  }

  /** Gram matrices that all groups share: second moments, or what each neuron adds. */
  private static Work sharedGrams(ProblemShape problem) {
    double samples = problem.samples();
    double inputs = problem.layer().inputs().size();
    if (problem.unit() == Unit.WEIGHT) {
      Work squares = Work.of(Kind.ENTRY, samples * inputs);
      return problem.role() == Role.WIDE
          ? squares.and(Kind.FLOP, samples * inputs * inputs)
          : squares
              .plus(ProblemShape.product(problem.layer(), problem.samples()))
              .and(Kind.FLOP, 2.0 * samples * problem.units());
    }
    LayerShape watched = problem.next().orElse(problem.layer());
    double units = problem.units();
    Work added =
        problem.next().isPresent()
            ? ProblemShape.product(problem.layer(), problem.samples())
            : Work.NONE;
    if (!watched.isConvolution()) {
      return added.and(Kind.FLOP, units * units * (samples + watched.outputs().size()));
    }
    return added
        .plus(ProblemShape.product(watched, problem.samples()))
        .and(Kind.FLOP, units * units * samples * watched.outputs().size());
  }

  /** Of single weights of B layers every row has a Gram matrix of its own. */
  private static Work ownGrams(ProblemShape problem) {
    if (!isToFirstOrder(problem)) {
      return Work.NONE;
    }
    double numbers = (double) problem.samples() * problem.units();
    return Work.of(Kind.FLOP, 2 * numbers * problem.layer().inputs().size())
        .and(Kind.ENTRY, numbers);
  }

  /** Inputs, pre-activations, activations and slopes of all samples. */
  private static double firstOrderBytes(ProblemShape problem) {
    if (problem.role() == Role.WIDE) {
      return 0;
    }
    double inputs = problem.layer().inputs().size();
    double outputs = problem.layer().outputs().size();
    return DOUBLE * problem.samples() * (3 * inputs + 4 * outputs);
  }
}
