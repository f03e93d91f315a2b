package io.github.widesweep.compression.path;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.KeptValues;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What the methods of this room have in common: they quantize all single weights of dense W layers,
 * along a {@link PathSweep}, to the levels of the random rounding, {@code i M / k} for {@code |i|
 * <= k} with {@code M} the largest absolute dense weight; weights that are asked to be more than
 * the last level take that. B layers are refused, since their loss is not quadratic in the weights.
 */
interface PathMethod extends Method {
  @Override
  default List<Parameter> parameters() {
    return List.of();
  }

  @Override
  default boolean choosesMask() {
    return false;
  }

  @Override
  default KeptValues keptValues() {
    return KeptValues.REFIT;
  }

  @Override
  default double offered() {
    return 1;
  }

  @Override
  default boolean supports(Role role, Unit unit, Scheme scheme) {
    return role == Role.WIDE && unit == Unit.WEIGHT && scheme instanceof Scheme.Quantize;
  }

  /** Checks that the layer is one of those that the method {@link #supports}. */
  default void requireSupported(LayerProblem problem, Unit unit, Scheme scheme) {
    require(
        supports(problem.role(), unit, scheme),
        "method",
        name(),
        "a method for such a layer; %s can %s".formatted(name(), supported()));
    problem.requireDense();
  }

  /**
   * The outcome of a sweep: columns from left to right, in each all rows. Scores are squared
   * changes of weights.
   */
  static LayerOutcome outcome(LayerProblem problem, double[] quantized, Optional<String> fallback) {
    int rows = problem.layer().outputs();
    int inputs = problem.layer().inputs();
    double[] weights = problem.layer().weights().data;
    int[] order =
        IntStream.range(0, weights.length).map(e -> e % rows * inputs + e / rows).toArray();
    double[] scores = new double[weights.length];
    for (int e = 0; e < scores.length; e++) {
      double change = quantized[e] - weights[e];
      scores[e] = change * change;
    }
    return LayerOutcome.of(problem.layer(), quantized, order, scores, fallback);
  }

  /** Moments, the path of the weights. */
  static Work path(ProblemShape problem) {
    double n = problem.layer().inputs().size();
    double r = problem.layer().outputs().size();
    return Work.of(Kind.FLOP, n * n * (problem.samples() + r))
        .and(Kind.ENTRY, n * problem.samples() + 2 * n * n);
  }

  /** One sweep: products of half a matrix, in blocks or column by column. */
  static Work sweep(ProblemShape problem) {
    double n = problem.layer().inputs().size();
    double r = problem.layer().outputs().size();
    return Work.of(Kind.FLOP, n * n * r).and(Kind.ENTRY, 40 * n * r).and(Kind.DRAW, n * r);
  }

  /** Moments and products, what is kept of the path, and what a sweep holds. */
  static double bytes(ProblemShape problem) {
    double n = problem.layer().inputs().size();
    return 8 * (4 * n * n + 8.0 * problem.units());
  }
}
