package io.github.widesweep.bound;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Role;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** The recursion that {@link SampleBounds} proves, in its notation. */
final class SampleChain {
  private final Network network;
  private final NetworkConstants constants;
  private final Tail tail;
  private final CompressionSpec spec;

  /** The first compressed layer at its dense inputs. */
  private final LayerProblem problem;

  private final List<SampleCertificate.Step> steps = new ArrayList<>();

  /** {@code |d|} of the layer before. */
  private double distance;

  /** {@code H} of the layer at hand. */
  private double whole;

  /** {@code G} of it. */
  private double logits;

  /** The layer before, where its outputs are independent. */
  private Optional<IndependentOutputs> independent = Optional.empty();

  SampleChain(
      Network network,
      NetworkConstants constants,
      Tail tail,
      CompressionSpec spec,
      LayerProblem problem) {
    this.network = network;
    this.constants = constants;
    this.tail = tail;
    this.spec = spec;
    this.problem = problem;
  }

  /**
   * Goes through the layers.
   *
   * @return empty if a number is NaN
   */
  Optional<SampleCertificate> run(SampleDraws draws) {
    int depth = network.depth();
    double excess = 0;
    for (int k = problem.number(); k <= depth; k++) {
      if (k > problem.number()) {
        pass(k, excess);
      }
      Optional<Drawn> drawn = draws.at(k);
      double added = drawn.isEmpty() ? 0 : add(k, drawn.get());
      draws.psiBound(k).ifPresent(psi -> whole = Math.min(whole, Math.sqrt(psi)));
      logits = Math.min(logits, tail.norm(k) * whole);
      whole = k == depth ? Math.min(whole, logits) : whole;
      if (Double.isNaN(whole) || Double.isNaN(logits)) {
        return Optional.empty();
      }
      Optional<Role> role = Optional.ofNullable(spec.target().roles().get(k));
      // Before, and in a B layer whose draws are known behind the next, nothing is said of errors.
      if (k >= draws.start() && (role.isEmpty() || drawn.isPresent())) {
        steps.add(
            new SampleCertificate.Step(
                k, role, Magnitude.of(added).squared(), Magnitude.of(whole).squared()));
      }
      excess = excess(k);
      independent = isFree(k) ? draws.independent(k) : Optional.empty();
    }
    return Optional.of(new SampleCertificate(steps, outputError(excess)));
  }

  /** From the pre-activations of layer {@code k - 1} to those of {@code k}. */
  private void pass(int k, double excess) {
    ActivationConstants phi = ActivationConstants.of(network.layer(k - 1).activation());
    double centre = isFree(k - 1) ? phi.slopeCentre() : 0;
    double radius = phi.lipschitz() - centre;
    double norm = tail.norm(k - 1);
    double sigma = constants.layer(k).sigma();
    logits = centre * logits + norm * (radius * whole + excess);
    distance = phi.lipschitz() * whole + excess;
    whole = sigma * distance;
    if (independent.isPresent()) {
      if (network.layer(k) instanceof Dense dense) {
        whole = Math.min(whole, Math.sqrt(independent.get().through(dense.weights(), sigma)));
      }
      Optional<R064Store> map = tail.map(k - 1);
      if (map.isPresent()) {
        logits = Math.min(logits, Math.sqrt(independent.get().through(map.get(), norm)));
      }
    }
  }

  /** Adds a layer's own draws, and says how much. */
  private double add(int k, Drawn drawn) {
    double added = Math.sqrt(drawn.total());
    double addedLogits = tail.map(k).map(t -> Math.sqrt(drawn.through(t))).orElse(added);
    if (tail.map(k).isEmpty() || distance > 0) {
      added += distance > 0 ? Math.sqrt(drawn.sensitivity()) * distance : 0;
      addedLogits = tail.norm(k) * added;
    }
    whole = Math.hypot(whole, added);
    logits = Math.hypot(logits, Math.min(addedLogits, tail.norm(k) * added));
    return added;
  }

  /** Whether nothing is projected behind layer {@code k}, in neither network. */
  private boolean isFree(int k) {
    return Math.min(network.layer(k).radius(), projectionRadius(k)) == Double.POSITIVE_INFINITY;
  }

  private double projectionRadius(int k) {
    return Setup.projectionRadius(constants, spec.target(), spec.projections(), k);
  }

  /**
   * The root mean square distance between what the two networks' projections behind layer {@code k}
   * make of the dense activations.
   */
  private double excess(int k) {
    Layer layer = network.layer(k);
    double dense = layer.radius();
    double compressed = projectionRadius(k);
    if (dense == compressed) {
      return 0;
    }
    Activations inputs =
        problem.inputs().after(network.layers().subList(problem.number() - 1, k - 1));
    Layer free = layer.withRadius(Double.POSITIVE_INFINITY);
    double[] sum = new double[1];
    inputs.forEachBlock(
        layer.outputs(),
        (from, rows) -> {
          R064Store z = free.forward(rows);
          for (int s = 0; s < z.getRowDim(); s++) {
            double length = LinearAlgebra.longestRow(LinearAlgebra.rows(z, s, 1));
            double apart = Math.min(length, dense) - Math.min(length, compressed);
            sum[0] += apart * apart;
          }
        });
    return Math.sqrt(sum[0] / inputs.samples());
  }

  private Magnitude outputError(double excess) {
    Layer last = network.layer(network.depth());
    ActivationConstants phi = ActivationConstants.of(last.activation());
    double apart = Math.min(phi.lipschitz() * whole, phi.largestDistance(last.outputs())) + excess;
    return Magnitude.of(apart).squared();
  }
}
