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
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.store.R064Store;

/** Refits against least squares on the samples themselves, and the loss against {@code Psi}. */
class LeastSquaresTest {
  private final RandomGenerator random = Nets.random(21);

  private LayerProblem problem(R064Store weights, R064Store dense, R064Store inputs) {
    Network network = new Network(List.of(new Dense(weights, Activation.RELU)));
    Activations z = Activations.of(dense);
    return LayerProblem.of(
        network, 1, Role.WIDE, z, inputs.equals(dense) ? z : Activations.of(inputs));
  }

  private boolean[] kept(int weights, double chance) {
    boolean[] kept = new boolean[weights];
    for (int e = 0; e < weights; e++) {
      kept[e] = random.nextDouble() < chance;
    }
    return kept;
  }

  /**
   * Row by row from the samples, {@code lambda |u_S - w_S|^2} as further samples: QR of {@code
   * zh_S} above {@code sqrt(samples lambda) I}.
   */
  private static double[] literal(
      R064Store weights, R064Store z, R064Store zh, double lambda, boolean[] kept) {
    int rows = weights.getRowDim();
    int samples = z.getRowDim();
    double[] refit = new double[kept.length];
    for (int row = 0; row < rows; row++) {
      int i = row;
      int[] support =
          IntStream.range(0, weights.getColDim()).filter(j -> kept[j * rows + i]).toArray();
      if (support.length == 0) {
        continue;
      }
      R064Store left = LinearAlgebra.zeros(samples + support.length, support.length);
      R064Store right = LinearAlgebra.zeros(samples + support.length, 1);
      for (int s = 0; s < samples; s++) {
        for (int j = 0; j < weights.getColDim(); j++) {
          right.add(s, 0, weights.doubleValue(i, j) * z.doubleValue(s, j));
        }
        for (int k = 0; k < support.length; k++) {
          left.set(s, k, zh.doubleValue(s, support[k]));
        }
      }
      double root = Math.sqrt(samples * lambda);
      for (int k = 0; k < support.length; k++) {
        left.set(samples + k, k, root);
        right.set(samples + k, 0, root * weights.doubleValue(i, support[k]));
      }
      QR<Double> qr = QR.R064.make(left);
      qr.decompose(left);
      var solved = qr.getSolution(right);
      for (int k = 0; k < support.length; k++) {
        refit[support[k] * rows + i] = solved.doubleValue(k, 0);
      }
    }
    return refit;
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 30, 0, 0.5", "60, 4, 200, 0.01, 0.3", "12, 2, 40, 0, 0", "12, 2, 5, 0.1, 0.8"})
  void refitIsLeastSquares(int inputs, int rows, int samples, double damping, double chance) {
    R064Store weights = Nets.gaussian(random, rows, inputs, 1);
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    R064Store other = z.copy();
    Arrays.setAll(other.data, e -> z.data[e] + 0.5 * random.nextGaussian());
    for (R064Store zh : List.of(z, other)) {
      double mean = LinearAlgebra.meanSquaredLength(zh) / inputs;
      boolean[] kept = kept(rows * inputs, chance);
      LeastSquares problem = LeastSquares.of(problem(weights, z, zh), damping);
      assertThat(problem.fallback()).isEmpty();
      double[] expected = literal(weights, z, zh, damping * mean, kept);
      double[] found = problem.refit(kept);
      for (int e = 0; e < found.length; e++) {
        assertThat(found[e]).isCloseTo(expected[e], within(1e-9));
      }
    }
  }

  @Test
  void lossIsPsiButForAConstant() {
    R064Store weights = Nets.gaussian(random, 3, 10, 1);
    R064Store z = Nets.gaussian(random, 50, 10, 1);
    for (R064Store zh : List.of(z, Nets.gaussian(random, 50, 10, 1))) {
      LayerProblem layer = problem(weights, z, zh);
      LeastSquares problem = LeastSquares.of(layer, 0);
      double best = psi(layer, problem.target());
      if (zh.equals(z)) {
        assertThat(best).isCloseTo(0, within(1e-12));
      }
      for (int trial = 0; trial < 5; trial++) {
        double[] candidate = Nets.gaussian(random, 3, 10, 1).data;
        double psi = psi(layer, candidate);
        assertThat(problem.loss(candidate)).isCloseTo(psi - best, within(1e-10 * psi));
      }
    }
  }

  private static double psi(LayerProblem problem, double[] weights) {
    Dense layer = problem.requireDense();
    return problem.psi(List.of(layer.withWeights(R064Store.wrap(weights, layer.outputs()))))[0];
  }

  @Test
  void weightsThatAllStayAreTheTarget() {
    R064Store weights = Nets.gaussian(random, 2, 6, 1);
    R064Store z = Nets.gaussian(random, 4, 6, 1);
    LeastSquares problem = LeastSquares.of(problem(weights, z, z), 0.01);
    boolean[] all = new boolean[12];
    assertThat(problem.refit(all)).containsOnly(0);
    Arrays.fill(all, true);
    assertThat(problem.refit(all)).containsExactly(weights.data);
  }

  /** Fewer samples than inputs, repeated inputs and one sample: solved, damped, and said. */
  @Test
  void singularMomentsAreDampedAndSaid() {
    R064Store weights = Nets.gaussian(random, 2, 6, 1);
    R064Store repeated = Nets.gaussian(random, 30, 6, 1);
    System.arraycopy(repeated.data, 0, repeated.data, 30, 30);
    for (R064Store z :
        List.of(Nets.gaussian(random, 4, 6, 1), repeated, Nets.gaussian(random, 1, 6, 1))) {
      LayerProblem layer = problem(weights, z, z);
      LeastSquares problem = LeastSquares.of(layer, 0);
      assertThat(problem.fallback()).contains("singular moments damped");
      assertThat(LeastSquares.of(layer, 0.01).fallback()).isEmpty();
      boolean[] kept = kept(12, 0.7);
      double[] dropped = weights.data.clone();
      for (int e = 0; e < kept.length; e++) {
        dropped[e] = kept[e] ? dropped[e] : 0;
      }
      assertThat(psi(layer, problem.refit(kept))).isLessThan(psi(layer, dropped));
    }
    // The first input says all that the second does.
    LayerProblem layer = problem(weights, repeated, repeated);
    boolean[] kept = new boolean[12];
    Arrays.fill(kept, true);
    kept[2] = false;
    kept[3] = false;
    double[] refit = LeastSquares.of(layer, 0).refit(kept);
    assertThat(psi(layer, refit)).isCloseTo(0, within(1e-8));
    assertThat(refit[0]).isCloseTo(weights.data[0] + weights.data[2], within(1e-4));
  }

  @Test
  void deadInputsKeepTheirWeights() {
    R064Store weights = Nets.gaussian(random, 2, 5, 1);
    R064Store z = Nets.gaussian(random, 30, 5, 1);
    Arrays.fill(z.data, 30, 60, 0);
    LeastSquares problem = LeastSquares.of(problem(weights, z, z), 0);
    assertThat(problem.fallback()).contains("1 dead input");
    boolean[] kept = new boolean[10];
    Arrays.fill(kept, 2, 8, true);
    double[] refit = problem.refit(kept);
    assertThat(refit[2]).isEqualTo(weights.data[2]);
    assertThat(refit[3]).isEqualTo(weights.data[3]);
    assertThat(refit[4]).isNotEqualTo(weights.data[4]);
    LeastSquares none = LeastSquares.of(problem(weights, z, LinearAlgebra.zeros(30, 5)), 0);
    assertThat(none.fallback()).contains("5 dead inputs");
    assertThat(none.target()).containsExactly(weights.data);
  }

  @Test
  void oneProblemForOneDamping() {
    R064Store z = Nets.gaussian(random, 30, 5, 1);
    LayerProblem layer = problem(Nets.gaussian(random, 2, 5, 1), z, z);
    assertThat(LeastSquares.of(layer, 0)).isSameAs(LeastSquares.of(layer, 0));
    assertThat(LeastSquares.of(layer, 0)).isNotSameAs(LeastSquares.of(layer, 0.1));
  }

  @Test
  void refusals() {
    R064Store z = Nets.gaussian(random, 30, 5, 1);
    LayerProblem layer = problem(Nets.gaussian(random, 2, 5, 1), z, z);
    assertThatThrownBy(() -> LeastSquares.of(layer, Double.NaN))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("damping is NaN, expected a number of at least 0");
    R064Store large = Nets.gaussian(random, 30, 5, 1e200);
    LayerProblem overflowing = problem(Nets.gaussian(random, 2, 5, 1), large, large);
    assertThatThrownBy(() -> LeastSquares.of(overflowing, 0.01))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not finite");
    Activations inputs = Activations.of(z);
    Network network =
        new Network(
            List.of(
                new Dense(Nets.gaussian(random, 2, 5, 1), Activation.RELU),
                new Dense(Nets.gaussian(random, 2, 2, 1), Activation.RELU)));
    LayerProblem block = LayerProblem.of(network, 1, Role.BLOCK, inputs, inputs);
    assertThatThrownBy(() -> LeastSquares.of(block, 0.01))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("role is B, expected W");
  }
}
