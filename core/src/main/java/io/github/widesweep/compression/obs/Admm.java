package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.LinearAlgebra;

/**
 * A support for a layer's weights by operator splitting, which is Algorithm 1 of X. Meng, K.
 * Behdin, H. Wang and R. Mazumder, ALPS: Improved Optimization for Highly Sparse One-Shot Pruning
 * for Large Language Models, NeurIPS 2024. Inputs are scaled first so that {@code H} has ones on
 * its diagonal. Then, with {@code P} what keeps a matrix's largest entries and makes the others 0,
 * from {@code D = P(T), V = 0, rho = 0.1},
 *
 * <pre>  B = (T H - V + rho D) (H + rho I)^-1,   D = P(B + V / rho),   V = V + rho (B - D)</pre>
 *
 * <p>After every third iteration {@code rho} grows by the number {@code s} of entries that entered
 * or left the support since: by 1.3 from a tenth of the entries kept on, 1.2 from 0.5 % on, 1.1 if
 * there are any; if none, the support is found.
 */
final class Admm {
  private static final double FIRST_RHO = 0.1;

  /** Iterations from one look at the support to the next. */
  private static final int PERIOD = 3;

  /** Iterations after which the support is taken as it is. */
  static final int MOST_ITERATIONS = 300;

  private final int rows;
  private final int inputs;

  /** {@code H} with ones on its diagonal. */
  private final double[] hessian;

  /** {@code T}, the weights to approach, and {@code T H}, in scaled inputs. */
  private final double[] target;

  private final double[] pulled;

  Admm(LeastSquares problem) {
    this.rows = problem.rows();
    this.inputs = problem.inputs();
    double[] scales = new double[inputs];
    for (int j = 0; j < inputs; j++) {
      scales[j] = Math.sqrt(problem.hessian()[j * inputs + j]);
    }
    this.hessian = new double[inputs * inputs];
    this.target = new double[rows * inputs];
    for (int j = 0; j < inputs; j++) {
      for (int i = 0; i < inputs; i++) {
        hessian[j * inputs + i] = problem.hessian()[j * inputs + i] / (scales[i] * scales[j]);
      }
      for (int i = 0; i < rows; i++) {
        target[j * rows + i] = problem.target()[j * rows + i] * scales[j];
      }
    }
    this.pulled = new double[rows * inputs];
    LinearAlgebra.blas()
        .dgemm("N", "N", rows, inputs, inputs, 1, target, rows, hessian, inputs, 0, pulled, rows);
  }

  /**
   * Which weights are kept, rows x inputs.
   *
   * @param zeros how many are not
   */
  boolean[] kept(int zeros) {
    int size = target.length;
    double rho = FIRST_RHO;
    Cholesky shifted = shifted(rho);
    boolean[] dropped = smallest(target, zeros);
    boolean[] before = dropped;
    double[] d = without(target, dropped);
    double[] v = new double[size];
    double[] b = new double[size];
    double[] x = new double[size];
    for (int iteration = 1; iteration <= MOST_ITERATIONS; iteration++) {
      for (int e = 0; e < size; e++) {
        b[e] = pulled[e] - v[e] + rho * d[e];
      }
      shifted.solveRows(b, rows);
      for (int e = 0; e < size; e++) {
        x[e] = b[e] + v[e] / rho;
      }
      dropped = smallest(x, zeros);
      d = without(x, dropped);
      for (int e = 0; e < size; e++) {
        v[e] += rho * (b[e] - d[e]);
      }
      if (iteration % PERIOD == 0) {
        int changed = changes(before, dropped);
        if (changed == 0) {
          break;
        }
        rho *= growth(changed, size - zeros);
        shifted = shifted(rho);
        before = dropped;
      }
    }
    boolean[] kept = new boolean[size];
    for (int e = 0; e < size; e++) {
      kept[e] = !dropped[e];
    }
    return kept;
  }

  private static double growth(int changed, int kept) {
    if (changed >= 0.1 * kept) {
      return 1.3;
    }
    return changed >= 0.005 * kept ? 1.2 : 1.1;
  }

  private static int changes(boolean[] a, boolean[] b) {
    int changes = 0;
    for (int e = 0; e < a.length; e++) {
      changes += a[e] != b[e] ? 1 : 0;
    }
    return changes;
  }

  private Cholesky shifted(double rho) {
    double[] shifted = Cholesky.room(inputs);
    System.arraycopy(hessian, 0, shifted, 0, hessian.length);
    for (int j = 0; j < inputs; j++) {
      shifted[j * inputs + j] += rho;
    }
    return Cholesky.of(shifted, inputs);
  }

  private static boolean[] smallest(double[] values, int count) {
    double[] sizes = new double[values.length];
    for (int e = 0; e < sizes.length; e++) {
      sizes[e] = Math.abs(values[e]);
    }
    return Least.of(sizes, count);
  }

  private static double[] without(double[] values, boolean[] dropped) {
    double[] rest = values.clone();
    for (int e = 0; e < rest.length; e++) {
      rest[e] = dropped[e] ? 0 : rest[e];
    }
    return rest;
  }
}
