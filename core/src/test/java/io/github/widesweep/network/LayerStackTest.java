package io.github.widesweep.network;

import static io.github.widesweep.network.ActivationsTest.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Several layers together against each alone. */
class LayerStackTest {
  private static final int SAMPLES = 9;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(12);

  private List<Layer> kinds() {
    return List.of(
        Layers.convolution(random, 2, 3),
        Layers.projected(random, 7, 5),
        Layers.dense(random, 6, 4, Activation.SOFTMAX));
  }

  private List<Layer> redrawn(Layer layer, int size) {
    return IntStream.range(0, size).mapToObj(k -> Layers.redrawn(random, layer)).toList();
  }

  /** Each layer's result for its own inputs, one below the other. */
  private static R064Store each(List<Layer> layers, R064Store inputs, boolean stacked) {
    R064Store all = LinearAlgebra.zeros(layers.size() * SAMPLES, layers.get(0).outputs());
    for (int k = 0; k < layers.size(); k++) {
      R064Store own = stacked ? LinearAlgebra.rows(inputs, k * SAMPLES, SAMPLES) : inputs;
      LinearAlgebra.copyRows(layers.get(k).preactivations(own), 0, all, k * SAMPLES, SAMPLES);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void eachLayerHasItsOwnPlace(int size) {
    for (Layer kind : kinds()) {
      List<Layer> layers = redrawn(kind, size);
      LayerStack stack = LayerStack.of(layers);
      assertThat(stack.size()).isEqualTo(size);
      assertThat(stack.isShared()).isEqualTo(size == 1);
      R064Store inputs = Layers.gaussian(random, SAMPLES, kind.inputs());
      assertSame(stack.spread(inputs), each(layers, inputs, false));
      // A second time with the weights that the first has interleaved.
      R064Store others = Layers.gaussian(random, SAMPLES, kind.inputs());
      assertSame(stack.spread(others), each(layers, others, false));
      R064Store stacked = Layers.gaussian(random, size * SAMPLES, kind.inputs());
      assertSame(stack.preactivations(stacked), each(layers, stacked, true));
    }
  }

  @Test
  void oneLayerManyTimesIsShared() {
    for (Layer kind : kinds()) {
      List<Layer> layers = Collections.nCopies(3, kind);
      LayerStack stack = LayerStack.of(layers);
      assertThat(stack.isShared()).isTrue();
      R064Store stacked = Layers.gaussian(random, 3 * SAMPLES, kind.inputs());
      assertSame(stack.preactivations(stacked), each(layers, stacked, true));
      R064Store inputs = Layers.gaussian(random, SAMPLES, kind.inputs());
      assertSame(stack.spread(inputs), each(layers, inputs, false));
    }
  }

  @Test
  void activationsAreTheLayersOwn() {
    for (Layer kind : kinds()) {
      List<Layer> layers = redrawn(kind, 3);
      R064Store inputs = Layers.gaussian(random, SAMPLES, kind.inputs());
      LayerStack stack = LayerStack.of(layers);
      R064Store outputs = stack.activateInPlace(stack.spread(inputs));
      for (int k = 0; k < 3; k++) {
        UnaryOperator<R064Store> alone = layers.get(k)::forward;
        assertSame(LinearAlgebra.rows(outputs, k * SAMPLES, SAMPLES), alone.apply(inputs));
      }
    }
  }

  @Test
  void refusesNoneAndOtherShapes() {
    assertThatThrownBy(() -> LayerStack.of(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("layers is [], expected at least one layer");
    Layer six = Layers.dense(random, 6, 4, Activation.RELU);
    for (Layer other :
        List.of(
            Layers.dense(random, 5, 4, Activation.RELU),
            Layers.dense(random, 6, 3, Activation.RELU))) {
      assertThatThrownBy(() -> LayerStack.of(List.of(six, other)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "layers is %d to %d, expected layers of one shape, 6 to 4"
                  .formatted(other.inputs(), other.outputs()));
    }
  }
}
