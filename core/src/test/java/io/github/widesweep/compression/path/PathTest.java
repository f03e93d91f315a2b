package io.github.widesweep.compression.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Path following against the paths themselves, vectors over the samples. */
class PathTest {
  private final RandomGenerator random = Nets.random(41);

  /** A layer of random size; every other one behind another that was compressed. */
  private record Case(R064Store weights, R064Store z, R064Store zh, LayerProblem problem) {
    static Case random(RandomGenerator random) {
      int inputs = random.nextInt(1, 130);
      int rows = random.nextInt(1, 4);
      int samples = random.nextInt(1, 40);
      R064Store z = Nets.gaussian(random, samples, inputs, 1);
      R064Store zh = z.copy();
      if (random.nextBoolean()) {
        Arrays.setAll(zh.data, e -> z.data[e] + 0.3 * random.nextGaussian());
      }
      return of(Nets.gaussian(random, rows, inputs, 1), z, zh);
    }

    static Case of(R064Store weights, R064Store z, R064Store zh) {
      Network network = new Network(List.of(new Dense(weights, Activation.RELU)));
      Activations dense = Activations.of(z);
      Activations inputs = z.equals(zh) ? dense : Activations.of(zh);
      return new Case(weights, z, zh, LayerProblem.of(network, 1, Role.WIDE, dense, inputs));
    }

    double largest() {
      return LinearAlgebra.maxAbs(weights);
    }
  }

  /** What weights are asked to be is rounded as it is met: by row and column. */
  private interface Rounding {
    DoubleUnaryOperator at(int row, int column);
  }

  /** The path of the paper's (w, z), and the quantized one, sample by sample. */
  private static double[][] literal(R064Store w, R064Store z, R064Store zh, Rounding rounding) {
    int samples = z.getRowDim();
    double[][] quantized = new double[w.getRowDim()][w.getColDim()];
    for (int i = 0; i < quantized.length; i++) {
      double[] u = new double[samples];
      for (int t = 0; t < w.getColDim(); t++) {
        double product = 0;
        double energy = 0;
        for (int s = 0; s < samples; s++) {
          u[s] += w.doubleValue(i, t) * z.doubleValue(s, t);
          product += zh.doubleValue(s, t) * u[s];
          energy += zh.doubleValue(s, t) * zh.doubleValue(s, t);
        }
        double asked = energy == 0 ? w.doubleValue(i, t) : product / energy;
        quantized[i][t] = rounding.at(i, t).applyAsDouble(asked);
        for (int s = 0; s < samples; s++) {
          u[s] -= quantized[i][t] * zh.doubleValue(s, t);
        }
      }
    }
    return quantized;
  }

  private static void assertSame(LayerOutcome outcome, double[][] expected) {
    R064Store weights = outcome.layer().weights();
    for (int i = 0; i < weights.getRowDim(); i++) {
      for (int j = 0; j < weights.getColDim(); j++) {
        assertThat(weights.doubleValue(i, j)).isCloseTo(expected[i][j], within(1e-12));
      }
    }
  }

  /** By looking at all levels. */
  private static double nearest(double w, double largest, int levels) {
    double nearest = 0;
    for (int i = -levels; i <= levels; i++) {
      double level = i * largest / levels;
      nearest = Math.abs(w - level) < Math.abs(w - nearest) ? level : nearest;
    }
    return nearest;
  }

  @Test
  void gpfqFollowsThePathGreedily() {
    for (int trial = 0; trial < 40; trial++) {
      Case c = Case.random(random);
      int levels = random.nextInt(1, 6);
      LayerOutcome outcome =
          new Gpfq().plan(c.problem, Unit.WEIGHT, new Scheme.Quantize(levels)).draw(new double[0]);
      assertSame(
          outcome, literal(c.weights, c.z, c.zh, (i, t) -> w -> nearest(w, c.largest(), levels)));
      assertThat(outcome.distinctValues()).isLessThanOrEqualTo(2 * levels + 1);
      assertThat(outcome.order()).hasSameSizeAs(c.weights.data);
    }
  }

  @Test
  void spfqDrawsOnTheAlignedPath() {
    for (int trial = 0; trial < 40; trial++) {
      Case c = Case.random(random);
      int levels = random.nextInt(1, 6);
      int inputs = c.weights.getColDim();
      double[] uniforms = random.doubles(c.weights.data.length).toArray();
      R064Store aligned = c.weights;
      if (!c.problem.startsDense()) {
        double[] target = LeastSquares.of(c.problem, 0).target();
        aligned = R064Store.wrap(target, c.weights.getRowDim());
      }
      LayerOutcome outcome =
          new Spfq().plan(c.problem, Unit.WEIGHT, new Scheme.Quantize(levels)).draw(uniforms);
      Rounding rounding = (i, t) -> w -> drawn(w, c.largest(), levels, uniforms[i * inputs + t]);
      assertSame(outcome, literal(aligned, c.zh, c.zh, rounding));
    }
  }

  /** The level above with the chance that makes the mean right. */
  private static double drawn(double w, double largest, int levels, double uniform) {
    double size = Math.min(Math.abs(w), largest);
    double step = largest / levels;
    double below = Math.min(levels - 1, Math.floor(size / step));
    double level = uniform < size / step - below ? below + 1 : below;
    return Math.signum(w) * level * step;
  }

  /** One input: a mean of many draws against the weight; false failures below 1e-6 (5 sigma). */
  @Test
  void spfqIsUnbiasedWithinTheLevels() {
    R064Store weights = R064Store.wrap(new double[] {1, 0.37, -0.81}, 3);
    R064Store z = Nets.gaussian(random, 20, 1, 1);
    Case c = Case.of(weights, z, z);
    var plan = new Spfq().plan(c.problem, Unit.WEIGHT, new Scheme.Quantize(2));
    int draws = 20_000;
    double[] sums = new double[3];
    for (int draw = 0; draw < draws; draw++) {
      double[] drawn = plan.draw(random.doubles(3).toArray()).layer().weights().data;
      for (int i = 0; i < 3; i++) {
        sums[i] += drawn[i] / draws;
      }
    }
    // The variance is at most a quarter of the squared step.
    double tolerance = 5 * 0.25 / Math.sqrt(draws);
    for (int i = 0; i < 3; i++) {
      assertThat(sums[i]).isCloseTo(weights.data[i], within(tolerance));
    }
  }

  @Test
  void deadInputsAreRoundedAsTheyAre() {
    R064Store weights = R064Store.wrap(new double[] {1, 0.3, -0.8}, 1);
    R064Store z = Nets.gaussian(random, 20, 3, 1);
    Arrays.fill(z.data, 20, 40, 0);
    Case c = Case.of(weights, z, z);
    LayerOutcome outcome =
        new Gpfq().plan(c.problem, Unit.WEIGHT, new Scheme.Quantize(2)).draw(new double[0]);
    assertThat(outcome.layer().weights().data[1]).isEqualTo(0.5);
    assertThat(outcome.fallback()).contains("1 dead input");
  }

  @Test
  void pruningIsRefused() {
    R064Store z = Nets.gaussian(random, 20, 3, 1);
    Case c = Case.of(Nets.gaussian(random, 2, 3, 1), z, z);
    assertThatThrownBy(() -> new Gpfq().plan(c.problem, Unit.WEIGHT, new Scheme.Prune(0.3)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("gpfq can quantize weights in W");
  }
}
