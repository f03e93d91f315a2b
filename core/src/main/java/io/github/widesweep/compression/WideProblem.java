package io.github.widesweep.compression;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LayerStack;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/**
 * A layer in W, which is looked at alone: {@code Psi(U) = mean_s |W z_s - U zh_s|^2}, before the
 * activation (Propositions 18 to 20, 24).
 */
public final class WideProblem extends LayerProblem {
  /** Inputs up to which second moments are factored: a square of 128 MiB. */
  private static final int MOST_FACTORED = 1 << 12;

  WideProblem(Network network, int number, Activations dense, Activations inputs) {
    super(network, number, dense, inputs);
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
