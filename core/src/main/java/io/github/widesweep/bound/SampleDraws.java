package io.github.widesweep.bound;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.PlannedLayer;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What is known of all draws of a compression.
 *
 * @param first the first compressed layer; empty if only an outcome is known
 * @param layers by the layer at whose pre-activations it is known
 * @param watched the layer at whose pre-activations {@code Psi} of the first compressed layer is
 *     taken
 * @param psi bound of its expectation; NaN if there is none
 * @param scale of all variances, against those of the plans
 */
record SampleDraws(
    Optional<PlannedLayer> first,
    Map<Integer, Drawn> layers,
    int watched,
    double psi,
    double scale) {
  /** What the plans know; empty if there is a layer of which they know nothing. */
  static Optional<SampleDraws> of(
      Network network, CompressionSpec spec, List<PlannedLayer> planned) {
    PlannedLayer first = planned.get(0);
    Map<Integer, Drawn> draws = new TreeMap<>();
    for (PlannedLayer layer : planned) {
      Optional<Drawn> drawn =
          draws.isEmpty()
              ? Drawn.ofFirst(network, spec.unit(), layer)
              : Drawn.ofAny(network, spec.unit(), layer);
      if (drawn.isEmpty()) {
        return Optional.empty();
      }
      draws.put(drawn.get().at(), drawn.get());
    }
    int watched = watched(first.problem());
    double psi = first.plan().psiAddedBound();
    return Optional.of(new SampleDraws(Optional.of(first), draws, watched, psi, 1));
  }

  /** An error that is there, at the pre-activations of a layer. */
  static SampleDraws ofOutcome(int watched, double psi) {
    Map<Integer, Drawn> outcome = Map.of(watched, new Drawn.Whole(watched, psi));
    return new SampleDraws(Optional.empty(), outcome, watched, psi, 1);
  }

  private static int watched(LayerProblem problem) {
    return problem.role() == Role.BLOCK ? problem.number() + 1 : problem.number();
  }

  /** The same with all variances multiplied, as another keep probability does to greedy's. */
  SampleDraws scaled(double factor) {
    Map<Integer, Drawn> draws = new TreeMap<>();
    layers.forEach((at, drawn) -> draws.put(at, drawn.scaled(factor)));
    return new SampleDraws(first, draws, watched, factor * psi, factor * scale);
  }

  /** The first layer at which something is known. */
  int start() {
    return layers.keySet().stream().min(Integer::compare).orElseThrow();
  }

  Optional<Drawn> at(int k) {
    return Optional.ofNullable(layers.get(k));
  }

  /** Bound of the mean squared error at layer {@code k}, from the plan. */
  OptionalDouble psiBound(int k) {
    return k == watched && !Double.isNaN(psi) ? OptionalDouble.of(psi) : OptionalDouble.empty();
  }

  /** Layer {@code k} behind its activation, if it is the first and its outputs are independent. */
  Optional<IndependentOutputs> independent(int k) {
    if (first.isEmpty()
        || k != first.get().problem().number()
        || !(layers.get(k) instanceof Drawn.ByOutput drawn && drawn.isIndependent())) {
      return Optional.empty();
    }
    LayerProblem problem = first.get().problem();
    ActivationConstants phi = ActivationConstants.of(problem.layer().activation());
    double[] shifts =
        first
            .get()
            .plan()
            .variances()
            .map(v -> Shifts.meanSquares(problem, times(v, scale)))
            .orElseGet(() -> times(drawn.energies(), square(phi.slopeRadius())));
    return Optional.of(
        new IndependentOutputs(times(drawn.energies(), square(phi.lipschitz())), shifts));
  }

  private static double square(double value) {
    return value * value;
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }
}
