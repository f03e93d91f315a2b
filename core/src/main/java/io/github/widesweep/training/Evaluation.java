package io.github.widesweep.training;

import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.network.LinearAlgebra;
import java.io.Serializable;
import org.ojalgo.matrix.store.R064Store;

/**
 * How well a network does on samples.
 *
 * @param loss mean loss over the samples, see {@link Loss}
 * @param metric R^2 for regression, accuracy for classification
 */
public record Evaluation(double loss, double metric) implements Serializable {
  /** There are no targets. */
  public static final Evaluation NONE = new Evaluation(Double.NaN, Double.NaN);

  /**
   * Evaluates a network's answers, all of shape samples x outputs.
   *
   * <p>Cross-entropy is computed from the logits by log-sum-exp, so that it is finite however small
   * a probability is; a projection of the outputs does not enter it. MSE and the metric are
   * computed from the outputs.
   *
   * <p>R^2 is {@code 1 - sum (y - f)^2 / sum (y - mean y)^2}, both sums over all samples and
   * outputs, means per output; NaN if no target varies. In accuracy a tie counts as the lowest
   * class, and a sample with an output that is NaN as wrong. Non-finite answers give a non-finite
   * loss, never an exception.
   *
   * @param logits the last layer's pre-activations
   * @param outputs the network's outputs
   * @return {@link #NONE} if the samples have no targets
   */
  public static Evaluation of(
      R064Store logits, R064Store outputs, Samples samples, Task task, Loss loss) {
    if (!samples.hasTargets()) {
      return NONE;
    }
    requireShape(logits, samples);
    requireShape(outputs, samples);
    double value = BatchLoss.of(loss).mean(logits, outputs, samples.targets());
    double metric =
        task == Task.CLASSIFICATION
            ? accuracy(outputs, samples.classes())
            : rSquared(outputs, samples.targets());
    return new Evaluation(value, metric);
  }

  private static void requireShape(R064Store answers, Samples samples) {
    R064Store targets = samples.targets();
    if (answers.getRowDim() != targets.getRowDim() || answers.getColDim() != targets.getColDim()) {
      throw new IllegalArgumentException(
          "answers are %d x %d, targets %d x %d"
              .formatted(
                  answers.getRowDim(),
                  answers.getColDim(),
                  targets.getRowDim(),
                  targets.getColDim()));
    }
  }

  private static double rSquared(R064Store outputs, R064Store targets) {
    int rows = targets.getRowDim();
    double total = 0;
    for (int i = 0; i < targets.getColDim(); i++) {
      double mean = 0;
      for (int s = i * rows; s < (i + 1) * rows; s++) {
        mean += targets.data[s] / rows;
      }
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int s = i * rows; s < (i + 1) * rows; s++) {
        double y = targets.data[s];
        least = Math.min(least, y);
        greatest = Math.max(greatest, y);
        sum += (y - mean) * (y - mean);
      }
      // A rounded mean gives even a constant output a tiny sum.
      total += least == greatest ? 0 : sum;
    }
    double residual = rows * LinearAlgebra.meanSquaredDistance(outputs, targets);
    return total == 0 ? Double.NaN : 1 - residual / total;
  }

  /** A sample is right where its class has the most, no class before it as much, and none NaN. */
  private static double accuracy(R064Store outputs, int[] classes) {
    int rows = classes.length;
    double[] y = outputs.data;
    double[] largest = LinearAlgebra.largestOfRows(outputs);
    int right = 0;
    for (int s = 0; s < rows; s++) {
      int own = classes[s] * rows + s;
      boolean first = y[own] == largest[s];
      for (int i = s; first && i < own; i += rows) {
        first = y[i] < largest[s];
      }
      right += first ? 1 : 0;
    }
    return (double) right / rows;
  }
}
