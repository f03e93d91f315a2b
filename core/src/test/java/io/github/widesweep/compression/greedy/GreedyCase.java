package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/** A B layer's problem with its draw: random, or of whole numbers so that ties are exact. */
record GreedyCase(
    Dense layer,
    Dense next,
    R064Store z,
    R064Store zh,
    Replacement replacement,
    int steps,
    double[] uniforms) {
  static GreedyCase random(RandomGenerator random, Activation activation, int mostRows) {
    int rows = random.nextInt(1, mostRows + 1);
    int inputs = random.nextInt(1, 7);
    int outputs = random.nextInt(1, 5);
    int samples = random.nextInt(1, 25);
    R064Store weights = Nets.gaussian(random, rows, inputs, 0.7);
    R064Store next = Nets.gaussian(random, outputs, rows, 0.7);
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    zeros(random, weights);
    if (random.nextInt(3) == 0) {
      // A dead column of inputs and a row that nothing reads.
      Arrays.fill(z.data, 0, samples, 0);
      Arrays.fill(next.data, 0, outputs, 0);
    }
    R064Store zh = z.copy();
    if (random.nextBoolean()) {
      Arrays.setAll(zh.data, k -> z.data[k] * random.nextDouble(0.5, 1.5));
    }
    Optional<double[]> bias =
        random.nextInt(3) == 0
            ? Optional.of(random.doubles(rows, -0.5, 0.5).toArray())
            : Optional.empty();
    Dense layer = new Dense(weights, bias, activation, Double.POSITIVE_INFINITY);
    Replacement replacement =
        random.nextBoolean()
            ? new Replacement.Pruning(random.nextDouble(0.1, 0.9))
            : new Replacement.Rounding(layer.maxAbsWeight(), random.nextInt(1, 5));
    int units = rows * inputs;
    return new GreedyCase(
        layer,
        new Dense(next, Activation.IDENTITY),
        z,
        zh,
        replacement,
        random.nextInt(units + 1),
        random.doubles(units).toArray());
  }

  /** Whole numbers and a power of 2 for p: every sum is exact, in whatever order it is added. */
  static GreedyCase ofWholeNumbers(RandomGenerator random, Activation activation) {
    int rows = random.nextInt(1, 9);
    int inputs = random.nextInt(1, 5);
    int outputs = random.nextInt(1, 4);
    int samples = 1 << random.nextInt(4);
    R064Store weights = whole(random, rows, inputs);
    int units = rows * inputs;
    return new GreedyCase(
        new Dense(weights, activation),
        new Dense(whole(random, outputs, rows), Activation.IDENTITY),
        whole(random, samples, inputs),
        whole(random, samples, inputs),
        new Replacement.Pruning(random.nextBoolean() ? 0.5 : 0.25),
        units,
        random.doubles(units).toArray());
  }

  private static R064Store whole(RandomGenerator random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, k -> random.nextInt(-2, 3));
    return matrix;
  }

  private static void zeros(RandomGenerator random, R064Store matrix) {
    for (int k = 0; k < matrix.data.length; k++) {
      if (random.nextInt(8) == 0) {
        matrix.data[k] = 0;
      }
    }
  }

  R064Store residual() {
    R064Store residual = next.preactivations(layer.activate(layer.preactivations(zh)));
    R064Store watched = next.preactivations(layer.activate(layer.preactivations(z)));
    Arrays.setAll(residual.data, k -> residual.data[k] - watched.data[k]);
    return residual;
  }

  /** The same with all units offered. */
  GreedyCase whole() {
    return new GreedyCase(layer, next, z, zh, replacement, uniforms.length, uniforms);
  }

  /** The same with other outcomes. */
  GreedyCase with(Replacement other) {
    return new GreedyCase(layer, next, z, zh, other, steps, uniforms);
  }

  Problem problem(Score score) {
    return new Problem(layer, next, zh, layer.preactivations(zh), residual(), replacement, score);
  }

  /** What searches for exact orders start from. */
  ExactSearch.Start start(Problem problem) {
    LayerState state = new LayerState(problem);
    Kernels kernels = Kernels.of(state, new Gradients.Stale(state));
    for (int row = 0; row < problem.rows; row++) {
      kernels.rescore(row, new BitSet());
    }
    return ExactSearch.Start.of(kernels, state, steps);
  }

  BlockWeights prepare(Ordering ordering) {
    return prepare(ordering, Score.ABSOLUTE);
  }

  BlockWeights prepare(Ordering ordering, Score score) {
    return new BlockWeights(
        layer, next, zh, layer.preactivations(zh), residual(), replacement, steps, ordering, score);
  }

  BlockWeights.Drawn draw(Ordering ordering) {
    return prepare(ordering).draw(uniforms);
  }
}
