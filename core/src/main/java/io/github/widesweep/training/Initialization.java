package io.github.widesweep.training;

/**
 * How weights start. Biases start at 0. The fans of a convolution are {@code d_in q^2} and {@code
 * d_out q^2}.
 */
public enum Initialization {
  /** Uniform in {@code +-1 / sqrt(fan_in)}. */
  UNIFORM {
    @Override
    double limit(int fanIn, int fanOut) {
      return 1 / Math.sqrt(fanIn);
    }
  },
  /** Uniform in {@code +-sqrt(6 / (fan_in + fan_out))} (Glorot and Bengio 2010, equation 16). */
  GLOROT {
    @Override
    double limit(int fanIn, int fanOut) {
      return Math.sqrt(6.0 / ((double) fanIn + fanOut));
    }
  };

  /** Weights are uniform in {@code [-limit, limit)}. */
  abstract double limit(int fanIn, int fanOut);
}
