package io.github.widesweep.compression.walk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Gram-Schmidt walk word for word (arXiv 1911.03071), on nested arrays: {@code z} in [-1, 1],
 * and in every step the direction from a system of equations of its own.
 */
final class LiteralWalk {
  private LiteralWalk() {}

  /**
   * Walks once.
   *
   * @param m {@code B}, symmetric positive definite; units are pivots in their order
   * @param chances of the upper value; {@code z} starts at twice that less 1
   * @return 1 or 0 by unit
   */
  static double[] run(double[][] m, double[] chances, GramSchmidtWalk.Coins coins) {
    int n = chances.length;
    double[] z = Arrays.stream(chances).map(p -> 2 * p - 1).toArray();
    List<Integer> alive = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      alive.add(i);
    }
    int pivot = -1;
    int coin = -1;
    while (!alive.isEmpty()) {
      if (pivot < 0) {
        pivot = alive.get(0);
        coin = pivot;
      }
      double[] d = direction(m, alive, pivot);
      double up = Double.POSITIVE_INFINITY;
      double down = Double.POSITIVE_INFINITY;
      for (int i : alive) {
        up = d[i] == 0 ? up : Math.min(up, Math.max((1 - z[i]) / d[i], (-1 - z[i]) / d[i]));
        down = d[i] == 0 ? down : Math.min(down, Math.max((z[i] - 1) / d[i], (z[i] + 1) / d[i]));
      }
      double step = coins.rises(coin, down / (up + down)) ? up : -down;
      List<Integer> frozen = new ArrayList<>();
      for (int i : alive) {
        z[i] += step * d[i];
        if (Math.abs(z[i]) > 1 - 1e-12) {
          z[i] = Math.signum(z[i]);
          frozen.add(i);
        }
      }
      alive.removeAll(frozen);
      int ended = pivot;
      pivot = frozen.contains(pivot) ? -1 : pivot;
      frozen.removeIf(i -> i == ended);
      coin = frozen.isEmpty() ? -1 : frozen.get(0);
    }
    return Arrays.stream(z).map(value -> (1 + value) / 2).toArray();
  }

  /** {@code d_pivot = 1, d_A = -B_AA^-1 B_A,pivot} over the others alive. */
  private static double[] direction(double[][] m, List<Integer> alive, int pivot) {
    List<Integer> others = alive.stream().filter(i -> i != pivot).toList();
    double[][] a = new double[others.size()][others.size()];
    double[] b = new double[others.size()];
    for (int i = 0; i < b.length; i++) {
      for (int j = 0; j < b.length; j++) {
        a[i][j] = m[others.get(i)][others.get(j)];
      }
      b[i] = -m[others.get(i)][pivot];
    }
    double[] solution = solve(a, b);
    double[] d = new double[m.length];
    d[pivot] = 1;
    for (int i = 0; i < b.length; i++) {
      d[others.get(i)] = solution[i];
    }
    return d;
  }

  /** Gaussian elimination; the matrix is positive definite, so any pivot will do. */
  static double[] solve(double[][] matrix, double[] right) {
    int n = right.length;
    double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    double[] b = right.clone();
    for (int k = 0; k < n; k++) {
      for (int i = k + 1; i < n; i++) {
        double factor = a[i][k] / a[k][k];
        for (int j = k; j < n; j++) {
          a[i][j] -= factor * a[k][j];
        }
        b[i] -= factor * b[k];
      }
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        b[i] -= a[i][j] * b[j];
      }
      b[i] /= a[i][i];
    }
    return b;
  }

  static double[][] inverse(double[][] matrix) {
    int n = matrix.length;
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1;
      inverse[i] = solve(matrix, unit);
    }
    return inverse;
  }
}
