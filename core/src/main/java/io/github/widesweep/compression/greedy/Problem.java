package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * A B layer's weights before any is offered: what all draws share. Nothing here changes.
 *
 * <p>Units are numbered row-major, {@code i inputs + j}. The arrays of pre-activations and inputs
 * are by row or column, then sample: loops over one array's samples are what the compiler turns
 * into vector instructions.
 */
final class Problem {
  final int samples;
  final int inputs;
  final int rows;
  final int outputs;
  final int units;
  final Activation activation;
  final Replacement replacement;
  final Score score;

  /** {@code zh}, by column and sample. */
  final double[][] x;

  /** By row and sample. */
  final double[][] preactivations;

  /** {@code r = V phi(a) - watched}, by output and sample. */
  final double[][] residual;

  /** {@code V}, column by column: {@code v_i} from {@code i outputs}. */
  final double[] next;

  /** {@code |v_i|}. */
  final double[] norms;

  /** By unit. */
  final double[] weights;

  /** By unit: {@code t - w} of the two outcomes, and the chance of the first. */
  final double[] up;

  final double[] down;
  final double[] chance;

  /** What a chance may be off by. */
  final double chanceError;

  /** By column: the largest {@code |x_j(s)|}, and {@code sum_s x_j(s)^2}. */
  final double[] largestInput;

  final double[] squaredInput;

  /** By column: {@code sum_s |x_j(s)|}. */
  final double[] absoluteInput;

  /** By row: the largest {@code |t - w| |x_j(s)|} of its units. */
  final double[] reach;

  /** By row: what its pre-activations may be off by at the start. */
  final double[] startError;

  /** The largest number among steps and inputs, and 1 more. */
  final double extent;

  /** More than a product of step and input loses where it, or a factor, vanishes as a float. */
  final double vanishing;

  Problem(
      Dense layer,
      Dense next,
      R064Store inputs,
      R064Store preactivations,
      R064Store residual,
      Replacement replacement,
      Score score) {
    this.score = score;
    this.samples = inputs.getRowDim();
    this.inputs = inputs.getColDim();
    this.rows = layer.outputs();
    this.outputs = next.outputs();
    this.units = rows * this.inputs;
    this.activation = layer.activation();
    this.replacement = replacement;
    this.x = byColumn(inputs);
    this.preactivations = byColumn(preactivations);
    this.residual = byColumn(residual);
    this.next = next.weights().data;
    this.norms = new double[rows];
    for (int i = 0; i < rows; i++) {
      norms[i] = Math.sqrt(sumOfSquares(this.next, i * outputs, outputs));
    }
    this.largestInput = new double[this.inputs];
    this.squaredInput = new double[this.inputs];
    for (int j = 0; j < this.inputs; j++) {
      largestInput[j] = largest(x[j]);
      squaredInput[j] = sumOfSquares(x[j], 0, samples);
    }
    this.absoluteInput = new double[this.inputs];
    for (int j = 0; j < this.inputs; j++) {
      for (double value : x[j]) {
        absoluteInput[j] += Math.abs(value);
      }
    }
    this.weights = new double[units];
    this.up = new double[units];
    this.down = new double[units];
    this.chance = new double[units];
    this.chanceError =
        replacement instanceof Replacement.Rounding rounding
            ? (2.0 * rounding.levels() + 4) * Rounding.UNIT
            : 0;
    this.reach = new double[rows];
    this.startError = new double[rows];
    fillUnits(layer);
    double most = 0;
    for (double input : largestInput) {
      most = Math.max(most, input);
    }
    for (int unit = 0; unit < units; unit++) {
      most = Math.max(most, step(unit));
    }
    this.extent = 1 + most;
    this.vanishing = 2 * Float.MIN_NORMAL * extent;
  }

  private void fillUnits(Dense layer) {
    for (int i = 0; i < rows; i++) {
      double terms = layer.bias().isPresent() ? Math.abs(layer.bias().get()[i]) : 0;
      for (int j = 0; j < inputs; j++) {
        int unit = i * inputs + j;
        double w = layer.weights().data[j * rows + i];
        weights[unit] = w;
        up[unit] = replacement.high(w) - w;
        down[unit] = replacement.low(w) - w;
        chance[unit] = replacement.probability(w);
        reach[i] = Math.max(reach[i], step(unit) * largestInput[j]);
        terms += Math.abs(w) * largestInput[j];
      }
      startError[i] = (inputs + 2) * Rounding.UNIT * terms;
    }
  }

  /** The larger {@code |t - w|} of a unit's two outcomes. */
  double step(int unit) {
    return Math.max(Math.abs(up[unit]), Math.abs(down[unit]));
  }

  private static double[][] byColumn(R064Store matrix) {
    int length = matrix.getRowDim();
    double[][] columns = new double[matrix.getColDim()][];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = Arrays.copyOfRange(matrix.data, c * length, (c + 1) * length);
    }
    return columns;
  }

  /** The largest size; NaN if there is one. */
  static double largest(double[] values) {
    return Lanes.BEST.largest(values);
  }

  static double sumOfSquares(double[] values, int from, int count) {
    double even = 0;
    double odd = 0;
    int k = from;
    for (; k < from + count - 1; k += 2) {
      even += values[k] * values[k];
      odd += values[k + 1] * values[k + 1];
    }
    return even + odd + (k < from + count ? values[k] * values[k] : 0);
  }
}
