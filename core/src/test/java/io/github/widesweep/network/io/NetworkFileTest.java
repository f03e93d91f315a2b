package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Networks out of somebody's tensors, under names of their own, and back among them. */
class NetworkFileTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private final SplittableRandom random = new SplittableRandom(29);

  private Tensor tensor(String name, NumberFormat format, Integer... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = random.doubles(count, -2, 2).map(format::round).toArray();
    return new Tensor(name, format, List.of(shape), values);
  }

  private static byte[] file(TensorFormat format, Tensor... tensors) {
    if (format == TensorFormat.SAFETENSORS) {
      return Safetensors.write(List.of(tensors), MissingNode.getInstance());
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Stream.of(tensors).forEach(tensor -> entries.put(tensor.name(), Npy.write(tensor)));
    return NpzFile.zip(entries);
  }

  private static LayerSource dense(String weight, String bias, Orientation orientation) {
    return LayerSource.dense(weight, Optional.ofNullable(bias), orientation, Activation.RELU);
  }

  /** A dimension's place says whether it is inputs or outputs, entry by entry. */
  @ParameterizedTest
  @EnumSource(
      value = TensorFormat.class,
      names = {"SAFETENSORS", "NPZ"})
  void weightsComeEitherWayRound(TensorFormat format) {
    Tensor first = tensor("a", NumberFormat.FLOAT32, 4, 3);
    Tensor second = tensor("b", NumberFormat.FLOAT32, 4, 2);
    Tensor bias = tensor("c", NumberFormat.FLOAT64, 4);
    NetworkFile read =
        NetworkFile.read(
            format,
            file(format, first, second, bias),
            List.of(
                dense("a", "c", Orientation.OUTPUTS_FIRST),
                dense("b", null, Orientation.INPUTS_FIRST)));
    R064Store w1 = read.network().layer(1).weights();
    R064Store w2 = read.network().layer(2).weights();
    assertThat(w1.getRowDim()).isEqualTo(4);
    assertThat(w2.getRowDim()).isEqualTo(2);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(w1.doubleValue(i, j)).isEqualTo(first.values()[3 * i + j]);
      }
      for (int o = 0; o < 2; o++) {
        assertThat(w2.doubleValue(o, i)).isEqualTo(second.values()[2 * i + o]);
      }
    }
    assertThat(read.network().layer(1).bias().orElseThrow()).isEqualTo(bias.values());
    assertThat(read.numbers(1)).isEqualTo(NumberFormat.FLOAT32);
    assertThat(read.numbers()).isEqualTo(NumberFormat.FLOAT64);
    assertThat(read.layers()).hasSize(2);
    assertThat(read.about()).isEmpty();
    // Doubled and written, each tensor is twice what it was, in its own place.
    Network doubled = read.network();
    for (int l = 1; l <= 2; l++) {
      Layer layer = doubled.layer(l);
      double[] factors = new double[layer.inputs()];
      Arrays.fill(factors, 2);
      doubled = doubled.withLayer(l, layer.scaleInputs(factors));
    }
    byte[] written = read.with(doubled);
    Map<String, Tensor> tensors =
        format == TensorFormat.NPZ
            ? NpzFile.read(written).tensors()
            : SafetensorsReader.read(written).tensors();
    assertThat(tensors.get("a").values())
        .isEqualTo(Arrays.stream(first.values()).map(v -> 2 * v).toArray());
    assertThat(tensors.get("b").values())
        .isEqualTo(Arrays.stream(second.values()).map(v -> 2 * v).toArray());
    assertThat(tensors.get("c").values()).isEqualTo(bias.values());
  }

  /** The widest format wins; halves of two kinds have only float32 in common. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT16, FLOAT16, FLOAT16",
    "FLOAT16, BFLOAT16, FLOAT32",
    "BFLOAT16, BFLOAT16, BFLOAT16",
    "BFLOAT16, FLOAT32, FLOAT32",
    "FLOAT64, FLOAT16, FLOAT64",
    "FLOAT64, FLOAT64, FLOAT64"
  })
  void oneFormatHoldsAllNumbers(NumberFormat weights, NumberFormat biases, NumberFormat expected) {
    byte[] file =
        file(TensorFormat.SAFETENSORS, tensor("w", weights, 2, 3), tensor("b", biases, 2));
    NetworkFile read =
        NetworkFile.read(
            TensorFormat.SAFETENSORS, file, List.of(dense("w", "b", Orientation.OUTPUTS_FIRST)));
    assertThat(read.numbers()).isEqualTo(expected);
    assertThat(read.numbers(1)).isEqualTo(weights);
  }

  /** Names that lead nowhere, twice to one, or to something of another shape. */
  @Test
  void whatMakesNoLayerIsRefusedByName() {
    Tensor w = tensor("w", NumberFormat.FLOAT32, 3, 3);
    Tensor b = tensor("b", NumberFormat.FLOAT32, 2);
    Tensor k = tensor("k", NumberFormat.FLOAT32, 2, 1, 2, 3);
    Tensor v = tensor("v", NumberFormat.FLOAT32, 2, 4);
    Tensor u = tensor("u", NumberFormat.FLOAT32, 2, 3);
    byte[] file = file(TensorFormat.NPZ, w, b, k, v, u);
    Orientation out = Orientation.OUTPUTS_FIRST;
    assertRefused(
        file,
        "npz: there is no tensor x of floating-point numbers, expected one of [w, b, k, v, u]",
        dense("x", null, out));
    assertRefused(
        file,
        "npz: there is no tensor y of floating-point numbers, expected one of [w, b, k, v, u]",
        dense("w", "y", out));
    assertRefused(
        file,
        "npz: w is the weights of two layers, expected weights of its own for each",
        dense("w", null, out),
        dense("w", null, out));
    assertRefused(file, "npz: b has shape [2], expected [3]", dense("w", "b", out));
    assertRefused(file, "npz: b has shape [2], expected [outputs, inputs]", dense("b", null, out));
    assertRefused(
        file,
        "npz: b has shape [2], expected [inputs, outputs]",
        dense("b", null, Orientation.INPUTS_FIRST));
    assertRefused(
        file,
        "npz: layers[1] is 4 inputs, expected 3 inputs: v does not fit behind w",
        dense("w", null, out),
        dense("v", null, out));
    LayerSource maps = new LayerSource("k", Optional.empty(), out, Activation.RELU, INFINITE, 5);
    assertRefused(
        file, "npz: k has shape [2, 1, 2, 3], expected kernels with as many rows as columns", maps);
    assertRefused(
        file,
        "npz: w has shape [3, 3], expected [output channels, input channels, q, q]",
        new LayerSource("w", Optional.empty(), out, Activation.RELU, INFINITE, 5));
    assertRefused(
        file,
        "npz: layers[0].activation is SOFTMAX, expected an entrywise activation: softmax is"
            + " allowed on the last layer only",
        LayerSource.dense("w", Optional.empty(), out, Activation.SOFTMAX),
        dense("u", null, out));
  }

  private static void assertRefused(byte[] file, String message, LayerSource... layers) {
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.NPZ, file, List.of(layers)))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  /** NumPy keeps rows of one line as matrices: as biases they are as good. */
  @Test
  void leadingDimensionsOfOneAreNoneInBiases() {
    Tensor w = tensor("w", NumberFormat.FLOAT32, 2, 3);
    for (Integer[] shape : new Integer[][] {{2}, {1, 2}, {1, 1, 2}}) {
      Tensor bias = tensor("b", NumberFormat.FLOAT32, shape);
      NetworkFile read =
          NetworkFile.read(
              TensorFormat.NPZ,
              file(TensorFormat.NPZ, w, bias),
              List.of(dense("w", "b", Orientation.OUTPUTS_FIRST)));
      assertThat(read.network().layer(1).bias().orElseThrow()).isEqualTo(bias.values());
      byte[] written = read.with(read.network());
      assertThat(NpzFile.read(written).tensors().get("b").shape()).isEqualTo(List.of(shape));
    }
    byte[] file = file(TensorFormat.NPZ, w, tensor("b", NumberFormat.FLOAT32, 2, 1));
    assertRefused(
        file, "npz: b has shape [2, 1], expected [2]", dense("w", "b", Orientation.OUTPUTS_FIRST));
  }

  /** A number that the file's format has not: which tensor, which number, what to do. */
  @Test
  void numbersTooLargeForTheirFormatAreRefused() {
    byte[] file = file(TensorFormat.SAFETENSORS, tensor("w", NumberFormat.FLOAT16, 2, 2));
    NetworkFile read =
        NetworkFile.read(
            TensorFormat.SAFETENSORS, file, List.of(dense("w", null, Orientation.OUTPUTS_FIRST)));
    R064Store weights = read.network().layer(1).weights().copy();
    weights.set(0, 1, 65519);
    Layer layer = read.network().layer(1);
    Network fits = read.network().withLayer(1, layer.withWeights(weights, layer.bias()));
    assertThat(read.rounded(fits).layer(1).weights().doubleValue(0, 1)).isEqualTo(65504);
    R064Store larger = weights.copy();
    larger.set(0, 1, -7e4);
    Network other = read.network().withLayer(1, layer.withWeights(larger, layer.bias()));
    assertThatThrownBy(() -> read.rounded(other))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "safetensors: w would hold -70000.0, which is too large for its float16: store the"
                + " network in float32");
  }

  @Test
  void anotherNetworksShapesAreNotTheFiles() {
    byte[] file = file(TensorFormat.NPZ, tensor("w", NumberFormat.FLOAT32, 2, 2));
    NetworkFile read =
        NetworkFile.read(
            TensorFormat.NPZ, file, List.of(dense("w", null, Orientation.OUTPUTS_FIRST)));
    Dense layer = (Dense) read.network().layer(1);
    assertThatThrownBy(() -> read.with(new Network(List.of(layer, layer))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("depth is 2, expected 1, that of the file's network");
    Dense wider = new Dense(R064Store.FACTORY.make(2, 3), Activation.RELU);
    assertThatThrownBy(() -> read.with(new Network(List.of(wider))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer 1 has 6 weights, the file 4");
  }

  @Test
  void sourcesOfLayersHaveNamesAndSizes() {
    Orientation out = Orientation.OUTPUTS_FIRST;
    LayerSource source =
        new LayerSource("w", Optional.of("b"), out, Activation.TANH, 2, 5, Padding.zero(1, 1));
    assertThat(source.isConvolution()).isTrue();
    assertThat(dense("w", null, out).isConvolution()).isFalse();
    assertThat(dense("w", null, out).padding()).isEqualTo(Padding.CIRCULAR);
    assertThat(dense("w", null, out).radius()).isEqualTo(INFINITE);
    assertThatThrownBy(() -> dense("", null, out))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("weight is empty, expected the name of a tensor");
    for (double radius : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(
              () -> new LayerSource("w", Optional.empty(), out, Activation.TANH, radius, 0))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("radius is %s, expected a positive number", radius);
    }
    assertThatThrownBy(
            () -> new LayerSource("w", Optional.empty(), out, Activation.TANH, INFINITE, -1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("side is -1, expected the maps' side, or 0 for a dense layer");
  }
}
