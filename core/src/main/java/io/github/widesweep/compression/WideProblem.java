package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LayerStack;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * A layer in W, which is looked at alone: {@code Psi(U) = mean_s |W z_s - U zh_s|^2}, before the
 * activation (Propositions 18 to 20, 24).
 *
 * <p>Of a convolution whole filters are units of the layer as it is. Its single weights are those
 * of a dense layer that is given the patches under the kernel: with P positions, {@code Psi} is the
 * mean over the P patches of every sample, each times the root of P.
 */
public final class WideProblem extends LayerProblem {
  /** Inputs up to which second moments are factored: a square of 128 MiB. */
  private static final int MOST_FACTORED = 1 << 12;

  /** The layer in the network, where this problem sees it as a dense one. */
  private final Optional<Convolution> convolution;

  WideProblem(Network network, int number, Activations dense, Activations inputs) {
    super(network.layer(number), number, dense, inputs);
    this.convolution = Optional.empty();
  }

  private WideProblem(Convolution convolution, int number, Activations dense, Activations inputs) {
    super(
        new Dense(
            convolution.weights(),
            convolution.bias(),
            convolution.activation(),
            convolution.radius()),
        number,
        dense,
        inputs);
    this.convolution = Optional.of(convolution);
  }

  /**
   * The problem of a convolution's single weights.
   *
   * @throws io.github.widesweep.InvalidValueException if all patches would not fit an array
   */
  static WideProblem ofPatches(
      Convolution convolution, int number, Activations dense, Activations inputs) {
    Activations patches = patches(convolution, inputs);
    return new WideProblem(
        convolution, number, dense == inputs ? patches : patches(convolution, dense), patches);
  }

  private static Activations patches(Convolution convolution, Activations inputs) {
    int positions = convolution.outputSide() * convolution.outputSide();
    long numbers = (long) positions * convolution.shape().taps();
    require(
        numbers * inputs.samples() <= Integer.MAX_VALUE,
        "calibration_samples",
        inputs.samples(),
        "at most %d samples, of which the patches fill an array"
            .formatted(Integer.MAX_VALUE / numbers));
    R064Store patches = convolution.shape().patches(inputs.all());
    double scale = Math.sqrt(positions);
    for (int e = 0; e < patches.data.length; e++) {
      patches.data[e] *= scale;
    }
    return Activations.of(patches);
  }

  @Override
  public Layer inNetwork(Layer candidate) {
    return convolution.isPresent() ? convolution.get().withWeights(candidate.weights()) : candidate;
  }

  @Override
  public Role role() {
    return Role.WIDE;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where {@code zh = z} and there are no more inputs than samples, nor than {@value
   * #MOST_FACTORED}, {@code Psi(U)} is the mean of {@code |(W - U) z|^2}, from a factor of the
   * inputs' second moments; elsewhere from the samples.
   */
  @Override
  public double[] psi(List<? extends Layer> candidates) {
    boolean factored =
        startsDense()
            && layer() instanceof Dense
            && layer().inputs() <= Math.min(MOST_FACTORED, inputs().samples());
    return factored ? fromMoments(candidates) : fromSamples(candidates);
  }

  @Override
  double computeWatchedEnergy() {
    return energy(layer(), dense());
  }

  @Override
  public boolean unitsEnterLinearly() {
    return true;
  }

  @Override
  R064Store computeUnitGram() {
    return gramOfContributions(layer(), inputs(), layer().inputUnits());
  }

  private double[] fromMoments(List<? extends Layer> candidates) {
    int rows = layer().outputs();
    int size = candidates.size();
    double[] weights = layer().weights().data;
    R064Store differences = LinearAlgebra.zeros(size * rows, layer().inputs());
    for (int k = 0; k < size; k++) {
      double[] candidate = candidates.get(k).weights().data;
      for (int from = 0; from < weights.length; from += rows) {
        int to = from * size + k * rows;
        for (int i = 0; i < rows; i++) {
          differences.data[to + i] = weights[from + i] - candidate[from + i];
        }
      }
    }
    SecondMoments moments = shared(SecondMoments.class, this::factoredMoments);
    return moments.meanSquaredLengths(differences, size);
  }

  private double[] fromSamples(List<? extends Layer> candidates) {
    LayerStack stack = LayerStack.of(candidates);
    double[] sums = new double[stack.size()];
    inputs()
        .forEachBlock(
            (long) stack.size() * layer().outputs(),
            (from, rows) -> {
              R064Store z = startsDense() ? rows : dense().rows(from, rows.getRowDim());
              LinearAlgebra.addSquaredDistances(
                  stack.spread(rows), layer().preactivations(z), sums);
            });
    return LinearAlgebra.divided(sums, inputs().samples());
  }
}
