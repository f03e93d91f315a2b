package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import org.ojalgo.matrix.store.R064Store;

/**
 * How what each unit adds to the watched output correlates with how that output differs already
 * from the dense network's: {@code h_u = mean_s added_u(s) . residual(s)}, half the gradient of
 * {@code Psi} by the units' values.
 */
final class Correlation {
  private Correlation() {}

  /**
   * By unit; where units do not enter the watched output linearly, to first order.
   *
   * @param problem a layer in W, or in B for {@link Unit#NEURON}
   */
  static double[] of(LayerProblem problem, Unit unit) {
    if (problem instanceof BlockProblem block) {
      R064Store residual = block.residual();
      return ofNeurons(
          block.next(),
          block.unitSlopes(),
          block.layer().outputUnits(),
          (from, rows) -> LinearAlgebra.rows(residual, from, rows.getRowDim()));
    }
    Layer layer = problem.layer();
    Residual residual =
        (from, rows) -> {
          R064Store difference = layer.preactivations(rows);
          R064Store dense = layer.preactivations(problem.dense().rows(from, rows.getRowDim()));
          for (int e = 0; e < difference.data.length; e++) {
            difference.data[e] -= dense.data[e];
          }
          return difference;
        };
    return unit == Unit.NEURON
        ? ofNeurons(layer, problem.inputs(), layer.inputUnits(), residual)
        : ofWeights(layer, problem.inputs(), residual);
  }

  /** The residual of a block of samples, samples x watched outputs. */
  @FunctionalInterface
  private interface Residual {
    R064Store of(int from, R064Store rows);
  }

  private static double[] ofWeights(Layer layer, Activations inputs, Residual residual) {
    int columns = layer.inputs();
    double[] sums = new double[layer.outputs() * columns];
    inputs.forEachBlock(
        Math.max(columns, layer.outputs()),
        (from, rows) -> {
          R064Store products = LinearAlgebra.transposedTimes(rows, residual.of(from, rows));
          // Inputs x outputs by columns is row-major in the weights.
          for (int u = 0; u < sums.length; u++) {
            sums[u] += products.data[u];
          }
        });
    return LinearAlgebra.divided(sums, inputs.samples());
  }

  private static double[] ofNeurons(Layer layer, Activations inputs, int units, Residual residual) {
    double[] sums = new double[units];
    inputs.forEachBlock(
        Math.max(layer.inputs(), layer.outputs()),
        (from, rows) -> {
          R064Store back = layer.adjoint(residual.of(from, rows));
          int width = rows.data.length / units;
          for (int u = 0; u < units; u++) {
            sums[u] +=
                LinearAlgebra.blas().ddot(width, rows.data, u * width, 1, back.data, u * width, 1);
          }
        });
    return LinearAlgebra.divided(sums, inputs.samples());
  }
}
