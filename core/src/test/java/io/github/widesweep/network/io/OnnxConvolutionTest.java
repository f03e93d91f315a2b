package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** Convolutions padded with zeros, compared with ONNX Runtime's. */
class OnnxConvolutionTest {
  private static final int SIDE = 6;

  private static R064Store gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> (float) (random.nextGaussian() / Math.sqrt(columns)));
    return matrix;
  }

  private static Convolution convolution(
      int filters, int channels, int q, int side, Padding padding, boolean biased) {
    return new Convolution(
        gaussian(filters, channels * q * q, q),
        q,
        side,
        padding,
        biased ? Optional.of(gaussian(filters, 1, 2).data) : Optional.empty(),
        Activation.RELU,
        Double.POSITIVE_INFINITY);
  }

  /** Two convolutions on 3 maps of 6 x 6, the first of kernels q x q, and a dense layer. */
  private static Network network(int q, Padding padding) {
    Convolution first = convolution(4, 3, q, SIDE, padding, true);
    Convolution second = convolution(5, 4, 2, first.outputSide(), Padding.zero(0, 1), false);
    return new Network(
        List.of(
            first,
            second,
            new Dense(
                gaussian(7, second.outputs(), 3),
                Optional.of(gaussian(7, 1, 4).data),
                Activation.SOFTMAX,
                Double.POSITIVE_INFINITY)));
  }

  /** In single precision: it has no other Conv. */
  private static void assertRuntimeAgrees(byte[] model, Network network) throws OrtException {
    int count = 5;
    R064Store samples = gaussian(count, network.inputs(), 6);
    double[] rows = LayerBuilder.rowMajor(samples);
    float[] floats = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      floats[i] = (float) rows[i];
    }
    long[] shape = {count, network.inputs() / (SIDE * SIDE), SIDE, SIDE};
    double[] expected = LayerBuilder.rowMajor(network.outputs(samples));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model, new OrtSession.SessionOptions());
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      OnnxTensor outputs = (OnnxTensor) result.get(0);
      assertThat(outputs.getInfo().getShape()[0]).isEqualTo(count);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) outputs.getFloatBuffer().get(i)).isCloseTo(expected[i], within(1e-6));
      }
      assertThat(outputs.getFloatBuffer().limit()).isEqualTo(expected.length);
    }
  }

  private static void assertSame(Network read, Network written) {
    assertThat(read.depth()).isEqualTo(written.depth());
    for (int l = 1; l <= read.depth(); l++) {
      Layer layer = read.layer(l);
      assertThat(layer.weights().data).containsExactly(written.layer(l).weights().data);
      assertThat(layer.activation()).isEqualTo(written.layer(l).activation());
      assertThat(layer.bias().isPresent()).isEqualTo(written.layer(l).bias().isPresent());
      if (layer instanceof Convolution convolution) {
        assertThat(convolution.padding()).isEqualTo(((Convolution) written.layer(l)).padding());
        assertThat(convolution.side()).isEqualTo(((Convolution) written.layer(l)).side());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1,1", "3,0,0", "5,2,2", "2,0,1", "1,0,0", "4,3,1", "6,0,0"})
  void whatIsWrittenRunsElsewhereAndComesBack(int q, int before, int after) throws OrtException {
    Network network = network(q, Padding.zero(before, after));
    for (NumberFormat numbers : List.of(NumberFormat.FLOAT32, NumberFormat.FLOAT64)) {
      byte[] file = NetworkFile.write(TensorFormat.ONNX, numbers, network);
      if (numbers == NumberFormat.FLOAT32) {
        assertRuntimeAgrees(file, network);
      }
      NetworkFile read = NetworkFile.read(TensorFormat.ONNX, file, List.of());
      assertSame(read.network(), network);
      assertThat(read.with(read.network())).isEqualTo(file);
      byte[] tensors = NetworkFile.write(TensorFormat.SAFETENSORS, numbers, network);
      assertSame(NetworkFile.read(TensorFormat.SAFETENSORS, tensors, List.of()).network(), network);
    }
  }

  /** A network that gives maps. */
  @Test
  void aLastConvolutionGivesMaps() throws OrtException {
    Network network = new Network(List.of(convolution(4, 3, 3, SIDE, Padding.zero(1, 1), true)));
    byte[] file = NetworkFile.write(TensorFormat.ONNX, NumberFormat.FLOAT32, network);
    assertRuntimeAgrees(file, network);
    assertSame(NetworkFile.read(TensorFormat.ONNX, file, List.of()).network(), network);
  }

  private static byte[] changed(int q, Padding padding, Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model =
          ModelProto.parseFrom(
              NetworkFile.write(TensorFormat.ONNX, NumberFormat.FLOAT32, network(q, padding)))
              .toBuilder();
      change.accept(model.getGraphBuilder());
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AttributeProto.Builder named(String name) {
    return AttributeProto.newBuilder().setName(name);
  }

  private static AttributeProto numbers(String name, Long... values) {
    return named(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(List.of(values))
        .build();
  }

  private static AttributeProto word(String name, String value) {
    return named(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static AttributeProto number(String name, long value) {
    return named(name).setType(AttributeProto.AttributeType.INT).setI(value).build();
  }

  /** All attributes as other writers spell them out, and paddings by a word. */
  @ParameterizedTest
  @CsvSource({"3,SAME_UPPER,1,1", "4,SAME_UPPER,1,2", "4,SAME_LOWER,2,1", "3,VALID,0,0"})
  void attributesOfOtherWritersAreRead(int q, String auto, int before, int after)
      throws OrtException {
    Padding padding = Padding.zero(before, after);
    long side = q;
    byte[] file =
        changed(
            q,
            padding,
            graph ->
                graph
                    .getNodeBuilder(0)
                    .clearAttribute()
                    .addAttribute(word("auto_pad", auto))
                    .addAttribute(numbers("strides", 1L, 1L))
                    .addAttribute(numbers("dilations", 1L, 1L))
                    .addAttribute(numbers("kernel_shape", side, side))
                    .addAttribute(number("group", 1)));
    NetworkFile read = NetworkFile.read(TensorFormat.ONNX, file, List.of());
    assertSame(read.network(), network(q, padding));
    assertRuntimeAgrees(file, read.network());
  }

  private static void assertRefused(Consumer<GraphProto.Builder> change, String message) {
    byte[] file = changed(3, Padding.zero(1, 1), change);
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.ONNX, file, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("onnx: ")
        .hasMessageContaining(message);
  }

  private static void assertRefused(AttributeProto attribute, String message) {
    assertRefused(
        graph -> {
          NodeProto.Builder node = graph.getNodeBuilder(0);
          if (attribute.getName().equals("pads")) {
            node.clearAttribute();
          }
          node.addAttribute(attribute);
        },
        "node layers.1 (Conv) has " + message);
  }

  /** Nodes: Conv 0, Relu 1, Conv 2, Relu 3, Flatten 4, Gemm 5, Softmax 6. */
  @Test
  void whatIsNotSupportedIsRefusedByName() {
    assertRefused(numbers("strides", 2L, 2L), "strides [2, 2], expected [1, 1]");
    assertRefused(numbers("dilations", 1L, 2L), "dilations [1, 2], expected [1, 1]");
    assertRefused(number("group", 3), "group 3, expected 1");
    assertRefused(numbers("kernel_shape", 2L, 2L), "kernel_shape [2, 2], expected [3, 3]");
    assertRefused(numbers("pads", 1L, 0L, 1L, 0L), "pads [1, 0, 1, 0], expected [b, b, a, a]");
    assertRefused(numbers("pads", -1L, -1L, 1L, 1L), "pads [-1, -1, 1, 1]");
    assertRefused(
        numbers("pads", 3L, 3L, 1L, 1L),
        "pads [3, 3, 1, 1], expected [b, b, a, a] of numbers from 0 to 2");
    assertRefused(numbers("pads", 1L), "pads [1]");
    assertRefused(numbers("pads", 1L << 32, 1L << 32, 1L, 1L), "pads [4294967296");
    assertRefused(word("auto_pad", "SOME"), "auto_pad SOME, which is not known");
    assertRefused(number("ceil_mode", 1), "attribute ceil_mode, which is not known");
    assertRefused(
        graph -> graph.getNodeBuilder(5).setInput(0, "activations.2"), "goes into 2 nodes");
    assertRefused(
        graph -> graph.removeNode(4).getNodeBuilder(4).setInput(0, "activations.2"),
        "node layers.3 (Gemm) is given maps, expected Flatten before it");
    assertRefused(
        graph -> graph.getNodeBuilder(1).setOpType("Flatten"),
        "node layers.2 (Conv) is given no maps");
    assertRefused(
        graph -> graph.getNodeBuilder(1).setOpType("Softmax"),
        "node layers.1.activation (Softmax) is given maps");
    assertRefused(
        graph -> graph.getInitializerBuilder(0).setDims(2, 1).setDims(3, 9),
        "has kernels layers.1.weight of shape [4, 3, 1, 9], expected [filters, channels, q, q]");
    assertRefused(
        graph ->
            graph
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(3)
                .setDimValue(5),
        "input samples has maps of 6 x 5, expected square ones");
    assertRefused(
        graph ->
            graph
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(2)
                .setDimParam("height"),
        "input samples has maps of 'height' x 6");
    assertRefused(
        graph -> graph.getInputBuilder(0).clearType(), "node layers.1 (Conv) is given no maps");
    assertRefused(
        graph -> graph.getNodeBuilder(2).clearAttribute(),
        "layers[2] is 180 inputs, expected 125 inputs");
  }
}
