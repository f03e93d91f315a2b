package io.github.widesweep.network;

/**
 * Exponentials of whole arrays: the polynomial in loops without branches or calls, which a compiler
 * turns into vector instructions.
 *
 * <p>{@code x = n ln 2 + r}, {@code |r| <= ln(2)/2}; {@code e^r - 1} by its Taylor polynomial of
 * degree 13, whose remainder is below 5e-18; {@code e^x = 2^n (1 + (e^r - 1))}. The result is
 * within 2 units in the last place, and the same on every machine: no fused operations, no
 * intrinsics.
 */
final class Exponentials {
  /** Entries per pass, so that intermediate arrays stay in the first-level cache. */
  private static final int PASS = 512;

  private static final double LOG2_E = 1.4426950408889634;

  /** {@code ln 2} in two parts, the first with 33 bits: its products with {@code n} are exact. */
  private static final double LN2_HIGH = 0x1.62e42feep-1;

  private static final double LN2_LOW = 1.9082149292705877e-10;

  /** Adding it rounds to a whole number, which then stands in the last bits. */
  private static final double ROUNDER = 0x1.8p52;

  /** Where {@code 2^n} and the result are normal numbers. */
  private static final double NORMAL = 708;

  /** From here on tanh(x/2) is 1 to the last bit. */
  private static final double SATURATED = 60;

  private static final int LEAST_POWER = -1022;

  /** {@code 2^n} from {@link #LEAST_POWER} to 1023. */
  private static final double[] POWERS = new double[1023 - LEAST_POWER + 1];

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Math.scalb(1.0, i + LEAST_POWER);
    }
  }

  /** What becomes of {@code e^x - 1}, {@code scale = 2^n} being within the range of double. */
  private final double[] remainder;

  private final double[] rounded;

  private Exponentials(int count) {
    int size = Math.min(PASS, count);
    this.remainder = new double[size];
    this.rounded = new double[size];
  }

  /** {@code y[i] = e^(x[i])} for {@code from <= i < to}; the arrays may be the same. */
  static void exp(double[] x, double[] y, int from, int to) {
    Exponentials pass = new Exponentials(to - from);
    for (int start = from; start < to; start += PASS) {
      int count = Math.min(PASS, to - start);
      pass.reduce(x, start, 1, count);
      for (int i = 0; i < count; i++) {
        double value = x[start + i];
        y[start + i] =
            Math.abs(value) < NORMAL
                ? (1 + pass.remainder[i]) * POWERS[exponent(pass.rounded[i]) - LEAST_POWER]
                : Math.exp(value);
      }
    }
  }

  /** {@code tanh(x)}; relative error below 1e-15 also near 0, while the result is normal. */
  static void tanh(double[] x, double[] y, int from, int to) {
    halfAngle(x, y, from, to, 2, 1);
  }

  /**
   * {@code 1 / (1 + e^-x) - 1/2 = tanh(x/2) / 2}; relative error below 1e-15 also near 0, while the
   * result is normal.
   */
  static void centeredLogistic(double[] x, double[] y, int from, int to) {
    halfAngle(x, y, from, to, 1, 0.5);
  }

  /**
   * {@code 1 / (1 + e^-x)}, without cancellation where it is small; relative error below 1e-15 from
   * -708 on, before which it is subnormal or 0.
   */
  static void logistic(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = -x[i];
    }
    exp(y, y, from, to);
    for (int i = from; i < to; i++) {
      y[i] = 1 / (1 + y[i]);
    }
  }

  /**
   * {@code y = size tanh(factor x / 2) = size m / (m + 2)}, {@code m = e^(factor x) - 1}: no
   * cancellation near 0.
   */
  private static void halfAngle(
      double[] x, double[] y, int from, int to, double factor, double size) {
    Exponentials pass = new Exponentials(to - from);
    for (int start = from; start < to; start += PASS) {
      int count = Math.min(PASS, to - start);
      pass.reduce(x, start, factor, count);
      for (int i = 0; i < count; i++) {
        double value = factor * x[start + i];
        if (Math.abs(value) < SATURATED) {
          double scale = POWERS[exponent(pass.rounded[i]) - LEAST_POWER];
          double m = scale * pass.remainder[i] + (scale - 1);
          y[start + i] = size * (m / (m + 2));
        } else {
          // NaN stays NaN.
          y[start + i] = size * Math.signum(value);
        }
      }
    }
  }

  /** Writes {@code n + ROUNDER} and {@code e^r - 1} of {@code factor x}, where that is not huge. */
  private void reduce(double[] x, int start, double factor, int count) {
    double[] r = remainder;
    double[] t = rounded;
    for (int i = 0; i < count; i++) {
      double value = factor * x[start + i];
      t[i] = value * LOG2_E + ROUNDER;
      double n = t[i] - ROUNDER;
      r[i] = (value - n * LN2_HIGH) - n * LN2_LOW;
    }
    for (int i = 0; i < count; i++) {
      double v = r[i];
      double p = 1.0 / 6227020800.0;
      p = p * v + 1.0 / 479001600.0;
      p = p * v + 1.0 / 39916800.0;
      p = p * v + 1.0 / 3628800.0;
      p = p * v + 1.0 / 362880.0;
      p = p * v + 1.0 / 40320.0;
      p = p * v + 1.0 / 5040.0;
      p = p * v + 1.0 / 720.0;
      p = p * v + 1.0 / 120.0;
      p = p * v + 1.0 / 24.0;
      p = p * v + 1.0 / 6.0;
      p = p * v + 0.5;
      r[i] = v + v * v * p;
    }
  }

  /** The whole number in the last bits of {@code n + ROUNDER}. */
  private static int exponent(double rounded) {
    return (int) Double.doubleToRawLongBits(rounded);
  }
}
