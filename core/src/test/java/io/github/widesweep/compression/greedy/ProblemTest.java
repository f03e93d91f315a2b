package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** What all draws share, by its definitions. */
class ProblemTest {
  @Test
  void arraysAreWhatTheirNamesSay() {
    for (int seed = 0; seed < 30; seed++) {
      GreedyCase c = GreedyCase.random(Nets.random(seed), Activation.RELU, 7);
      Problem problem = c.problem(Score.ABSOLUTE);
      requireShapes(c, problem);
      requireUnits(c, problem);
      requireColumns(c, problem);
    }
  }

  private static void requireShapes(GreedyCase c, Problem problem) {
    assertThat(problem.samples).isEqualTo(c.zh().getRowDim());
    assertThat(problem.inputs).isEqualTo(c.layer().inputs());
    assertThat(problem.rows).isEqualTo(c.layer().outputs());
    assertThat(problem.outputs).isEqualTo(c.next().outputs());
    assertThat(problem.units).isEqualTo(problem.rows * problem.inputs);
    R064Store a = c.layer().preactivations(c.zh());
    R064Store r = c.residual();
    for (int s = 0; s < problem.samples; s++) {
      for (int i = 0; i < problem.rows; i++) {
        assertThat(problem.preactivations[i][s]).isEqualTo(a.doubleValue(s, i));
      }
      for (int o = 0; o < problem.outputs; o++) {
        assertThat(problem.residual[o][s]).isEqualTo(r.doubleValue(s, o));
      }
    }
    for (int i = 0; i < problem.rows; i++) {
      double squares = 0;
      for (int o = 0; o < problem.outputs; o++) {
        double v = c.next().weights().doubleValue(o, i);
        assertThat(problem.next[i * problem.outputs + o]).isEqualTo(v);
        squares += v * v;
      }
      assertThat(problem.norms[i]).isCloseTo(Math.sqrt(squares), within(1e-14));
    }
  }

  private static void requireUnits(GreedyCase c, Problem problem) {
    for (int unit = 0; unit < problem.units; unit++) {
      int row = unit / problem.inputs;
      int column = unit % problem.inputs;
      double w = c.layer().weights().doubleValue(row, column);
      double up = c.replacement().high(w) - w;
      double down = c.replacement().low(w) - w;
      assertThat(problem.weights[unit]).isEqualTo(w);
      assertThat(problem.up[unit]).isEqualTo(up);
      assertThat(problem.down[unit]).isEqualTo(down);
      assertThat(problem.chance[unit]).isEqualTo(c.replacement().probability(w));
      assertThat(problem.step(unit)).isEqualTo(Math.max(Math.abs(up), Math.abs(down)));
      // The outcomes' mean is the weight.
      double p = problem.chance[unit];
      assertThat(p * up + (1 - p) * down).isCloseTo(0, within(1e-14));
    }
  }

  private static void requireColumns(GreedyCase c, Problem problem) {
    double[] reach = new double[problem.rows];
    for (int j = 0; j < problem.inputs; j++) {
      double largest = 0;
      double squares = 0;
      double sizes = 0;
      for (int s = 0; s < problem.samples; s++) {
        double x = c.zh().doubleValue(s, j);
        assertThat(problem.x[j][s]).isEqualTo(x);
        largest = Math.max(largest, Math.abs(x));
        squares += x * x;
        sizes += Math.abs(x);
      }
      assertThat(problem.largestInput[j]).isEqualTo(largest);
      assertThat(problem.squaredInput[j]).isCloseTo(squares, within(1e-13 * squares));
      assertThat(problem.absoluteInput[j]).isCloseTo(sizes, within(1e-13 * sizes));
      for (int i = 0; i < problem.rows; i++) {
        reach[i] = Math.max(reach[i], problem.step(i * problem.inputs + j) * largest);
      }
    }
    assertThat(problem.reach).isEqualTo(reach);
  }

  /** Whatever order a product adds in: here from the first term on and from the last. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 20, 200})
  void startErrorsHoldAgainstExactSums(int inputs) {
    RandomGenerator random = Nets.random(inputs);
    double[] bias = {1e3, -1e-3};
    Dense layer =
        new Dense(
            Nets.gaussian(random, 2, inputs, 10),
            Optional.of(bias),
            Activation.TANH,
            Double.POSITIVE_INFINITY);
    R064Store x = Nets.gaussian(random, 6, inputs, 1);
    Dense next = new Dense(Nets.gaussian(random, 1, 2, 1), Activation.IDENTITY);
    double[] uniforms = new double[2 * inputs];
    GreedyCase c = new GreedyCase(layer, next, x, x, new Replacement.Pruning(0.5), 1, uniforms);
    Problem problem = c.problem(Score.ABSOLUTE);
    for (int i = 0; i < 2; i++) {
      for (int s = 0; s < 6; s++) {
        BigDecimal exact = new BigDecimal(bias[i]);
        double reversed = 0;
        for (int j = inputs - 1; j >= 0; j--) {
          double w = layer.weights().doubleValue(i, j);
          exact = exact.add(new BigDecimal(w).multiply(new BigDecimal(x.doubleValue(s, j))));
          reversed += w * x.doubleValue(s, j);
        }
        for (double computed : new double[] {problem.preactivations[i][s], reversed + bias[i]}) {
          double off = new BigDecimal(computed).subtract(exact).abs().doubleValue();
          assertThat(off).isLessThanOrEqualTo(problem.startError[i]);
        }
      }
      assertThat(problem.startError[i]).isLessThan(1e-9);
    }
  }

  /** {@code 1 - level + levels |w| / max} loses digits where the level is high. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000, 1 << 20})
  void chancesAreOffByNoMoreThanTheirError(int levels) {
    RandomGenerator random = Nets.random(levels);
    Dense layer = new Dense(Nets.gaussian(random, 20, 10, 1), Activation.RELU);
    R064Store x = Nets.gaussian(random, 1, 10, 1);
    Dense next = new Dense(Nets.gaussian(random, 1, 20, 1), Activation.IDENTITY);
    double most = layer.maxAbsWeight();
    Replacement to = new Replacement.Rounding(most, levels);
    Problem problem =
        new GreedyCase(layer, next, x, x, to, 1, new double[200]).problem(Score.ABSOLUTE);
    for (int unit = 0; unit < problem.units; unit++) {
      BigDecimal exact =
          new BigDecimal(Math.abs(problem.weights[unit]))
              .multiply(new BigDecimal(levels))
              .divide(new BigDecimal(most), MathContext.DECIMAL128);
      double level = Math.round(to.high(Math.abs(problem.weights[unit])) * levels / most);
      exact = exact.subtract(new BigDecimal(level - 1));
      double off = new BigDecimal(problem.chance[unit]).subtract(exact).abs().doubleValue();
      assertThat(off).isLessThanOrEqualTo(problem.chanceError);
    }
  }

  @Test
  void chancesOfPruningAreExact() {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(1), Activation.RELU);
    assertThat(c.problem(Score.ABSOLUTE).chanceError).isZero();
  }

  @Test
  void inputsAreCopiedAndNotWrittenTo() {
    GreedyCase c = GreedyCase.random(Nets.random(2), Activation.RELU, 5);
    R064Store a = c.layer().preactivations(c.zh());
    R064Store r = c.residual();
    Problem problem =
        new Problem(c.layer(), c.next(), c.zh(), a, r, c.replacement(), Score.ABSOLUTE);
    double[][] before = {problem.x[0].clone(), problem.preactivations[0].clone()};
    double[] residual = problem.residual[0].clone();
    Arrays.fill(a.data, 7);
    Arrays.fill(r.data, 7);
    Arrays.fill(c.zh().data, 7);
    assertThat(problem.x[0]).isEqualTo(before[0]);
    assertThat(problem.preactivations[0]).isEqualTo(before[1]);
    assertThat(problem.residual[0]).isEqualTo(residual);
  }

  @Test
  void sumsOfSquaresStartAndEndAnywhere() {
    double[] values = {3, 1, 2, 5, 7, 11};
    for (int from = 0; from <= values.length; from++) {
      for (int count = 0; count <= values.length - from; count++) {
        double sum = 0;
        for (int k = from; k < from + count; k++) {
          sum += values[k] * values[k];
        }
        assertThat(Problem.sumOfSquares(values, from, count)).isEqualTo(sum);
      }
    }
  }

  @Test
  void theLargestSizeIsNaNIfThereIsOne() {
    assertThat(Problem.largest(new double[0])).isZero();
    assertThat(Problem.largest(new double[] {1, -5, 3})).isEqualTo(5);
    assertThat(Problem.largest(new double[] {Double.NEGATIVE_INFINITY, 1})).isInfinite();
    for (int length = 1; length < 20; length++) {
      for (int at = 0; at < length; at++) {
        double[] values = new double[length];
        values[at] = Double.NaN;
        assertThat(Problem.largest(values)).isNaN();
        values[at] = -2;
        assertThat(Problem.largest(values)).isEqualTo(2);
      }
    }
  }
}
