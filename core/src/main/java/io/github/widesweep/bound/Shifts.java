package io.github.widesweep.bound;

import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/**
 * How far activations move on average when their pre-activations are disturbed without bias: bounds
 * of {@code |E phi(a + e) - phi(a)|} for {@code E e = 0}, {@code E e^2 = q}.
 *
 * <ul>
 *   <li>{@code r sqrt(q)}: {@code phi} is linear but for a part with Lipschitz constant {@code r},
 *       half the difference of its largest and its least slope;
 *   <li>{@code C q / 2} with {@code C = sup |phi''|}, by Taylor's theorem;
 *   <li>{@code (sqrt(a^2 + q) - |a|) / 2} for ReLU, which is {@code (a + |a|) / 2}: {@code E |a +
 *       e| <= sqrt(E (a + e)^2)}.
 * </ul>
 */
final class Shifts {
  private Shifts() {}

  /**
   * Bounds of the mean squared shifts of a W layer's outputs over the samples.
   *
   * @param v variances of single weights by position, independent of each other
   * @return one for each output
   */
  static double[] meanSquares(LayerProblem problem, double[] v) {
    Dense layer = problem.requireDense();
    Activation activation = layer.activation();
    ActivationConstants phi = ActivationConstants.of(activation);
    int outputs = layer.outputs();
    int inputs = layer.inputs();
    R064Store variances = LinearAlgebra.zeros(outputs, inputs);
    for (int u = 0; u < v.length; u++) {
      variances.data[u % inputs * outputs + u / inputs] = v[u];
    }
    double[] sums = new double[outputs];
    problem
        .inputs()
        .forEachBlock(
            outputs,
            (from, z) -> {
              int count = z.getRowDim();
              R064Store a = layer.preactivations(z);
              R064Store squares = z.copy();
              Arrays.setAll(squares.data, e -> z.data[e] * z.data[e]);
              R064Store q = LinearAlgebra.timesTransposed(squares, variances);
              for (int e = 0; e < a.data.length; e++) {
                double shift =
                    activation == Activation.RELU
                        ? ofRelu(Math.abs(a.data[e]), q.data[e])
                        : Math.min(
                            phi.slopeRadius() * Math.sqrt(q.data[e]),
                            0.5 * phi.curvature() * q.data[e]);
                sums[e / count] += shift * shift;
              }
            });
    return LinearAlgebra.divided(sums, problem.inputs().samples());
  }

  /** {@code (sqrt(a^2 + q) - |a|) / 2} without cancellation. */
  private static double ofRelu(double absolute, double q) {
    return q == 0 ? 0 : q / (2 * (Math.sqrt(absolute * absolute + q) + absolute));
  }
}
