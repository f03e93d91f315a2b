package io.github.widesweep.compression.greedy;

import io.github.widesweep.network.Activation;
import java.math.BigDecimal;
import java.math.MathContext;

/** Arithmetic and activations to 50 digits: the exact values that margins are held against. */
final class Decimals {
  static final MathContext DIGITS = new MathContext(50);
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal HALF = new BigDecimal("0.5");

  private Decimals() {}

  static BigDecimal of(double value) {
    return new BigDecimal(value);
  }

  static BigDecimal product(BigDecimal a, BigDecimal b) {
    return a.multiply(b, DIGITS);
  }

  /** How far a computed number is from the exact one, rounded upwards. */
  static double distance(double computed, BigDecimal exact) {
    return Math.nextUp(of(computed).subtract(exact).abs().doubleValue());
  }

  static BigDecimal phi(Activation activation, BigDecimal x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> x.max(BigDecimal.ZERO);
      case TANH -> TWO.multiply(logistic(TWO.multiply(x))).subtract(BigDecimal.ONE);
      case SIGMOID -> logistic(x);
      case CENTERED_SIGMOID -> logistic(x).subtract(HALF);
      case SOFTPLUS -> x.max(BigDecimal.ZERO).add(log1p(exp(x.abs().negate())));
      case SOFTMAX -> throw new IllegalArgumentException("not entry by entry");
    };
  }

  private static BigDecimal logistic(BigDecimal x) {
    return BigDecimal.ONE.divide(exp(x.negate()).add(BigDecimal.ONE), DIGITS);
  }

  /** The series of an argument halved until it is small, squared as often. */
  static BigDecimal exp(BigDecimal x) {
    int halvings = Math.max(0, 7 + Math.getExponent(x.doubleValue()));
    MathContext more = new MathContext(DIGITS.getPrecision() + halvings);
    BigDecimal small = x.divide(TWO.pow(halvings), more);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = term;
    for (int n = 1; n <= 24; n++) {
      term = term.multiply(small, more).divide(BigDecimal.valueOf(n), more);
      sum = sum.add(term);
    }
    for (int k = 0; k < halvings; k++) {
      sum = sum.multiply(sum, more);
    }
    return sum.round(DIGITS);
  }

  /** One step of Halley's method from the value in double precision. */
  private static BigDecimal log1p(BigDecimal z) {
    BigDecimal start = of(Math.log1p(z.doubleValue()));
    BigDecimal power = exp(start);
    BigDecimal goal = z.add(BigDecimal.ONE);
    BigDecimal quotient = goal.subtract(power).divide(goal.add(power), DIGITS);
    return start.add(TWO.multiply(quotient));
  }
}
