package io.github.widesweep.compression.walk;

import io.github.widesweep.network.Cholesky;
import org.ojalgo.matrix.store.R064Store;

/**
 * {@code V / xi^2} of a group of units, of which {@code M} is made for any {@code lambda}.
 *
 * <p>Matrices are n x n, column-major; of symmetric ones the lower triangle counts.
 */
final class Metric {
  /** The least lambda that is looked at, and the factor that the best one is known up to. */
  private static final double LEAST_SEARCHED = 1e-3;

  private static final double PRECISION = 1.1;

  private final int size;
  private final double[] v;

  private Metric(double[] v, int size) {
    this.v = v;
    this.size = size;
  }

  /**
   * Scales a Gram matrix.
   *
   * @param rows of the Gram matrix that count, in their order
   * @param reaches how far apart the two values of each are; none adds nothing
   */
  static Metric of(R064Store gram, int[] rows, double[] reaches) {
    int n = rows.length;
    int all = gram.getRowDim();
    double largest = 0;
    for (int i = 0; i < n; i++) {
      double length = Math.abs(reaches[i]) * Math.sqrt(gram.data[rows[i] * all + rows[i]]);
      largest = Math.max(largest, length);
    }
    double[] v = Cholesky.room(n);
    for (int j = 0; j < n; j++) {
      double scale = reaches[j] / largest;
      for (int i = j; i < n; i++) {
        v[j * n + i] = scale * gram.data[rows[j] * all + rows[i]] * (reaches[i] / largest);
      }
    }
    return new Metric(v, n);
  }

  /** {@code M^-1}, whole. */
  double[] inverse(double lambda) {
    double[] m = v.clone();
    for (int i = 0; i < m.length; i++) {
      m[i] *= 1 - lambda;
    }
    for (int j = 0; j < size; j++) {
      m[j * size + j] += lambda;
    }
    return Cholesky.of(m, size).inverse();
  }

  /** {@code tr(V M^-1) / xi^2}. */
  double spread(double[] inverse) {
    double sum = 0;
    for (int j = 0; j < size; j++) {
      sum += v[j * size + j] * inverse[j * size + j];
      for (int i = j + 1; i < size; i++) {
        sum += 2 * v[j * size + i] * inverse[j * size + i];
      }
    }
    return sum;
  }

  /**
   * The lambda of least {@link #spread}, up to a factor of {@value #PRECISION}, from {@value
   * #LEAST_SEARCHED} on. The spread is convex in lambda, a sum of {@code s / (lambda + (1 - lambda)
   * s)} over eigenvalues {@code s}; its derivative's sign is known from the inverse.
   */
  double bestLambda() {
    double trace = 0;
    for (int j = 0; j < size; j++) {
      trace += v[j * size + j];
    }
    // The derivative at 1, where the inverse is the identity.
    if (!(squaredNorm(v) > trace)) {
      return 1;
    }
    double low = LEAST_SEARCHED;
    double high = 1;
    while (high / low > PRECISION) {
      double middle = Math.sqrt(low * high);
      if (spreadRises(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return Math.sqrt(low * high);
  }

  /**
   * Whether the spread's derivative is positive at a lambda below 1: with {@code H = M^-1} it is
   * {@code -tr((I - lambda H) (H - I)) / (1 - lambda)^2}.
   */
  private boolean spreadRises(double lambda) {
    double[] inverse = inverse(lambda);
    double trace = 0;
    for (int j = 0; j < size; j++) {
      trace += inverse[j * size + j];
    }
    return (1 + lambda) * trace - size - lambda * squaredNorm(inverse) < 0;
  }

  private double squaredNorm(double[] symmetric) {
    double sum = 0;
    for (int j = 0; j < size; j++) {
      sum += symmetric[j * size + j] * symmetric[j * size + j];
      for (int i = j + 1; i < size; i++) {
        sum += 2 * symmetric[j * size + i] * symmetric[j * size + i];
      }
    }
    return sum;
  }
}
