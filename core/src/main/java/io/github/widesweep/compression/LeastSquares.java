package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Cholesky;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.ojalgo.matrix.store.R064Store;

/**
 * A dense W layer's {@code Psi} as the least-squares problem that it is, for methods that solve for
 * weights. With {@code G = mean_s zh_s zh_s^T}, the second moments of the layer's inputs, and a
 * damping {@code lambda >= 0}, it is for a row {@code u} and its dense weights {@code w}
 *
 * <pre>  mean_s (w^T z_s - u^T zh_s)^2 + lambda |u - w|^2 = (u - t)^T H (u - t) + constant,
 *   H = G + lambda I,   t = w + H^-1 mean_s zh_s (z_s - zh_s)^T w</pre>
 *
 * so {@code t = w} where no earlier layer was compressed. Rows have {@code H} in common.
 *
 * <p>{@code Psi} does not depend on the weights of inputs that are always 0. Without damping their
 * diagonal entry is the mean of the others times 2^-60, so that nothing is divided by 0: such a
 * weight costs next to nothing to drop, and stays what it was where it is kept.
 *
 * <p>Matrices are column-major, rows x inputs and inputs x inputs. Not thread-safe.
 */
public final class LeastSquares {
  /** Inputs whose pivot is less, relative to themselves, depend on the others. */
  private static final double LEAST_PIVOT = 0x1p-32;

  /** The damping of a singular matrix where less was asked for, as a fraction of mean(diag G). */
  private static final double LEAST_DAMPING = 0x1p-20;

  /** What stands for the second moment of a dead input, as the same fraction. */
  private static final double DEAD = 0x1p-60;

  /** An array's length. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final Dense layer;
  private final double[] hessian;
  private final Cholesky factor;
  private final double[] target;
  private final boolean singular;
  private final Optional<String> dead;

  private record Key(double damping) {}

  private LeastSquares(LayerProblem problem, double damping) {
    this.layer = problem.requireDense();
    int n = layer.inputs();
    double[] moments = SecondMoments.withRoom(problem.moments());
    double mean = 0;
    for (int j = 0; j < n; j++) {
      mean += moments[j * n + j] / n;
    }
    double unit = mean == 0 ? 1 : mean;
    double[] damped = damped(moments, n, damping * unit, DEAD * unit);
    Cholesky attempt = Cholesky.of(damped.clone(), n);
    this.singular = !(attempt.leastPivot() >= LEAST_PIVOT) && damping < LEAST_DAMPING;
    if (singular) {
      damped = damped(moments, n, LEAST_DAMPING * unit, LEAST_DAMPING * unit);
      attempt = Cholesky.of(damped.clone(), n);
    }
    if (Double.isNaN(attempt.leastPivot())) {
      throw new ArithmeticException(
          "second moments of the inputs of layer %d are not finite".formatted(problem.number()));
    }
    Cholesky.mirror(damped, n);
    this.hessian = damped;
    this.factor = attempt;
    this.dead = problem.deadInputs();
    this.target = problem.startsDense() ? layer.weights().data : target(problem);
  }

  /**
   * The problem of a layer, shared by all plans that ask for the same damping.
   *
   * @param damping {@code lambda} as a fraction of the mean of {@code G}'s diagonal, at least 0;
   *     enlarged to 2^-20 where {@code H} would be singular, which {@link #fallback} then says
   * @throws io.github.widesweep.InvalidValueException if the layer is not a dense layer in W, or
   *     its second moments would not fit an array
   * @throws ArithmeticException if its inputs' squares overflow
   */
  public static LeastSquares of(LayerProblem problem, double damping) {
    require(
        problem.role() == Role.WIDE,
        "role",
        problem.role().symbol(),
        "W: a B layer's loss is not quadratic in its weights, which are not solved for");
    long inputs = problem.requireDense().inputs();
    require(
        inputs * (inputs + 1) <= MOST_NUMBERS,
        "inputs of layer " + problem.number(),
        inputs,
        "at most 46340, whose second moments fit an array");
    require(damping >= 0, "damping", damping, "a number of at least 0");
    return problem.shared(new Key(damping), () -> new LeastSquares(problem, damping));
  }

  /** Numbers that {@link #of} keeps for a layer of so many inputs and rows. */
  public static double numbers(double inputs, double rows) {
    return 3 * inputs * inputs + inputs * rows;
  }

  private static double[] damped(double[] moments, int n, double lambda, double dead) {
    double[] damped = moments.clone();
    for (int j = 0; j < n; j++) {
      double own = moments[j * n + j];
      damped[j * n + j] = own == 0 ? Math.max(lambda, dead) : own + lambda;
    }
    return damped;
  }

  private double[] target(LayerProblem problem) {
    int rows = rows();
    int n = inputs();
    double mean = 1.0 / problem.inputs().samples();
    // mean_s (W (z_s - zh_s)) zh_s^T, rows x inputs.
    double[] shift = new double[rows * n];
    Activations dense = problem.dense();
    problem
        .inputs()
        .forEachBlock(
            n,
            (from, zh) -> {
              int count = zh.getRowDim();
              R064Store difference = dense.rows(from, count).copy();
              for (int i = 0; i < difference.data.length; i++) {
                difference.data[i] -= zh.data[i];
              }
              double[] lost = LinearAlgebra.timesTransposed(difference, layer.weights()).data;
              LinearAlgebra.blas()
                  .dgemm(
                      "T", "N", rows, n, count, mean, lost, count, zh.data, count, 1, shift, rows);
            });
    factor.solveRows(shift, rows);
    double[] weights = layer.weights().data;
    for (int e = 0; e < shift.length; e++) {
      shift[e] += weights[e];
    }
    return shift;
  }

  /** The layer with its dense weights. */
  public Dense layer() {
    return layer;
  }

  public int rows() {
    return layer.outputs();
  }

  public int inputs() {
    return layer.inputs();
  }

  /** {@code H}, both triangles, inputs x inputs or longer; not to be changed. */
  public double[] hessian() {
    return hessian;
  }

  /** {@code H = L L^T}. */
  public Cholesky factor() {
    return factor;
  }

  /** {@code t} of every row, rows x inputs: what no zeros would be best; not to be changed. */
  public double[] target() {
    return target;
  }

  /**
   * What stands in the way of the problem that was asked for, for {@link LayerOutcome#fallback}:
   * dead inputs, and moments that are singular and so damped more; empty if nothing does.
   */
  public Optional<String> fallback() {
    Optional<String> moments = singular ? Optional.of("singular moments damped") : Optional.empty();
    return Stream.concat(dead.stream(), moments.stream()).reduce((a, b) -> a + ", " + b);
  }

  /**
   * The best weights with given zeros: of each row, {@code u_S = t_S + H_SS^-1 H_SD t_D} on its
   * support {@code S}, 0 on the other inputs {@code D}.
   *
   * @param kept which weights may differ from 0, in the order of the layer's own
   */
  public double[] refit(boolean[] kept) {
    int rows = rows();
    double[] weights = new double[kept.length];
    for (int i = 0; i < rows; i++) {
      int[] support = support(kept, i, true);
      double[] solved = refitRow(i, support, support(kept, i, false));
      for (int k = 0; k < support.length; k++) {
        weights[support[k] * rows + i] = solved[k];
      }
    }
    return weights;
  }

  /** The inputs whose weights in a row are kept, or are not. */
  private int[] support(boolean[] kept, int row, boolean which) {
    int rows = rows();
    int[] support = new int[inputs()];
    int count = 0;
    for (int j = 0; j < support.length; j++) {
      if (kept[j * rows + row] == which) {
        support[count++] = j;
      }
    }
    return Arrays.copyOf(support, count);
  }

  private double[] refitRow(int row, int[] support, int[] dropped) {
    int n = inputs();
    int rows = rows();
    int size = support.length;
    double[] solved = new double[size];
    for (int j : dropped) {
      double t = target[j * rows + row];
      for (int k = 0; k < size; k++) {
        solved[k] += hessian[j * n + support[k]] * t;
      }
    }
    if (dropped.length > 0) {
      double[] part = Cholesky.room(size);
      for (int k = 0; k < size; k++) {
        for (int i = k; i < size; i++) {
          part[k * size + i] = hessian[support[k] * n + support[i]];
        }
      }
      Cholesky.of(part, size).solveRows(solved, 1);
    }
    for (int k = 0; k < size; k++) {
      solved[k] += target[support[k] * rows + row];
    }
    return solved;
  }

  /** {@code sum (u - t)^T H (u - t)} over the rows: damped {@code Psi} but for a constant. */
  public double loss(double[] weights) {
    double[] difference = weights.clone();
    for (int e = 0; e < difference.length; e++) {
      difference[e] -= target[e];
    }
    int rows = rows();
    int n = inputs();
    double[] product = new double[difference.length];
    LinearAlgebra.blas()
        .dgemm("N", "N", rows, n, n, 1, difference, rows, hessian, n, 0, product, rows);
    return LinearAlgebra.blas().ddot(product.length, difference, 1, product, 1);
  }
}
