package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.Replacement;
import java.math.BigDecimal;

/**
 * A layer part way through a draw by the formulas of {@link Kernels}, in exact arithmetic from the
 * problem's numbers on: {@code t} and its chance are those of the scheme, not as they are rounded.
 */
final class DecimalLayer {
  /**
   * What a unit's score is made of.
   *
   * @param shifts {@code m = E d} by sample
   * @param mass the sum of their sizes
   */
  record Parts(BigDecimal linear, BigDecimal quadratic, BigDecimal mass, BigDecimal[] shifts) {
    BigDecimal value() {
      return linear.add(quadratic);
    }
  }

  private final Problem problem;
  private final BigDecimal[] weights;
  private final BigDecimal[][] x;
  private final BigDecimal[][] next;

  /** By row and sample. */
  final BigDecimal[][] a;

  final BigDecimal[][] activations;

  /** By sample and output. */
  final BigDecimal[][] residual;

  DecimalLayer(Problem problem) {
    this.problem = problem;
    this.weights = new BigDecimal[problem.units];
    for (int unit = 0; unit < problem.units; unit++) {
      weights[unit] = Decimals.of(problem.weights[unit]);
    }
    this.x = decimals(problem.x);
    this.a = decimals(problem.preactivations);
    this.activations = new BigDecimal[problem.rows][problem.samples];
    this.next = new BigDecimal[problem.rows][problem.outputs];
    for (int i = 0; i < problem.rows; i++) {
      for (int s = 0; s < problem.samples; s++) {
        activations[i][s] = Decimals.phi(problem.activation, a[i][s]);
      }
      for (int o = 0; o < problem.outputs; o++) {
        next[i][o] = Decimals.of(problem.next[i * problem.outputs + o]);
      }
    }
    this.residual = new BigDecimal[problem.samples][problem.outputs];
    for (int s = 0; s < problem.samples; s++) {
      for (int o = 0; o < problem.outputs; o++) {
        residual[s][o] = Decimals.of(problem.residual[o][s]);
      }
    }
  }

  /** With pre-activations as weights without biases make them, not as they were rounded. */
  static DecimalLayer ofWeights(Problem problem) {
    DecimalLayer layer = new DecimalLayer(problem);
    for (int i = 0; i < problem.rows; i++) {
      for (int s = 0; s < problem.samples; s++) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int j = 0; j < problem.inputs; j++) {
          sum = sum.add(layer.weights[i * problem.inputs + j].multiply(layer.x[j][s]));
        }
        layer.a[i][s] = sum;
        layer.activations[i][s] = Decimals.phi(problem.activation, sum);
      }
    }
    return layer;
  }

  private static BigDecimal[][] decimals(double[][] values) {
    BigDecimal[][] result = new BigDecimal[values.length][];
    for (int k = 0; k < values.length; k++) {
      result[k] = new BigDecimal[values[k].length];
      for (int s = 0; s < values[k].length; s++) {
        result[k][s] = Decimals.of(values[k][s]);
      }
    }
    return result;
  }

  /** Puts an outcome in a weight's place; the residual follows. */
  void apply(int unit, double outcome) {
    int row = unit / problem.inputs;
    BigDecimal step = Decimals.of(outcome).subtract(weights[unit]);
    weights[unit] = Decimals.of(outcome);
    for (int s = 0; s < problem.samples; s++) {
      a[row][s] = a[row][s].add(Decimals.product(step, x[unit % problem.inputs][s]));
      BigDecimal now = Decimals.phi(problem.activation, a[row][s]);
      BigDecimal change = now.subtract(activations[row][s]);
      activations[row][s] = now;
      for (int o = 0; o < problem.outputs; o++) {
        residual[s][o] = residual[s][o].add(Decimals.product(next[row][o], change));
      }
    }
  }

  /** {@code v_row . r(s)}, without rounding. */
  BigDecimal gradient(int row, int s) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int o = 0; o < problem.outputs; o++) {
      sum = sum.add(next[row][o].multiply(residual[s][o]));
    }
    return sum;
  }

  Parts parts(int unit) {
    int row = unit / problem.inputs;
    BigDecimal w = weights[unit];
    BigDecimal[] outcomes = {high(unit), low(unit)};
    BigDecimal p = chance(unit, outcomes);
    BigDecimal[] chances = {p, BigDecimal.ONE.subtract(p)};
    BigDecimal linear = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    BigDecimal mass = BigDecimal.ZERO;
    BigDecimal[] shifts = new BigDecimal[problem.samples];
    for (int s = 0; s < problem.samples; s++) {
      shifts[s] = BigDecimal.ZERO;
      for (int t = 0; t < 2; t++) {
        BigDecimal b = Decimals.product(outcomes[t].subtract(w), x[unit % problem.inputs][s]);
        BigDecimal moved = Decimals.phi(problem.activation, a[row][s].add(b));
        BigDecimal d = moved.subtract(activations[row][s]);
        shifts[s] = shifts[s].add(Decimals.product(chances[t], d));
        squares = squares.add(Decimals.product(chances[t], Decimals.product(d, d)));
      }
      linear = linear.add(Decimals.product(gradient(row, s), shifts[s]));
      mass = mass.add(shifts[s].abs());
    }
    BigDecimal norm = BigDecimal.ZERO;
    for (int o = 0; o < problem.outputs; o++) {
      norm = norm.add(Decimals.product(next[row][o], next[row][o]));
    }
    BigDecimal samples = BigDecimal.valueOf(problem.samples);
    return new Parts(
        linear.multiply(BigDecimal.valueOf(2)).divide(samples, Decimals.DIGITS),
        Decimals.product(norm, squares).divide(samples, Decimals.DIGITS),
        mass,
        shifts);
  }

  private BigDecimal high(int unit) {
    if (problem.replacement instanceof Replacement.Pruning pruning) {
      return weights[unit].divide(Decimals.of(pruning.p()), Decimals.DIGITS);
    }
    return level(problem.replacement.high(problem.weights[unit]));
  }

  private BigDecimal low(int unit) {
    if (problem.replacement instanceof Replacement.Pruning) {
      return BigDecimal.ZERO;
    }
    return level(problem.replacement.low(problem.weights[unit]));
  }

  /** The level {@code i M / k} that a rounded one is. */
  private BigDecimal level(double rounded) {
    Replacement.Rounding rounding = (Replacement.Rounding) problem.replacement;
    if (rounding.maxAbs() == 0) {
      return BigDecimal.ZERO;
    }
    long level = Math.round(rounded * rounding.levels() / rounding.maxAbs());
    return Decimals.of(rounding.maxAbs())
        .multiply(BigDecimal.valueOf(level))
        .divide(BigDecimal.valueOf(rounding.levels()), Decimals.DIGITS);
  }

  /** The chance of the first outcome, which makes the mean the weight. */
  private BigDecimal chance(int unit, BigDecimal[] outcomes) {
    BigDecimal between = outcomes[0].subtract(outcomes[1]);
    if (between.signum() == 0) {
      return BigDecimal.ONE;
    }
    return weights[unit].subtract(outcomes[1]).divide(between, Decimals.DIGITS);
  }
}
