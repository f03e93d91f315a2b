package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** First-order quantities of B layers against difference quotients of what they are slopes of. */
class BlockProblemTest {
  private static final int SAMPLES = 7;
  private static final double STEP = 1e-6;

  private final RandomGenerator random = Nets.random(201);

  private BlockProblem problem(Activation activation, boolean compressed) {
    double[] bias = random.doubles(5, -1, 1).toArray();
    Dense layer =
        new Dense(
            Nets.gaussian(random, 5, 4, 1),
            Optional.of(bias),
            activation,
            Double.POSITIVE_INFINITY);
    Dense next = new Dense(Nets.gaussian(random, 3, 5, 1), Activation.TANH);
    R064Store z = Nets.gaussian(random, SAMPLES, 4, 1);
    R064Store zh = z.copy();
    Arrays.setAll(zh.data, e -> z.data[e] + 0.3 * random.nextGaussian());
    Activations dense = Activations.of(z);
    return (BlockProblem)
        LayerProblem.of(
            new Network(List.of(layer, next)),
            1,
            Role.BLOCK,
            dense,
            compressed ? Activations.of(zh) : dense);
  }

  /** {@code phi(b + (1 + h) (a - b))}, samples x outputs: all units' factors at 1 + h. */
  private static R064Store scaled(BlockProblem problem, double h) {
    double[] factors = new double[problem.layer().outputs()];
    Arrays.fill(factors, 1 + h);
    return problem.layer().scaleOutputs(factors).forward(problem.inputs().all());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOFTMAX")
  void slopesAreThoseOfActivationsAndFactors(Activation activation) {
    for (boolean compressed : new boolean[] {false, true}) {
      BlockProblem problem = problem(activation, compressed);
      R064Store a = problem.preactivations();
      R064Store up = a.copy();
      R064Store down = a.copy();
      Arrays.setAll(up.data, e -> a.data[e] + STEP);
      Arrays.setAll(down.data, e -> a.data[e] - STEP);
      R064Store above = activation.apply(up);
      R064Store below = activation.apply(down);
      R064Store louder = scaled(problem, STEP);
      R064Store softer = scaled(problem, -STEP);
      for (int e = 0; e < a.data.length; e++) {
        assertThat(problem.slopes().data[e])
            .isCloseTo((above.data[e] - below.data[e]) / (2 * STEP), within(1e-7));
        assertThat(problem.unitSlopes().all().data[e])
            .isCloseTo((louder.data[e] - softer.data[e]) / (2 * STEP), within(1e-7));
      }
      assertThat(problem.activations().all().data).isEqualTo(activation.apply(a).data);
    }
  }

  /** {@code V phi(W zh) - V phi(W z)} one number at a time; Psi starts at its mean square. */
  @Test
  void residualIsWhatEarlierLayersHaveLeft() {
    BlockProblem problem = problem(Activation.SIGMOID, true);
    R064Store found = problem.residual();
    R064Store z = problem.layer().forward(problem.dense().all());
    R064Store zh = problem.layer().forward(problem.inputs().all());
    double sum = 0;
    for (int s = 0; s < SAMPLES; s++) {
      for (int o = 0; o < 3; o++) {
        double expected = 0;
        for (int i = 0; i < 5; i++) {
          double v = problem.next().weights().doubleValue(o, i);
          expected += v * (zh.doubleValue(s, i) - z.doubleValue(s, i));
        }
        assertThat(found.doubleValue(s, o)).isCloseTo(expected, within(1e-12));
        sum += expected * expected / SAMPLES;
      }
    }
    assertThat(problem.psiStart()).isCloseTo(sum, within(1e-12));
    assertThat(problem(Activation.TANH, false).residual().data).containsOnly(0);
    assertThat(problem(Activation.TANH, false).psiStart()).isZero();
  }

  /** {@code mean_s (V_i s_i(s)) . (V_j s_j(s))}, {@code s_i} being the unit's slope. */
  @Test
  void gramToFirstOrderIsOfTheUnitsSlopes() {
    for (Activation activation : List.of(Activation.TANH, Activation.RELU, Activation.SOFTPLUS)) {
      BlockProblem problem = problem(activation, true);
      R064Store slopes = problem.unitSlopes().all();
      R064Store gram = problem.unitGramToFirstOrder();
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          double expected = 0;
          for (int s = 0; s < SAMPLES; s++) {
            for (int o = 0; o < 3; o++) {
              expected +=
                  problem.next().weights().doubleValue(o, i)
                      * slopes.doubleValue(s, i)
                      * problem.next().weights().doubleValue(o, j)
                      * slopes.doubleValue(s, j)
                      / SAMPLES;
            }
          }
          assertThat(gram.doubleValue(i, j)).isCloseTo(expected, within(1e-11));
        }
      }
      // With biases no unit enters linearly, not even under ReLU.
      assertThatThrownBy(problem::unitGram)
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "target is B1, expected a layer whose units enter linearly: in B under relu or"
                  + " identity, without biases");
    }
  }

  /** Psi to second order in small factors, but for curvature of the activation. */
  @Test
  void gramPredictsPsiOfSmallChanges() {
    BlockProblem problem = problem(Activation.TANH, false);
    R064Store gram = problem.unitGramToFirstOrder();
    double[] d = random.doubles(5, -1e-4, 1e-4).toArray();
    double[] factors = Arrays.stream(d).map(each -> 1 + each).toArray();
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        expected += d[i] * gram.doubleValue(i, j) * d[j];
      }
    }
    assertThat(problem.psi(List.of(problem.layer().scaleOutputs(factors)))[0])
        .isCloseTo(expected, within(1e-3 * expected));
    assertThat(LinearAlgebra.maxAbs(gram)).isPositive();
  }
}
