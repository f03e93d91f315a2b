package io.github.widesweep.sweep.cost;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.MethodCost;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.LayerShape;
import java.util.Optional;

/**
 * What the runs of one cell cost: the same for all networks and draws.
 *
 * @param plan the plan of the first target layer, once a chunk
 * @param stack what the draws of a stack share, however few they are
 * @param draw each draw beside that
 * @param keptBytes what the plan keeps
 * @param peakBytes what a plan and its draws hold beside that
 */
record CellCost(Work plan, Work stack, Work draw, long keptBytes, long peakBytes) {
  /**
   * Counts.
   *
   * @param calibration number of calibration samples
   * @param test number of test samples
   * @param calibrationError whether the error over calibration samples is measured
   */
  static CellCost of(
      NetworkCost network,
      CompressionSpec how,
      long calibration,
      long test,
      boolean calibrationError) {
    Target target = how.target();
    Method method = how.method();
    int first = target.firstLayer();
    int depth = network.depth();
    int places = method.random() ? TargetCost.stackSize(network, target) : 1;
    ProblemShape start = problem(network, how, first, calibration);
    Work stack = firstPsi(start, places).plus(network.again(first, calibration));
    stack = stack.plus(network.forward(first, depth, places * test));
    stack = stack.plus(network.again(first, test));
    if (calibrationError) {
      stack = stack.plus(network.forward(first, depth, places * calibration));
    }
    MethodCost cost = method.cost(start);
    Work draw = cost.draw().and(Kind.CALL, 1);
    // A copy of what was drawn, its distance from the dense network's, and its sizes.
    draw = draw.and(Kind.ENTRY, 2.0 * network.weights() + 3.0 * test * network.outputs());
    double peak = cost.peakBytes();
    for (int l : target.roles().tailMap(first + 1).keySet()) {
      // Planned anew at every draw: the layers before it have changed what it is given.
      ProblemShape later = problem(network, how, l, calibration);
      MethodCost anew = method.cost(later);
      draw =
          draw.plus(network.forward(first, l - 1, calibration))
              .plus(anew.plan())
              .plus(anew.draw())
              .plus(later.psi(1).times(3));
      peak = Math.max(peak, (double) anew.keptBytes() + anew.peakBytes());
    }
    return new CellCost(cost.plan(), stack, draw, cost.keptBytes(), (long) peak);
  }

  static ProblemShape problem(NetworkCost network, CompressionSpec how, int l, long samples) {
    Role role = how.target().roles().get(l);
    Optional<LayerShape> next =
        role == Role.BLOCK ? Optional.of(network.layer(l + 1)) : Optional.empty();
    return new ProblemShape(
        role,
        how.unit(),
        network.layer(l),
        next,
        network.shape().activation(l),
        network.shape().bias(),
        samples,
        how.scheme());
  }

  /** Psi of the first target layer: of a dense one in W from second moments, see WideProblem. */
  private static Work firstPsi(ProblemShape problem, int places) {
    double inputs = problem.layer().inputs().size();
    if (!TargetCost.usesMoments(problem.role(), problem.layer(), problem.samples())) {
      // The dense layer's own part is kept in B, and computed again in W.
      return problem.psi(problem.role() == Role.WIDE ? places + 1 : places);
    }
    double weights = (double) places * problem.layer().weights();
    return Work.of(Kind.FLOP, weights * inputs).and(Kind.ENTRY, 2 * weights);
  }
}
