package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/** Random problems of a shape that a test chooses, such as the edges of lanes. */
final class GreedyProblems {
  private GreedyProblems() {}

  /**
   * @param shape rows, inputs, outputs, samples
   */
  static Problem random(RandomGenerator random, Activation activation, int... shape) {
    return scaled(random, activation, Score.ABSOLUTE, 1, 1, 1, shape);
  }

  /**
   * A problem whose weights, with its biases, inputs and residual are multiplied; an eighth of
   * weights and inputs is 0.
   */
  static Problem scaled(
      RandomGenerator random,
      Activation activation,
      Score score,
      double weightScale,
      double inputScale,
      double residualScale,
      int... shape) {
    R064Store weights = withZeros(random, Nets.gaussian(random, shape[0], shape[1], weightScale));
    R064Store inputs = withZeros(random, Nets.gaussian(random, shape[3], shape[1], inputScale));
    double[] bias =
        random.doubles(shape[0]).map(b -> (b - 0.5) * (weightScale * inputScale)).toArray();
    Dense layer =
        new Dense(
            weights,
            random.nextBoolean() ? Optional.of(bias) : Optional.empty(),
            activation,
            Double.POSITIVE_INFINITY);
    Dense next = new Dense(Nets.gaussian(random, shape[2], shape[0], 0.7), Activation.IDENTITY);
    Replacement replacement =
        random.nextBoolean()
            ? new Replacement.Pruning(random.nextDouble(0.1, 0.9))
            : new Replacement.Rounding(layer.maxAbsWeight(), random.nextInt(1, 9));
    R064Store residual = Nets.gaussian(random, shape[3], shape[2], residualScale);
    R064Store preactivations = layer.preactivations(inputs);
    return new Problem(layer, next, inputs, preactivations, residual, replacement, score);
  }

  static Problem of(
      Dense layer, Dense next, R064Store inputs, R064Store residual, Replacement replacement) {
    R064Store preactivations = layer.preactivations(inputs);
    return new Problem(layer, next, inputs, preactivations, residual, replacement, Score.ABSOLUTE);
  }

  /** A ReLU layer of a single row that one output reads as it is, pruned with chance 1/2. */
  static Problem ofOneRow(double[] weights, double[][] inputsBySample) {
    Dense layer = new Dense(R064Store.wrap(weights.clone(), 1), Activation.RELU);
    Dense next = new Dense(R064Store.wrap(new double[] {1}, 1), Activation.IDENTITY);
    return of(
        layer,
        next,
        store(inputsBySample, weights.length),
        LinearAlgebra.zeros(inputsBySample.length, 1),
        new Replacement.Pruning(0.5));
  }

  /** Two such rows that the output adds up, weights row by row. */
  static Problem ofTwoRows(double[] weights, double[][] inputsBySample) {
    int columns = weights.length / 2;
    R064Store store = LinearAlgebra.zeros(2, columns);
    Arrays.setAll(store.data, k -> weights[k % 2 * columns + k / 2]);
    Dense next = new Dense(R064Store.wrap(new double[] {1, 1}, 1), Activation.IDENTITY);
    return of(
        new Dense(store, Activation.RELU),
        next,
        store(inputsBySample, columns),
        LinearAlgebra.zeros(inputsBySample.length, 1),
        new Replacement.Pruning(0.5));
  }

  private static R064Store store(double[][] rows, int columns) {
    R064Store result = LinearAlgebra.zeros(rows.length, columns);
    Arrays.setAll(result.data, k -> rows[k % rows.length][k / rows.length]);
    return result;
  }

  private static R064Store withZeros(RandomGenerator random, R064Store matrix) {
    Arrays.setAll(matrix.data, k -> random.nextInt(8) == 0 ? 0 : matrix.data[k]);
    return matrix;
  }

  /** {@code v_k . v_row} by row k. */
  static double[] products(Problem problem, int row) {
    double[] products = new double[problem.rows];
    int outputs = problem.outputs;
    for (int k = 0; k < problem.rows; k++) {
      for (int o = 0; o < outputs; o++) {
        products[k] += problem.next[k * outputs + o] * problem.next[row * outputs + o];
      }
    }
    return products;
  }
}
