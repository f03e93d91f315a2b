package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.format.Values;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The single weights of a B layer: {@link BlockWeights} as a plan. */
final class BlockWeightsPlan implements LayerPlan {
  private final Dense layer;
  private final BlockWeights weights;

  /** Under the identity scores and order are the same at every draw; null elsewhere. */
  private final BlockWeights.Drawn linear;

  private final Replacement replacement;

  BlockWeightsPlan(
      BlockProblem problem, Replacement replacement, int steps, Ordering ordering, Score score) {
    this.layer = problem.requireDense();
    this.replacement = replacement;
    this.weights =
        new BlockWeights(
            layer,
            problem.requireDenseNext(),
            problem.inputs().all(),
            problem.preactivations(),
            problem.residual(),
            replacement,
            steps,
            ordering,
            score);
    this.linear =
        layer.activation() == Activation.IDENTITY
            ? weights.draw(new double[problem.units(Unit.WEIGHT)])
            : null;
  }

  @Override
  public LayerOutcome draw(double[] uniforms) {
    BlockWeights.Drawn drawn = weights.draw(uniforms);
    Values values = Values.of(drawn.weights().data);
    return new LayerOutcome(
        layer.withWeights(drawn.weights()),
        drawn.order(),
        drawn.scores(),
        values.nonzeros(),
        values.distinct());
  }

  @Override
  public double psiAdded() {
    return linear == null ? Double.NaN : Arrays.stream(linear.scores()).sum();
  }

  @Override
  public Optional<double[]> variances() {
    if (linear == null) {
      return Optional.empty();
    }
    return Optional.of(variances(linear.order()));
  }

  /** Which weights are offered depends on the draws: of all. */
  @Override
  public Optional<double[]> covarianceBound() {
    return Optional.of(variances(IntStream.range(0, layer.weights().data.length).toArray()));
  }

  private double[] variances(int[] offered) {
    int rows = layer.outputs();
    int columns = layer.inputs();
    double[] variances = new double[rows * columns];
    for (int unit : offered) {
      int entry = (unit % columns) * rows + unit / columns;
      variances[unit] = replacement.variance(layer.weights().data[entry]);
    }
    return variances;
  }
}
