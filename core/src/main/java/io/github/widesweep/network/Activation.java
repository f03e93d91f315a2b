package io.github.widesweep.network;

import org.ojalgo.matrix.store.R064Store;

/**
 * The activations {@code phi_l} of (1). All act entry by entry except {@link #SOFTMAX}, which acts
 * on a sample's whole output and is allowed on the last layer only.
 */
public enum Activation {
  /** {@code x}. */
  IDENTITY {
    @Override
    double value(double x) {
      return x;
    }

    @Override
    double derivative(double x, double y) {
      return 1;
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to) {
      if (x != y) {
        System.arraycopy(x, from, y, from, to - from);
      }
    }
  },
  /** {@code max(x, 0)}; its derivative at 0 is taken as 0. */
  RELU {
    @Override
    double value(double x) {
      return Math.max(x, 0.0);
    }

    @Override
    double derivative(double x, double y) {
      return x > 0 ? 1 : 0;
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to) {
      for (int i = from; i < to; i++) {
        y[i] = Math.max(x[i], 0.0);
      }
    }
  },
  /** Hyperbolic tangent. */
  TANH {
    @Override
    double value(double x) {
      return Math.tanh(x);
    }

    @Override
    double derivative(double x, double y) {
      return 1 - y * y;
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to) {
      Exponentials.tanh(x, y, from, to);
    }
  },
  /** {@code 1 / (1 + e^-x)}: violates phi(0) = 0 (7), so shrinking needs a merged column. */
  SIGMOID {
    @Override
    double value(double x) {
      return logistic(x);
    }

    @Override
    double derivative(double x, double y) {
      return y * (1 - y);
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to) {
      Exponentials.logistic(x, y, from, to);
    }
  },
  /** {@code 1 / (1 + e^-x) - 1/2}: the sigmoid moved so that phi(0) = 0 (7). */
  CENTERED_SIGMOID {
    @Override
    double value(double x) {
      return logistic(x) - 0.5;
    }

    @Override
    double derivative(double x, double y) {
      return (0.5 + y) * (0.5 - y);
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to) {
      Exponentials.centeredLogistic(x, y, from, to);
    }
  },
  /** {@code log(1 + e^x)}: violates phi(0) = 0 (7). */
  SOFTPLUS {
    @Override
    double value(double x) {
      return Math.max(x, 0.0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Override
    double derivative(double x, double y) {
      return logistic(x);
    }
  },
  /** {@code e^{x_i} / sum_k e^{x_k}} over a sample's outputs; last layer only. */
  SOFTMAX {
    @Override
    double value(double x) {
      throw new IllegalStateException("softmax has no value at a single entry");
    }

    @Override
    double derivative(double x, double y) {
      throw new IllegalStateException("softmax has no derivative at a single entry");
    }

    @Override
    public R064Store apply(R064Store preactivations) {
      R064Store result = preactivations.copy();
      double[] e = result.data;
      double[] sums =
          exponentials(e, preactivations.getRowDim(), LinearAlgebra.largestOfRows(preactivations));
      int rows = sums.length;
      for (int s = 0; s < rows; s++) {
        sums[s] = 1 / sums[s];
      }
      for (int i = 0; i < e.length; i += rows) {
        for (int s = 0; s < rows; s++) {
          e[i + s] *= sums[s];
        }
      }
      return result;
    }
  };

  /** The value at one entry. */
  abstract double value(double x);

  /** The derivative at pre-activation {@code x} whose activation is {@code y}. */
  abstract double derivative(double x, double y);

  /** Whether the activation acts entry by entry: all but softmax. */
  public boolean isEntrywise() {
    return this != SOFTMAX;
  }

  /** {@code phi(0)}, which the paper's assumption (7) wants to be 0. */
  public double atZero() {
    return value(0);
  }

  /**
   * {@code y[i] = phi(x[i])} for {@code from <= i < to}; {@code x} and {@code y} may be the same
   * array. Entrywise activations only.
   */
  public void apply(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = value(x[i]);
    }
  }

  /** The activations of a (samples x units) matrix of pre-activations, as a new matrix. */
  public R064Store apply(R064Store preactivations) {
    R064Store result = LinearAlgebra.zeros(preactivations.getRowDim(), preactivations.getColDim());
    apply(preactivations.data, result.data, 0, result.data.length);
    return result;
  }

  /**
   * Back-propagation through an entrywise activation: {@code gradient[i] *= phi'(x[i])}, where
   * {@code y[i] = phi(x[i])} is passed because most derivatives are cheaper from it.
   */
  public void multiplyByDerivative(double[] x, double[] y, double[] gradient) {
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] *= derivative(x[i], y[i]);
    }
  }

  /**
   * {@code log sum_i e^{x_i}} of each row, finite wherever the row is: minus the logarithm of a
   * softmax's probability is this less the class's logit.
   */
  public static double[] logSumExp(R064Store logits) {
    double[] largest = LinearAlgebra.largestOfRows(logits);
    double[] sums = exponentials(logits.data.clone(), largest.length, largest);
    for (int s = 0; s < sums.length; s++) {
      sums[s] = largest[s] + Math.log(sums[s]);
    }
    return sums;
  }

  /** Replaces entries by {@code e^(x - largest)} and gives each row's sum: NaN if one is NaN. */
  private static double[] exponentials(double[] x, int rows, double[] largest) {
    for (int i = 0; i < x.length; i += rows) {
      for (int s = 0; s < rows; s++) {
        x[i + s] -= largest[s];
      }
    }
    Exponentials.exp(x, x, 0, x.length);
    double[] sums = new double[rows];
    for (int i = 0; i < x.length; i += rows) {
      for (int s = 0; s < rows; s++) {
        sums[s] += x[i + s];
      }
    }
    return sums;
  }

  private static double logistic(double x) {
    if (x >= 0) {
      return 1 / (1 + Math.exp(-x));
    }
    double e = Math.exp(x);
    return e / (1 + e);
  }
}
