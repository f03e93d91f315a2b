package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import java.util.Optional;

/**
 * A {@link LayerProblem} before there is a network: all that its cost depends on.
 *
 * @param role in W or in B
 * @param unit what is offered to one draw
 * @param layer the layer to be compressed
 * @param next the layer looked through; there in B, not in W
 * @param activation the layer's activation
 * @param bias whether the layer has biases
 * @param samples number of calibration samples, at least 1
 * @param scheme the random replacement
 */
public record ProblemShape(
    Role role,
    Unit unit,
    LayerShape layer,
    Optional<LayerShape> next,
    Activation activation,
    boolean bias,
    long samples,
    Scheme scheme) {
  public ProblemShape {
    require(
        next.isPresent() == (role == Role.BLOCK),
        "next",
        next,
        "the layer after one in B, and none for one in W");
    require(samples >= 1, "samples", samples, "a whole number of at least 1");
  }

  /** Number of units: weights, or input units in W and output units in B. */
  public long units() {
    if (unit == Unit.WEIGHT) {
      return layer.weights();
    }
    return role == Role.WIDE ? layer.inputUnits() : layer.outputUnits();
  }

  /** Whether the activation is linear on either side of 0, and so takes no exponential. */
  public static boolean isPiecewiseLinear(Activation activation) {
    return activation == Activation.RELU || activation == Activation.IDENTITY;
  }

  /** The products of samples with a layer's weights, a convolution's patches included. */
  public static Work product(LayerShape layer, long samples) {
    double patches =
        layer.isConvolution() ? (double) layer.inputs().size() * layer.taps() * samples : 0;
    return Work.of(Kind.FLOP, 2.0 * layer.multiplyAdds() * samples)
        .and(Kind.ENTRY, patches + layer.outputs().size() * samples);
  }

  /** An activation of so many numbers. */
  public static Work activate(Activation activation, double numbers) {
    return Work.of(isPiecewiseLinear(activation) ? Kind.ENTRY : Kind.EXPONENTIAL, numbers);
  }

  /** {@link LayerProblem#psi} of so many candidates from the samples. */
  public Work psi(int candidates) {
    Work each = product(layer, samples);
    if (next.isPresent()) {
      each =
          each.plus(activate(activation, (double) samples * layer.outputs().size()))
              .plus(product(next.get(), samples));
    }
    return each.times(candidates);
  }
}
