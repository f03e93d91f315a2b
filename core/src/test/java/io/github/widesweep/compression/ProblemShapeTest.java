package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.compression.score.Magnitude;
import io.github.widesweep.compression.score.RandomMask;
import io.github.widesweep.compression.score.UnitNorm;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Problems and compressions before there is a network, in numbers by hand. */
class ProblemShapeTest {
  private static final Scheme PRUNE = new Scheme.Prune(0.5);

  private static ProblemShape shape(Role role, Unit unit, Optional<LayerShape> next, long samples) {
    LayerShape layer = LayerShape.dense(Maps.vector(4), 6);
    return new ProblemShape(role, unit, layer, next, Activation.TANH, false, samples, PRUNE);
  }

  private static Optional<LayerShape> next() {
    return Optional.of(LayerShape.dense(Maps.vector(6), 3));
  }

  @Test
  void unitsAreWeightsInputsOrOutputs() {
    assertThat(shape(Role.WIDE, Unit.WEIGHT, Optional.empty(), 1).units()).isEqualTo(24);
    assertThat(shape(Role.BLOCK, Unit.WEIGHT, next(), 1).units()).isEqualTo(24);
    assertThat(shape(Role.WIDE, Unit.NEURON, Optional.empty(), 1).units()).isEqualTo(4);
    assertThat(shape(Role.BLOCK, Unit.NEURON, next(), 1).units()).isEqualTo(6);
  }

  /** Two operations a weight and sample; in B the activation and the next layer's products. */
  @Test
  void psiIsProductsOfSamples() {
    Work wide = shape(Role.WIDE, Unit.WEIGHT, Optional.empty(), 10).psi(3);
    assertThat(wide.count(Kind.FLOP)).isEqualTo(3 * 2 * 24 * 10);
    assertThat(wide.count(Kind.ENTRY)).isEqualTo(3 * 6 * 10);
    assertThat(wide.count(Kind.EXPONENTIAL)).isZero();
    Work block = shape(Role.BLOCK, Unit.WEIGHT, next(), 10).psi(1);
    assertThat(block.count(Kind.FLOP)).isEqualTo(2 * (24 + 18) * 10);
    assertThat(block.count(Kind.EXPONENTIAL)).isEqualTo(60);
    assertThat(ProblemShape.activate(Activation.RELU, 7)).isEqualTo(Work.of(Kind.ENTRY, 7));
    assertThat(ProblemShape.activate(Activation.SIGMOID, 7))
        .isEqualTo(Work.of(Kind.EXPONENTIAL, 7));
  }

  @Test
  void blocksHaveANextLayerAndOthersNone() {
    assertThatThrownBy(() -> shape(Role.BLOCK, Unit.WEIGHT, Optional.empty(), 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "next is Optional.empty, expected the layer after one in B, and none for one in W");
    assertThatThrownBy(() -> shape(Role.WIDE, Unit.WEIGHT, next(), 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("next is ");
    assertThatThrownBy(() -> shape(Role.WIDE, Unit.WEIGHT, Optional.empty(), 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("samples is 0, expected a whole number of at least 1");
  }

  private static CompressionSpec spec(String target, Unit unit, Method method, Scheme scheme) {
    return new CompressionSpec(Target.parse(target), unit, method, scheme, Projections.NONE);
  }

  @Test
  void compressionsNameWhatTheirMethodCanDo() {
    assertThat(spec("W1+B2", Unit.NEURON, new UnitNorm(0.5), PRUNE).target()).hasToString("W1+B2");
    assertThatThrownBy(() -> spec("W1", Unit.NEURON, new Magnitude(0.5), PRUNE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "method is magnitude, to prune neurons in W, expected a method that does this;"
                + " magnitude can prune weights in W and B");
    assertThatThrownBy(() -> spec("B1", Unit.WEIGHT, new RandomMask(0.5), new Scheme.Quantize(3)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "method is random, to quantize weights in B, expected a method that does this;"
                + " random can prune weights in W and B, prune neurons in W and B");
    assertThatThrownBy(() -> spec("W1", Unit.NEURON, new UnitNorm(0.5), new Scheme.Quantize(3)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("scheme is quantize, expected prune: neurons are pruned, never quantized");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 1.5, Double.NaN})
  void chancesAreStrictlyBetweenZeroAndOne(double p) {
    assertThatThrownBy(() -> new Scheme.Prune(p))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "keep_probability is %s, expected a number strictly between 0 and 1".formatted(p));
  }

  @Test
  void thereIsAtLeastOneLevel() {
    assertThat(new Scheme.Quantize(1)).hasToString("quantize");
    assertThatThrownBy(() -> new Scheme.Quantize(0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("levels is 0, expected a whole number of at least 1");
  }
}
