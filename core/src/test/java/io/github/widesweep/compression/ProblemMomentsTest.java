package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.assertj.core.api.AbstractDoubleAssert;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** The moments that methods share, against their definitions. */
class ProblemMomentsTest {
  private static final int SAMPLES = 70;

  private final RandomGenerator random = Nets.random(31);
  private final R064Store z = Nets.gaussian(random, SAMPLES, 18, 1);
  private final R064Store zh = Nets.gaussian(random, SAMPLES, 18, 1);

  private Dense dense(int inputs, int outputs, Activation activation) {
    return new Dense(Nets.gaussian(random, outputs, inputs, 1), activation);
  }

  private static AbstractDoubleAssert<?> assertAt(R064Store matrix, int i, int j) {
    return assertThat(matrix.doubleValue(i, j)).as("entry %d, %d", i, j);
  }

  @Test
  void momentsAreMeansOfProducts() {
    Network network = new Network(List.of(dense(18, 5, Activation.TANH)));
    LayerProblem problem =
        LayerProblem.of(network, 1, Role.WIDE, Activations.of(z), Activations.of(zh));
    R064Store outputs = network.layer(1).preactivations(z);
    for (int i = 0; i < 18; i++) {
      for (int j = 0; j < 18; j++) {
        assertAt(problem.moments(), i, j).isCloseTo(meanProduct(zh, i, zh, j), within(1e-12));
        assertAt(problem.moments(), i, j).isEqualTo(problem.moments().doubleValue(j, i));
      }
      for (int o = 0; o < 5; o++) {
        assertAt(problem.crossMoments(), i, o)
            .isCloseTo(meanProduct(zh, i, outputs, o), within(1e-12));
      }
    }
    assertThat(problem.watchedEnergy())
        .isCloseTo(LinearAlgebra.meanSquaredLength(outputs), within(1e-10));
  }

  @Test
  void crossMomentsOfDenseInputs() {
    Network network = new Network(List.of(dense(18, 5, Activation.TANH)));
    Activations inputs = Activations.of(z);
    LayerProblem problem = LayerProblem.of(network, 1, Role.WIDE, inputs, inputs);
    R064Store outputs = network.layer(1).preactivations(z);
    for (int i = 0; i < 18; i++) {
      for (int o = 0; o < 5; o++) {
        assertAt(problem.crossMoments(), i, o)
            .isCloseTo(meanProduct(z, i, outputs, o), within(1e-12));
      }
    }
  }

  /**
   * The factor that Psi uses does not depend on whether a plan has asked for the moments before.
   */
  @Test
  void psiIsTheSameWithSharedMoments() {
    Network network = new Network(List.of(dense(18, 5, Activation.TANH)));
    Activations inputs = Activations.of(z);
    LayerProblem first = LayerProblem.of(network, 1, Role.WIDE, inputs, inputs);
    LayerProblem second = LayerProblem.of(network, 1, Role.WIDE, inputs, inputs);
    Layer candidate = dense(18, 5, Activation.TANH);
    assertThat(second.moments()).isNotNull();
    assertThat(first.psi(List.of(candidate))).isEqualTo(second.psi(List.of(candidate)));
  }

  @Test
  void unitGramsOfWideLayers() {
    checkUnits(new Network(List.of(dense(18, 5, Activation.TANH))), Role.WIDE);
    checkUnits(
        new Network(
            List.of(new Convolution(Nets.gaussian(random, 3, 8, 1), 2, 3, Activation.TANH))),
        Role.WIDE);
  }

  @Test
  void unitGramsOfBlocks() {
    for (Activation activation : List.of(Activation.RELU, Activation.IDENTITY)) {
      checkUnits(
          new Network(List.of(dense(18, 6, activation), dense(6, 4, Activation.TANH))), Role.BLOCK);
    }
    checkUnits(
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 3, 8, 1), 2, 3, Activation.RELU),
                new Convolution(Nets.gaussian(random, 2, 12, 1), 2, 3, Activation.RELU))),
        Role.BLOCK);
  }

  @Test
  void unitsThatDoNotEnterLinearlyHaveNoGram() {
    Dense biased =
        new Dense(
            Nets.gaussian(random, 6, 18, 1),
            Optional.of(new double[6]),
            Activation.RELU,
            Double.POSITIVE_INFINITY);
    for (Dense layer : List.of(biased, dense(18, 6, Activation.TANH))) {
      Network network = new Network(List.of(layer, dense(6, 4, Activation.TANH)));
      Activations inputs = Activations.of(z);
      LayerProblem problem = LayerProblem.of(network, 1, Role.BLOCK, inputs, inputs);
      assertThat(problem.unitsEnterLinearly()).isFalse();
      assertThatThrownBy(problem::unitGram)
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("B1");
    }
  }

  /** What a unit adds is the watched output with all other units' factors 0. */
  private void checkUnits(Network network, Role role) {
    LayerProblem problem = LayerProblem.of(network, 1, role, Activations.of(z), Activations.of(zh));
    int units = problem.units(Unit.NEURON);
    R064Store[] added = new R064Store[units];
    for (int unit = 0; unit < units; unit++) {
      double[] factors = new double[units];
      factors[unit] = 1;
      Layer layer = network.layer(1);
      added[unit] =
          role == Role.WIDE
              ? layer.scaleInputs(factors).preactivations(zh)
              : network.layer(2).preactivations(layer.scaleOutputs(factors).forward(zh));
    }
    for (int i = 0; i < units; i++) {
      for (int j = 0; j < units; j++) {
        double sum = 0;
        for (int e = 0; e < added[i].data.length; e++) {
          sum += added[i].data[e] * added[j].data[e];
        }
        assertAt(problem.unitGram(), i, j).isCloseTo(sum / SAMPLES, within(1e-10));
      }
    }
    Layer dense = network.layer(1);
    R064Store watched =
        role == Role.WIDE
            ? dense.preactivations(z)
            : network.layer(2).preactivations(dense.forward(z));
    assertThat(problem.watchedEnergy())
        .isCloseTo(LinearAlgebra.meanSquaredLength(watched), within(1e-9));
  }

  private static double meanProduct(R064Store a, int i, R064Store b, int j) {
    double sum = 0;
    for (int s = 0; s < SAMPLES; s++) {
      sum += a.doubleValue(s, i) * b.doubleValue(s, j);
    }
    return sum / SAMPLES;
  }
}
