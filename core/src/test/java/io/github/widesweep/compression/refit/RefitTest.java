package io.github.widesweep.compression.refit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.compression.score.UnitNorm;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/** Kept weights against least squares over the samples themselves, by a QR decomposition. */
class RefitTest {
  private static final int SAMPLES = 40;
  private static final Scheme PRUNE = new Scheme.Prune(0.4);

  private final RandomGenerator random = Nets.random(51);

  @Test
  void keptWeightsAreLeastSquares() {
    for (int i = 0; i < 60; i++) {
      int inputs = random.nextInt(2, 9);
      int outputs = random.nextInt(1, 6);
      Dense layer = new Dense(Nets.gaussian(random, outputs, inputs, 1), Activation.TANH);
      R064Store z = Nets.gaussian(random, SAMPLES, inputs, 1);
      R064Store zh = i % 2 == 0 ? z : Nets.gaussian(random, SAMPLES, inputs, 1);
      Activations dense = Activations.of(z);
      Activations given = i % 2 == 0 ? dense : Activations.of(zh);
      LayerProblem problem =
          LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, dense, given);
      Unit unit = i % 4 < 2 ? Unit.WEIGHT : Unit.NEURON;
      for (Method mask :
          List.of(
              unit == Unit.WEIGHT ? new Magnitude(0.9) : new UnitNorm(0.9),
              new Greedy(0.9, new Ordering.Exact()))) {
        double[] uniforms =
            mask.random() ? random.doubles(problem.units(unit)).toArray() : new double[0];
        LayerOutcome masked = mask.plan(problem, unit, PRUNE).draw(uniforms);
        LayerOutcome refit = new Refit(mask).plan(problem, unit, PRUNE).draw(uniforms);
        assertThat(refit.fallback()).isEmpty();
        checkRows(layer.preactivations(z), zh, masked.layer().weights(), refit.layer().weights());
        assertThat(problem.psi(List.of(refit.layer()))[0])
            .isLessThanOrEqualTo(problem.psi(List.of(masked.layer()))[0] * (1 + 1e-12) + 1e-12);
      }
    }
  }

  private static void checkRows(
      R064Store watched, R064Store zh, R064Store masked, R064Store refit) {
    for (int row = 0; row < masked.getRowDim(); row++) {
      int i = row;
      int[] support =
          java.util.stream.IntStream.range(0, masked.getColDim())
              .filter(j -> masked.doubleValue(i, j) != 0)
              .toArray();
      double[] expected = new double[masked.getColDim()];
      if (support.length > 0) {
        R064Store columns = R064Store.FACTORY.make(SAMPLES, support.length);
        R064Store right = R064Store.FACTORY.make(SAMPLES, 1);
        for (int s = 0; s < SAMPLES; s++) {
          right.set(s, 0, watched.doubleValue(s, i));
          for (int k = 0; k < support.length; k++) {
            columns.set(s, k, zh.doubleValue(s, support[k]));
          }
        }
        QR<Double> qr = QR.R064.make(columns);
        assertThat(qr.decompose(columns)).isTrue();
        MatrixStore<Double> solved = qr.getSolution(right);
        for (int k = 0; k < support.length; k++) {
          expected[support[k]] = solved.doubleValue(k, 0);
        }
      }
      for (int j = 0; j < expected.length; j++) {
        assertThat(refit.doubleValue(i, j)).isCloseTo(expected[j], within(1e-8));
      }
    }
  }

  /** Of inputs that are the same, weights move as little as they can; the outcome says so. */
  @Test
  void dependentInputsAreAFallback() {
    Dense layer = new Dense(Nets.gaussian(random, 3, 6, 1), Activation.TANH);
    R064Store z = Nets.gaussian(random, SAMPLES, 6, 1);
    System.arraycopy(z.data, 0, z.data, 3 * SAMPLES, 3 * SAMPLES);
    Activations inputs = Activations.of(z);
    LayerProblem problem =
        LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, inputs, inputs);
    Method mask = new Magnitude(0.9);
    LayerOutcome masked = mask.plan(problem, Unit.WEIGHT, PRUNE).draw(new double[0]);
    LayerOutcome refit = new Refit(mask).plan(problem, Unit.WEIGHT, PRUNE).draw(new double[0]);
    assertThat(refit.fallback()).contains("singular moments damped");
    assertThat(refit.nonzeros()).isEqualTo(masked.nonzeros());
    assertThat(problem.psi(List.of(refit.layer()))[0])
        .isLessThan(problem.psi(List.of(masked.layer()))[0]);
    assertThat(Arrays.stream(refit.layer().weights().data).map(Math::abs).max().orElseThrow())
        .isLessThan(100);
  }
}
