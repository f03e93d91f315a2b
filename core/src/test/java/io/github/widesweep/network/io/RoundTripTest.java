package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ojalgo.matrix.store.R064Store;

/** Every format of files with every format of numbers: what is written is what is read. */
class RoundTripTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private final SplittableRandom random = new SplittableRandom(77);

  static Stream<Arguments> formats() {
    return Stream.of(TensorFormat.values())
        .flatMap(
            file -> Stream.of(NumberFormat.values()).map(numbers -> Arguments.of(file, numbers)));
  }

  /** The least and the largest number of a format, its least normal one, and -0. */
  private static double[] extremes(NumberFormat numbers) {
    return switch (numbers) {
      case FLOAT64 -> new double[] {Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL, -0.0};
      case FLOAT32 -> new double[] {Float.MIN_VALUE, Float.MAX_VALUE, Float.MIN_NORMAL, -0.0};
      case FLOAT16 -> new double[] {0x1p-24, 65504, 0x1p-14, -0.0};
      case BFLOAT16 -> new double[] {0x1p-133, 0x1.fep127, 0x1p-126, -0.0};
    };
  }

  private R064Store matrix(int rows, int columns, NumberFormat numbers) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> numbers.round(random.nextDouble(-3, 3)));
    double[] extremes = extremes(numbers);
    for (int i = 0; i < extremes.length && i < matrix.data.length; i++) {
      matrix.data[(7 * i + 3) % matrix.data.length] = extremes[i];
    }
    return matrix;
  }

  private Network dense(NumberFormat numbers) {
    return new Network(
        List.of(
            new Dense(
                matrix(4, 3, numbers),
                Optional.of(extremes(numbers)),
                Activation.SIGMOID,
                INFINITE),
            new Dense(matrix(1, 4, numbers), Activation.TANH),
            new Dense(matrix(5, 1, numbers), Activation.SOFTMAX)));
  }

  private Network convolutions(NumberFormat numbers) {
    return new Network(
        List.of(
            new Convolution(
                matrix(3, 2 * 9, numbers),
                3,
                4,
                Padding.zero(1, 0),
                Optional.of(matrix(1, 3, numbers).data),
                Activation.RELU,
                INFINITE),
            new Convolution(
                matrix(2, 3 * 4, numbers), 2, 3, Padding.zero(0, 1), Activation.SOFTPLUS),
            new Dense(matrix(2, 18, numbers), Activation.IDENTITY)));
  }

  private static void assertSame(Network found, Network expected) {
    assertThat(found.depth()).isEqualTo(expected.depth());
    for (int l = 1; l <= expected.depth(); l++) {
      Layer layer = found.layer(l);
      Layer other = expected.layer(l);
      assertThat(layer.getClass()).isEqualTo(other.getClass());
      assertThat(layer.weights().getRowDim()).isEqualTo(other.weights().getRowDim());
      // isEqualTo compares doubles by their bits: 0 is not -0.
      assertThat(layer.weights().data).isEqualTo(other.weights().data);
      assertThat(layer.bias().isPresent()).isEqualTo(other.bias().isPresent());
      double[] none = {};
      assertThat(layer.bias().orElse(none)).isEqualTo(other.bias().orElse(none));
      assertThat(layer.activation()).isEqualTo(other.activation());
      assertThat(layer.radius()).isEqualTo(other.radius());
      assertThat(layer.inputs()).isEqualTo(other.inputs());
      if (layer instanceof Convolution convolution) {
        assertThat(convolution.padding()).isEqualTo(((Convolution) other).padding());
        assertThat(convolution.kernelSide()).isEqualTo(((Convolution) other).kernelSide());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void whatIsWrittenIsReadToTheBit(TensorFormat format, NumberFormat numbers) {
    for (Network network : List.of(dense(numbers), convolutions(numbers))) {
      byte[] file = NetworkFile.write(format, numbers, network);
      NetworkFile read = NetworkFile.read(format, file, List.of());
      assertSame(read.network(), network);
      assertThat(read.format()).isEqualTo(format);
      // NumPy has no bfloat16: float32 holds its numbers.
      NumberFormat expected =
          format == TensorFormat.NPZ && numbers == NumberFormat.BFLOAT16
              ? NumberFormat.FLOAT32
              : numbers;
      assertThat(read.numbers()).isEqualTo(expected);
      assertThat(read.numbers(2)).isEqualTo(expected);
      assertThat(NetworkFile.write(format, numbers, network)).isEqualTo(file);
      assertSame(NetworkFile.read(format, read.with(read.network()), List.of()).network(), network);
      assertSame(read.rounded(network), network);
    }
  }

  /** Numbers between those of the format become the nearest, as {@code rounded} says before. */
  @ParameterizedTest
  @MethodSource("formats")
  void otherNumbersAreRounded(TensorFormat format, NumberFormat numbers) {
    Network network = dense(numbers);
    NetworkFile read =
        NetworkFile.read(format, NetworkFile.write(format, numbers, network), List.of());
    Layer second = network.layer(2);
    R064Store thirds = second.weights().copy();
    Arrays.setAll(thirds.data, i -> (i + 1) / 3.0);
    Network other = network.withLayer(2, second.withWeights(thirds, second.bias()));
    Network expected = read.rounded(other);
    for (int i = 0; i < thirds.data.length; i++) {
      assertThat(expected.layer(2).weights().data[i])
          .isEqualTo(read.numbers().round(thirds.data[i]));
    }
    NetworkFile again = NetworkFile.read(format, read.with(other), List.of());
    assertSame(again.network(), expected);
    assertThat(again.numbers()).isEqualTo(read.numbers());
  }

  /** What a file says about itself comes back, and is kept when its numbers change. */
  @ParameterizedTest
  @EnumSource(
      value = TensorFormat.class,
      names = {"SAFETENSORS", "NPZ"})
  void whatAFileSaysAboutItselfStays(TensorFormat format) {
    Map<String, String> about = Map.of("sweep", "caf\u00e9 \"1\"\n", "target", "W1");
    Network network = dense(NumberFormat.FLOAT32);
    byte[] file = NetworkFile.write(format, NumberFormat.FLOAT32, network, about);
    NetworkFile read = NetworkFile.read(format, file, List.of());
    assertThat(read.about()).isEqualTo(about);
    assertThat(NetworkFile.read(format, read.with(network), List.of()).about()).isEqualTo(about);
    byte[] more = read.with(network, Map.of("target", "B2", "draw", "4"));
    assertThat(NetworkFile.read(format, more, List.of()).about())
        .isEqualTo(Map.of("sweep", "caf\u00e9 \"1\"\n", "target", "B2", "draw", "4"));
    assertSame(NetworkFile.read(format, more, List.of()).network(), network);
  }

  /**
   * Cut off after any byte: refused in one line, or, where what is missing says nothing of the
   * network, the whole of it. Of safetensors every byte is needed.
   */
  @ParameterizedTest
  @EnumSource(TensorFormat.class)
  void truncationsAreRefusedOrHarmless(TensorFormat format) {
    Network network = dense(NumberFormat.FLOAT16);
    byte[] whole = NetworkFile.write(format, NumberFormat.FLOAT16, network);
    int harmless = 0;
    for (int length = 0; length < whole.length; length++) {
      try {
        byte[] file = Arrays.copyOf(whole, length);
        assertSame(NetworkFile.read(format, file, List.of()).network(), network);
        harmless++;
      } catch (UserException e) {
        assertThat(e.getMessage()).startsWith(format.suffix().substring(1) + ": ");
        assertThat(e.getMessage().lines()).hasSize(1);
      }
    }
    // A zip's table of contents, and the number of ONNX's operator set, are behind the numbers.
    int most =
        switch (format) {
          case SAFETENSORS -> 0;
          case NPZ -> whole.length / 3;
          case ONNX -> 10;
        };
    assertThat(harmless).isLessThanOrEqualTo(most);
  }
}
