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
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** The watched loss and what it is made of, block by block, against all samples at once. */
class LayerProblemTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** So wide that {@link #SAMPLES} samples are several blocks. */
  private static final int WIDTH = 40_000;

  private static final int SAMPLES = 150;

  private final RandomGenerator random = Nets.random(14);

  private Dense dense(int inputs, int outputs, Activation activation) {
    return new Dense(
        Nets.gaussian(random, outputs, inputs, 1),
        Optional.of(random.doubles(outputs, -1, 1).toArray()),
        activation,
        NONE);
  }

  /** 18 to 27 to 6 to 4: a convolution with maps of 3 x 3, and dense layers. */
  private Network small() {
    return new Network(
        List.of(
            new Convolution(Nets.gaussian(random, 3, 8, 1), 2, 3, Activation.TANH),
            dense(27, 6, Activation.RELU),
            dense(6, 4, Activation.IDENTITY)));
  }

  private Network wide() {
    return new Network(
        List.of(
            dense(2, WIDTH, Activation.TANH),
            dense(WIDTH, 3, Activation.RELU),
            dense(3, 2, Activation.IDENTITY)));
  }

  private Layer redrawn(Layer layer) {
    R064Store weights = layer.weights();
    return layer.withWeights(
        Nets.gaussian(random, weights.getRowDim(), weights.getColDim(), 1), layer.bias());
  }

  private List<Layer> candidates(Layer layer, int count) {
    List<Layer> candidates = new ArrayList<>(List.of(layer));
    while (candidates.size() < count) {
      candidates.add(redrawn(layer));
    }
    return candidates;
  }

  /** {@code Psi} as it is defined, all samples at once. */
  private static double psi(
      Network network, int l, Role role, R064Store z, R064Store zh, Layer candidate) {
    R064Store a = network.layer(l).preactivations(z);
    R064Store b = candidate.preactivations(zh);
    if (role == Role.BLOCK) {
      a = network.layer(l + 1).preactivations(network.layer(l).activate(a));
      b = network.layer(l + 1).preactivations(candidate.activate(b));
    }
    double sum = 0;
    for (int e = 0; e < a.data.length; e++) {
      sum += (a.data[e] - b.data[e]) * (a.data[e] - b.data[e]);
    }
    return sum / z.getRowDim();
  }

  private void check(Network network, int l, Role role, int samples, int count) {
    R064Store x = Nets.gaussian(random, samples, network.inputs(), 1);
    R064Store z = network.activations(x, l - 1);
    Activations dense = Activations.of(x, network, l - 1);
    List<Layer> candidates = candidates(network.layer(l), count);

    LayerProblem same = LayerProblem.of(network, l, role, dense, dense);
    assertThat(same.psiStart()).isZero();
    assertPsi(same, network, z, z, candidates);

    Network changed = l > 1 ? network.withLayer(1, redrawn(network.layer(1))) : network;
    R064Store other = l > 1 ? x : Nets.gaussian(random, samples, network.inputs(), 1);
    R064Store zh = changed.activations(other, l - 1);
    LayerProblem moved =
        LayerProblem.of(network, l, role, dense, Activations.of(other, changed, l - 1));
    assertPsi(moved, network, z, zh, candidates);
    double start = psi(network, l, role, z, zh, network.layer(l));
    assertThat(moved.psiStart()).isCloseTo(start, within(1e-11 * start));

    // The same inputs as an object of their own: from the samples, whatever the shape.
    Activations copy = Activations.of(x, network, l - 1);
    LayerProblem copied = LayerProblem.of(network, l, role, dense, copy);
    assertPsi(copied, network, z, z, candidates);
  }

  private static void assertPsi(
      LayerProblem problem, Network network, R064Store z, R064Store zh, List<Layer> candidates) {
    double[] found = problem.psi(candidates);
    assertThat(found).hasSize(candidates.size());
    double[] expected =
        candidates.stream()
            .mapToDouble(layer -> psi(network, problem.number(), problem.role(), z, zh, layer))
            .toArray();
    double size = expected[expected.length - 1];
    for (int k = 0; k < found.length; k++) {
      assertThat(found[k]).isCloseTo(expected[k], within(1e-11 * (expected[k] + 1e-9 * size)));
    }
  }

  /** Convolutions; fewer samples than inputs and more, so that W2 has both ways. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void psiOfSmallLayers(Role role) {
    Network network = small();
    for (int l = 1; l <= (role == Role.WIDE ? 3 : 2); l++) {
      check(network, l, role, 10, 4);
      check(network, l, role, 40, 5);
      check(network, l, role, 1, 2);
    }
  }

  /** Layers so wide that the samples come in blocks. */
  @ParameterizedTest
  @EnumSource(Role.class)
  void psiOfWideLayers(Role role) {
    assertThat(Activations.block(WIDTH)).isLessThan(SAMPLES);
    Network network = wide();
    check(network, 1, role, SAMPLES, 3);
    check(network, 2, role, SAMPLES, 3);
  }

  /** Behind so many numbers that they are not kept, but computed again for every block. */
  @Test
  void psiBehindLayersThatAreComputedAgain() {
    check(wide(), 2, Role.WIDE, 430, 2);
  }

  @Test
  void residualsInBlocks() {
    for (Network network : List.of(small(), wide())) {
      R064Store x = Nets.gaussian(random, SAMPLES, network.inputs(), 1);
      R064Store other = Nets.gaussian(random, SAMPLES, network.inputs(), 1);
      BlockProblem problem = block(network, Activations.of(x), Activations.of(other));
      R064Store preactivations = network.layer(1).preactivations(other);
      assertClose(problem.preactivations(), preactivations);
      assertClose(problem.activations().all(), network.layer(1).activate(preactivations));
      R064Store expected = network.layer(2).preactivations(network.activations(other, 1));
      R064Store watched = network.layer(2).preactivations(network.activations(x, 1));
      for (int e = 0; e < expected.data.length; e++) {
        expected.data[e] -= watched.data[e];
      }
      assertClose(problem.residual(), expected);
      Activations same = Activations.of(x);
      assertThat(block(network, same, same).residual().data).containsOnly(0.0);
    }
  }

  private static BlockProblem block(Network network, Activations dense, Activations inputs) {
    return (BlockProblem) LayerProblem.of(network, 1, Role.BLOCK, dense, inputs);
  }

  private static void assertClose(R064Store found, R064Store expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.getRowDim());
    assertThat(found.data).hasSameSizeAs(expected.data);
    double size = 0;
    double worst = 0;
    for (int e = 0; e < expected.data.length; e++) {
      size = Math.max(size, Math.abs(expected.data[e]));
      // Math.max passes NaN on.
      worst = Math.max(worst, Math.abs(found.data[e] - expected.data[e]));
    }
    assertThat(worst).isLessThanOrEqualTo(1e-11 * size);
  }

  @Test
  void unitsAreColumnsInWideAndRowsInBlock() {
    Network network = small();
    Activations x = Activations.of(Nets.gaussian(random, 5, 18, 1));
    LayerProblem wide = LayerProblem.of(network, 1, Role.WIDE, x, x);
    LayerProblem block = LayerProblem.of(network, 1, Role.BLOCK, x, x);
    assertThat(wide.units(Unit.NEURON)).isEqualTo(2);
    assertThat(block.units(Unit.NEURON)).isEqualTo(3);
    assertThat(wide.units(Unit.WEIGHT)).isEqualTo(24);
    assertThatThrownBy(wide::requireDense)
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("unit is WEIGHT, expected neuron: layer 1 is no dense layer");
  }

  @Test
  void whatIsSharedIsMadeOnce() {
    Activations x = Activations.of(Nets.gaussian(random, 5, 18, 1));
    LayerProblem problem = LayerProblem.of(small(), 1, Role.WIDE, x, x);
    Object first = problem.shared("key", Object::new);
    assertThat(problem.<Object>shared("key", Object::new)).isSameAs(first);
    assertThat(problem.<Object>shared("other", Object::new)).isNotSameAs(first);
  }

  @Test
  void refusesBlocksThatProject() {
    Network network = small();
    Network projected = network.withLayer(1, network.layer(1).withRadius(2));
    Activations x = Activations.of(Nets.gaussian(random, 5, 18, 1));
    assertThat(LayerProblem.of(projected, 1, Role.WIDE, x, x).role()).isEqualTo(Role.WIDE);
    assertThatThrownBy(() -> LayerProblem.of(projected, 1, Role.BLOCK, x, x))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("target is B1, expected layers in B that do not project");
  }
}
