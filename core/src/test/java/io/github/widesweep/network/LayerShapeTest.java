package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

class LayerShapeTest {
  static Stream<Layer> layers() {
    return Stream.of(
        new Dense(R064Store.FACTORY.make(3, 5), Activation.RELU),
        new Dense(R064Store.FACTORY.make(1, 1), Activation.RELU),
        convolution(2, 3, 2, 4),
        convolution(2, 3, 5, 4),
        convolution(2, 3, 2, 1),
        convolution(2, 3, 1, 1));
  }

  private static Layer convolution(int inputs, int filters, int kernel, int side) {
    return new Convolution(
        R064Store.FACTORY.make(filters, inputs * kernel * kernel),
        kernel,
        side,
        Padding.CIRCULAR,
        Optional.empty(),
        Activation.RELU,
        Double.POSITIVE_INFINITY);
  }

  private static LayerShape shape(Layer layer) {
    return layer instanceof Convolution convolution
        ? LayerShape.convolution(
            new Maps(convolution.inputChannels(), convolution.side()),
            convolution.outputChannels(),
            convolution.kernelSide())
        : LayerShape.dense(Maps.vector(layer.inputs()), layer.outputs());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void countsAreThoseOfTheLayer(Layer layer) {
    LayerShape shape = shape(layer);
    assertThat(shape.isConvolution()).isEqualTo(layer instanceof Convolution);
    assertThat(shape.inputs().size()).isEqualTo(layer.inputs());
    assertThat(shape.outputs().size()).isEqualTo(layer.outputs());
    assertThat(shape.inputUnits()).isEqualTo(layer.inputUnits());
    assertThat(shape.outputUnits()).isEqualTo(layer.outputUnits());
    assertThat(shape.fanIn()).isEqualTo(layer.weights().getColDim());
    assertThat(shape.fanIn() * shape.outputUnits()).isEqualTo(layer.parameters());
    assertThat(shape.fanOut() * shape.inputUnits()).isEqualTo(layer.parameters());
    assertThat(shape.weights()).isEqualTo(layer.parameters());
    assertThat(shape.multiplyAdds()).isEqualTo(layer.multiplyAdds());
  }

  @Test
  void aDenseLayerTakesMapsAsNumbers() {
    LayerShape shape = LayerShape.dense(new Maps(16, 8), 10);
    assertThat(shape.inputUnits()).isEqualTo(1024);
    assertThat(shape.outputs()).isEqualTo(Maps.vector(10));
    assertThat(shape.weights()).isEqualTo(10_240);
    assertThat(shape.multiplyAdds()).isEqualTo(10_240);
  }

  /** Against exact arithmetic, {@code Long.MAX_VALUE} for all beyond it. */
  @ParameterizedTest
  @CsvSource({
    "5, 3, 2, 4",
    "2147483647, 2147483647, 1, 1",
    "2147483647, 2147483647, 1024, 1",
    "2147483647, 1, 1, 2147483647",
    "2147483647, 2147483647, 2147483647, 2147483647",
    "1, 2, 2147483647, 1",
    "2, 1, 1, 2147483647"
  })
  void countsDoNotOverflow(int inputs, int filters, int kernel, int side) {
    LayerShape shape = LayerShape.convolution(new Maps(inputs, side), filters, kernel);
    assertThat(shape.inputs().size()).isEqualTo(product(inputs, side, side));
    assertThat(shape.outputs().size()).isEqualTo(product(filters, side, side));
    assertThat(shape.fanIn()).isEqualTo(product(inputs, kernel, kernel));
    assertThat(shape.fanOut()).isEqualTo(product(filters, kernel, kernel));
    assertThat(shape.weights()).isEqualTo(product(inputs, filters, kernel, kernel));
    assertThat(shape.multiplyAdds())
        .isEqualTo(product(inputs, filters, kernel, kernel, side, side));
    LayerShape dense = LayerShape.dense(shape.inputs(), filters);
    assertThat(dense.weights()).isEqualTo(product(inputs, side, side, filters));
  }

  private static long product(int... factors) {
    BigInteger product = BigInteger.ONE;
    for (int factor : factors) {
      product = product.multiply(BigInteger.valueOf(factor));
    }
    return product.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  @Test
  void refusesWhatIsNoLayer() {
    assertRefused(() -> Maps.vector(0), "channels is 0");
    assertRefused(() -> new Maps(1, 0), "side is 0");
    assertRefused(() -> LayerShape.dense(Maps.vector(3), 0), "channels is 0");
    assertRefused(() -> LayerShape.convolution(new Maps(1, 8), 0, 3), "channels is 0");
    assertRefused(() -> LayerShape.convolution(new Maps(1, 8), 3, 0), "kernel is OptionalInt[0]");
    assertRefused(
        () -> new LayerShape(new Maps(1, 8), new Maps(1, 5), OptionalInt.of(3)),
        "outputs.side is 5, expected less than the kernel's side away from the inputs' 8");
    assertRefused(
        () -> new LayerShape(new Maps(1, 8), new Maps(1, 8), OptionalInt.empty()),
        "outputs.side is 8, expected 1");
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(message);
  }
}
