package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exponentials of arrays against 60 decimal digits, and at the edges of their range. */
class ExponentialsTest {
  private static final MathContext DIGITS = new MathContext(60);
  private static final double[] EDGES = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    1e-320,
    -1e-310,
    Double.MIN_NORMAL,
    1e-300,
    -1e-20,
    1e-17,
    -1e-8,
    Math.log(2) / 2,
    Math.nextUp(Math.log(2) / 2),
    -Math.log(2) / 2,
    1,
    -1,
    29.999,
    30,
    59.999,
    -60,
    60.001,
    707.999,
    -707.999,
    708,
    -708,
    708.5,
    -708.5,
    709.78,
    -709.78,
    709.782712893384,
    -730,
    -744,
    -745.1,
    -746,
  };

  private interface Function {
    void apply(double[] x, double[] y, int from, int to);
  }

  /** Edges, and numbers of every size. */
  private static double[] inputs() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(13);
    return Stream.of(
            Arrays.stream(EDGES),
            random.doubles(1500, -746, 709.78),
            random.doubles(1500, -2, 2),
            random.doubles(500, -300, 0).map(power -> Math.pow(10, power)),
            random.doubles(500, -300, 0).map(power -> -Math.pow(10, power)))
        .flatMapToDouble(part -> part)
        .toArray();
  }

  private static double[] inputs(double least) {
    return Arrays.stream(inputs()).filter(x -> x > least).toArray();
  }

  private static double[] of(Function function, double... x) {
    double[] y = new double[x.length];
    function.apply(x, y, 0, x.length);
    return y;
  }

  /** The series at {@code x / 2^16}, squared 16 times. */
  private static BigDecimal exp(BigDecimal x) {
    BigDecimal small = x.divide(BigDecimal.valueOf(1 << 16), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int k = 1; k <= 30; k++) {
      term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int k = 0; k < 16; k++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /** {@code tanh(x)}; the first term of its series where the exponential has no digit to spare. */
  private static BigDecimal tanh(BigDecimal x) {
    if (x.abs().doubleValue() < 1e-18) {
      return x;
    }
    BigDecimal square = exp(x.add(x));
    return square.subtract(BigDecimal.ONE).divide(square.add(BigDecimal.ONE), DIGITS);
  }

  private static BigDecimal half(BigDecimal x) {
    return x.divide(BigDecimal.valueOf(2));
  }

  private static double error(double found, BigDecimal exact) {
    return new BigDecimal(found).subtract(exact).abs().doubleValue();
  }

  @Test
  void referenceHasDigitsToSpare() {
    assertThat(exp(BigDecimal.ONE).toString())
        .startsWith("2.71828182845904523536028747135266249775");
    assertThat(exp(BigDecimal.valueOf(-700)).doubleValue()).isEqualTo(StrictMath.exp(-700));
    assertThat(tanh(BigDecimal.valueOf(0.5)).toString()).startsWith("0.46211715726000975850");
  }

  @Test
  void expIsWithinTwoUnitsInTheLastPlace() {
    double[] x = inputs();
    double[] y = of(Exponentials::exp, x);
    for (int i = 0; i < x.length; i++) {
      double error = error(y[i], exp(new BigDecimal(x[i])));
      assertThat(error / Math.ulp(y[i])).as("exp(%s) = %s", x[i], y[i]).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void tanhIsRelativelyExact() {
    double[] x = inputs();
    double[] y = of(Exponentials::tanh, x);
    for (int i = 0; i < x.length; i++) {
      assertClose(x[i], y[i], tanh(new BigDecimal(x[i])));
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void centeredLogisticIsRelativelyExact() {
    double[] x = inputs();
    double[] y = of(Exponentials::centeredLogistic, x);
    for (int i = 0; i < x.length; i++) {
      assertClose(x[i], y[i], half(tanh(half(new BigDecimal(x[i])))));
      assertThat(Math.abs(y[i])).isLessThanOrEqualTo(0.5);
    }
  }

  @Test
  void logisticIsRelativelyExactWhereItIsNormal() {
    double[] x = inputs(-708);
    double[] y = of(Exponentials::logistic, x);
    for (int i = 0; i < x.length; i++) {
      BigDecimal e = exp(new BigDecimal(x[i]));
      assertClose(x[i], y[i], e.divide(e.add(BigDecimal.ONE), DIGITS));
    }
    for (double tiny : of(Exponentials::logistic, -708.5, -710, -745, -1e5)) {
      assertThat(tiny).isBetween(0.0, 1e-307);
    }
  }

  /** Within 1e-15 of the result, and of the least number where the result is subnormal. */
  private static void assertClose(double x, double found, BigDecimal exact) {
    double bound = 1e-15 * Math.abs(exact.doubleValue()) + Double.MIN_VALUE;
    assertThat(error(found, exact)).as("%s at %s", found, x).isLessThanOrEqualTo(bound);
  }

  @Test
  void valuesAtTheEnds() {
    double inf = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    double[] ends = {-inf, inf, nan, -1e300, 1e300, -746, 710, 0.0};
    assertThat(of(Exponentials::exp, ends)).containsExactly(0, inf, nan, 0, inf, 0, inf, 1);
    assertThat(of(Exponentials::tanh, ends)).containsExactly(-1, 1, nan, -1, 1, -1, 1, 0);
    assertThat(of(Exponentials::centeredLogistic, ends))
        .containsExactly(-0.5, 0.5, nan, -0.5, 0.5, -0.5, 0.5, 0);
    assertThat(of(Exponentials::logistic, ends)).containsExactly(0, 1, nan, 0, 1, 0, 1, 0.5);
  }

  /** Every entry alone gives what it gives among others, at every place of a pass. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 511, 512, 513, 1025})
  void partsOfArrays(int count) {
    double[] x = Arrays.copyOf(inputs(), count + 7);
    for (Function function :
        new Function[] {
          Exponentials::exp,
          Exponentials::tanh,
          Exponentials::logistic,
          Exponentials::centeredLogistic
        }) {
      double[] y = new double[x.length];
      Arrays.fill(y, 42);
      function.apply(x, y, 3, count + 3);
      double[] inPlace = x.clone();
      function.apply(inPlace, inPlace, 3, count + 3);
      DoubleUnaryOperator alone = value -> of(function, value)[0];
      for (int i = 0; i < x.length; i++) {
        boolean inside = i >= 3 && i < count + 3;
        assertThat(y[i]).isEqualTo(inside ? alone.applyAsDouble(x[i]) : 42);
        assertThat(inPlace[i]).isEqualTo(inside ? y[i] : x[i]);
      }
    }
  }
}
