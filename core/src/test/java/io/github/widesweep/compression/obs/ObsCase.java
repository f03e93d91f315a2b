package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ojalgo.matrix.decomposition.LU;
import org.ojalgo.matrix.store.R064Store;

/**
 * A small W layer, and its damped loss by definition, from the samples: {@code (u - t)^T H (u - t)}
 * of each row, solved with a general factorisation.
 *
 * @param problem the layer as methods are given it
 * @param h {@code mean_s zh_s zh_s^T + lambda I}
 * @param t what is best without zeros, rows x inputs
 */
record ObsCase(LayerProblem problem, R064Store h, R064Store t) {
  /** A layer of random size; every other one behind another that was compressed. */
  static ObsCase random(RandomGenerator random, double damping) {
    int inputs = random.nextInt(1, 9);
    int rows = random.nextInt(1, 5);
    int samples = inputs + random.nextInt(4, 30);
    R064Store weights = Nets.gaussian(random, rows, inputs, 1);
    R064Store z = correlated(random, samples, inputs);
    R064Store zh = z.copy();
    if (random.nextBoolean()) {
      Arrays.setAll(zh.data, e -> z.data[e] + 0.4 * random.nextGaussian());
    }
    return of(weights, z, zh, damping);
  }

  /** Inputs that have a part in common, so that masks matter. */
  static R064Store correlated(RandomGenerator random, int samples, int inputs) {
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    double[] common = random.doubles(samples, -2, 2).toArray();
    for (int e = 0; e < z.data.length; e++) {
      z.data[e] += common[e % samples];
    }
    return z;
  }

  static ObsCase of(R064Store weights, R064Store z, R064Store zh, double damping) {
    int n = weights.getColDim();
    int samples = z.getRowDim();
    R064Store h = LinearAlgebra.zeros(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int s = 0; s < samples; s++) {
          h.add(i, j, zh.doubleValue(s, i) * zh.doubleValue(s, j) / samples);
        }
      }
    }
    double mean = 0;
    for (int j = 0; j < n; j++) {
      mean += h.doubleValue(j, j) / n;
    }
    R064Store right = LinearAlgebra.zeros(n, weights.getRowDim());
    for (int i = 0; i < weights.getRowDim(); i++) {
      for (int j = 0; j < n; j++) {
        right.add(j, i, damping * mean * weights.doubleValue(i, j));
        for (int s = 0; s < samples; s++) {
          double output = 0;
          for (int k = 0; k < n; k++) {
            output += weights.doubleValue(i, k) * z.doubleValue(s, k);
          }
          right.add(j, i, zh.doubleValue(s, j) * output / samples);
        }
      }
    }
    for (int j = 0; j < n; j++) {
      h.add(j, j, damping * mean);
    }
    Network network = new Network(List.of(new Dense(weights, Activation.RELU)));
    Activations dense = Activations.of(z);
    Activations inputs = z.equals(zh) ? dense : Activations.of(zh);
    R064Store solved = solve(h, right);
    R064Store t = LinearAlgebra.zeros(weights.getRowDim(), n);
    for (int i = 0; i < weights.getRowDim(); i++) {
      for (int j = 0; j < n; j++) {
        t.set(i, j, solved.doubleValue(j, i));
      }
    }
    return new ObsCase(LayerProblem.of(network, 1, Role.WIDE, dense, inputs), h, t);
  }

  static R064Store solve(R064Store left, R064Store right) {
    LU<Double> lu = LU.R064.make(left);
    lu.decompose(left);
    R064Store solved = LinearAlgebra.zeros(right.getRowDim(), right.getColDim());
    lu.getSolution(right).supplyTo(solved);
    return solved;
  }

  int rows() {
    return t.getRowDim();
  }

  int inputs() {
    return t.getColDim();
  }

  LeastSquares squares(double damping) {
    return LeastSquares.of(problem, damping);
  }

  LayerOutcome run(Method method, Scheme scheme) {
    return method.plan(problem, Unit.WEIGHT, scheme).draw(new double[0]);
  }

  /** {@code (u - t)^T H (u - t)} of one row. */
  double loss(int row, double[] u) {
    double loss = 0;
    for (int i = 0; i < inputs(); i++) {
      for (int j = 0; j < inputs(); j++) {
        loss +=
            (u[i] - t.doubleValue(row, i)) * h.doubleValue(i, j) * (u[j] - t.doubleValue(row, j));
      }
    }
    return loss;
  }

  /**
   * The best weights of a row whose other weights are given: {@code fixed} has NaN for the free.
   */
  double[] solved(int row, double[] fixed) {
    int[] free = IntStream.range(0, inputs()).filter(j -> Double.isNaN(fixed[j])).toArray();
    double[] u = fixed.clone();
    if (free.length == 0) {
      return u;
    }
    R064Store part = LinearAlgebra.zeros(free.length, free.length);
    R064Store right = LinearAlgebra.zeros(free.length, 1);
    for (int a = 0; a < free.length; a++) {
      for (int j = 0; j < inputs(); j++) {
        double entry = h.doubleValue(free[a], j);
        right.add(a, 0, entry * (t.doubleValue(row, j) - (Double.isNaN(fixed[j]) ? 0 : fixed[j])));
      }
      for (int b = 0; b < free.length; b++) {
        part.set(a, b, h.doubleValue(free[a], free[b]));
      }
    }
    R064Store solved = solve(part, right);
    for (int a = 0; a < free.length; a++) {
      u[free[a]] = solved.doubleValue(a, 0);
    }
    return u;
  }

  /** The best weights of a row on a support. */
  double[] refit(int row, boolean[] kept) {
    double[] fixed = new double[kept.length];
    for (int j = 0; j < kept.length; j++) {
      fixed[j] = kept[j] ? Double.NaN : 0;
    }
    return solved(row, fixed);
  }

  /** {@code [H_FF^-1]_jj} of the inputs F from j on. */
  double curvature(int j) {
    int size = inputs() - j;
    R064Store part = LinearAlgebra.zeros(size, size);
    R064Store unit = LinearAlgebra.zeros(size, 1);
    unit.set(0, 0, 1);
    for (int a = 0; a < size; a++) {
      for (int b = 0; b < size; b++) {
        part.set(a, b, h.doubleValue(j + a, j + b));
      }
    }
    return solve(part, unit).doubleValue(0, 0);
  }

  /** A row of a mask that is rows x inputs. */
  boolean[] row(boolean[] kept, int row) {
    boolean[] part = new boolean[inputs()];
    for (int j = 0; j < part.length; j++) {
      part[j] = kept[j * rows() + row];
    }
    return part;
  }

  /** The refit loss of all rows. */
  double refitLoss(boolean[] kept) {
    double loss = 0;
    for (int i = 0; i < rows(); i++) {
      loss += loss(i, refit(i, row(kept, i)));
    }
    return loss;
  }

  /** The refit weights of all rows, rows x inputs. */
  double[] refit(boolean[] kept) {
    double[] weights = new double[kept.length];
    for (int i = 0; i < rows(); i++) {
      double[] u = refit(i, row(kept, i));
      for (int j = 0; j < inputs(); j++) {
        weights[j * rows() + i] = u[j];
      }
    }
    return weights;
  }

  /** Some weights kept, rows x inputs. */
  boolean[] mask(RandomGenerator random, double chance) {
    boolean[] kept = new boolean[rows() * inputs()];
    for (int e = 0; e < kept.length; e++) {
      kept[e] = random.nextDouble() < chance;
    }
    return kept;
  }

  static List<Integer> indexes(boolean[] flags, boolean which) {
    List<Integer> indexes = new ArrayList<>();
    for (int e = 0; e < flags.length; e++) {
      if (flags[e] == which) {
        indexes.add(e);
      }
    }
    return indexes;
  }
}
