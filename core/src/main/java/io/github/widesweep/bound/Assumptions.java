package io.github.widesweep.bound;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.network.Activation;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a compression departs from what the paper's bounds are proved for. Outside the assumptions
 * a bound can still be computed, but it is no guarantee.
 *
 * <p>Checked are {@code phi(0) = 0} (7) for every activation that acts entry by entry; {@code
 * |phi'| <= 1} (8), which all activations here have; {@code |phi''| <= 1} (9) for the activation of
 * B layers, which ReLU does not have; that the activations of B layers are not projected, since
 * Propositions 21 to 23 and 25 have the two layers of a block directly one after the other; that
 * layers have no bias (1); that maps of convolutions wrap around (Appendix B); and that units are
 * chosen by the greedy algorithm, in B layers with exact scores. Softmax does not act entry by
 * entry, so (7) does not apply to it; as the last activation only its Lipschitz constant is used,
 * and that is at most 1.
 *
 * <p>(10) and (11) are not checked: every network meets them with its own {@link
 * NetworkConstants#c1()} and {@link NetworkConstants#c2()}.
 *
 * @param departures one phrase for each departure, layers ascending; empty inside the assumptions
 */
public record Assumptions(List<String> departures) {
  public Assumptions {
    departures = List.copyOf(departures);
  }

  /**
   * Looks for departures.
   *
   * @throws io.github.widesweep.InvalidValueException if the network lacks a layer of the target
   */
  public static Assumptions of(NetworkConstants network, CompressionSpec spec) {
    spec.target().requireFits(network.depth());
    List<String> departures = new ArrayList<>();
    for (int l = 1; l <= network.depth(); l++) {
      layerDepartures(l, network.layer(l), spec.target().roles().get(l), departures);
    }
    if (!(spec.method() instanceof Greedy greedy)) {
      departures.add("units are not chosen by the greedy algorithm");
    } else if (spec.target().hasBlock() && !(greedy.ordering() instanceof Ordering.Exact)) {
      departures.add("scores of B layers are not exact (ordering " + greedy.ordering() + ")");
    }
    return new Assumptions(departures);
  }

  private static void layerDepartures(
      int l, LayerConstants layer, Role role, List<String> departures) {
    Activation activation = layer.activation();
    ActivationConstants constants = ActivationConstants.of(activation);
    // False for softmax too, whose phi(0) is NaN: (7) does not apply to it.
    if (Math.abs(constants.atZero()) > 0) {
      departures.add(
          "layer %d: %s has phi(0) = %.3g, (7) needs 0"
              .formatted(l, activation, constants.atZero()));
    }
    if (role == Role.BLOCK && constants.curvature() > 1) {
      departures.add("layer %d in B: %s needs |phi''| <= 1 (9)".formatted(l, activation));
    }
    if (role == Role.BLOCK && layer.radius() < Double.POSITIVE_INFINITY) {
      departures.add(
          "layer %d in B: its activations are projected onto a ball of radius %.3g"
              .formatted(l, layer.radius()));
    }
    if (layer.isZeroPadded()) {
      departures.add(
          "layer %d pads its maps with zeros, those of Appendix B wrap around".formatted(l));
    }
    if (layer.biasNorm() > 0) {
      departures.add("layer %d has a bias, networks of (1) have none".formatted(l));
    }
  }

  /** Whether there is any departure: the column {@code outside_assumptions}. */
  public boolean outside() {
    return !departures.isEmpty();
  }

  /** All departures in one line; empty inside the assumptions. */
  public String reason() {
    return String.join("; ", departures);
  }
}
