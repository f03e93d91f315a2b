package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Graphs node by node: the ways to write a chain of layers, and what is none. */
class OnnxChainTest {
  private final SplittableRandom random = new SplittableRandom(12);
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private String last = "x";

  /** Numbers under a name, of float32. */
  private double[] initializer(String name, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    double[] values = random.doubles(count, -2, 2).map(v -> (float) v).toArray();
    List<Integer> sizes = Arrays.stream(shape).boxed().toList();
    graph.addInitializer(
        OnnxFile.initializer(new Tensor(name, NumberFormat.FLOAT32, sizes, values)));
    return values;
  }

  /** The next node of the chain; {@code *} among its inputs is what the last one gave. */
  private NodeProto.Builder node(String operator, String... inputs) {
    NodeProto.Builder node = graph.addNodeBuilder().setOpType(operator);
    for (String input : inputs) {
      node.addInput(input.equals("*") ? last : input);
    }
    last = "v" + graph.getNodeCount();
    return node.setName("n" + graph.getNodeCount()).addOutput(last);
  }

  private static AttributeProto.Builder whole(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value);
  }

  private static AttributeProto.Builder real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value);
  }

  private byte[] model() {
    if (graph.getInputCount() == 0) {
      graph.addInputBuilder().setName("x");
    }
    graph.clearOutput().addOutputBuilder().setName(last);
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  private NetworkFile read() {
    return NetworkFile.read(TensorFormat.ONNX, model(), List.of());
  }

  private void assertRefused(String message) {
    byte[] model = model();
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.ONNX, model, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessage("onnx: " + message);
  }

  /** Maps of this many channels and lines as the graph's input. */
  private void maps(int channels, int rows, int columns) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam("batch");
    for (int size : new int[] {channels, rows, columns}) {
      shape.addDimBuilder().setDimValue(size);
    }
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName("x")
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setShape(shape))));
  }

  private static void assertWeights(Layer layer, double[] values, boolean inputsFirst) {
    for (int i = 0; i < layer.outputs(); i++) {
      for (int j = 0; j < layer.inputs(); j++) {
        int place = inputsFirst ? j * layer.outputs() + i : i * layer.inputs() + j;
        assertThat(layer.weights().doubleValue(i, j)).isEqualTo(values[place]);
      }
    }
  }

  /** A bias by Add, from either side; nodes that change nothing anywhere between. */
  @Test
  void productsAndSumsAreLayers() {
    double[] w1 = initializer("w1", 3, 4);
    double[] b1 = initializer("b1", 4);
    double[] w2 = initializer("w2", 4, 5);
    double[] b2 = initializer("b2", 5);
    double[] w3 = initializer("w3", 5, 2);
    node("Identity", "*");
    node("MatMul", "*", "w1");
    node("Identity", "*");
    node("Add", "*", "b1");
    node("Dropout", "*");
    node("Tanh", "*");
    node("Flatten", "*");
    node("MatMul", "*", "w2");
    node("Add", "b2", "*");
    node("MatMul", "*", "w3");
    node("Softmax", "*");
    NetworkFile file = read();
    Network network = file.network();
    assertThat(network.depth()).isEqualTo(3);
    assertWeights(network.layer(1), w1, true);
    assertWeights(network.layer(2), w2, true);
    assertWeights(network.layer(3), w3, true);
    assertThat(network.layer(1).bias().orElseThrow()).isEqualTo(b1);
    assertThat(network.layer(2).bias().orElseThrow()).isEqualTo(b2);
    assertThat(network.layer(3).bias()).isEmpty();
    assertThat(network.layers().stream().map(Layer::activation))
        .containsExactly(Activation.TANH, Activation.IDENTITY, Activation.SOFTMAX);
    assertThat(file.layers().stream().map(LayerSource::orientation))
        .containsOnly(Orientation.INPUTS_FIRST);
    assertThat(file.about()).isEmpty();
    // Nothing but numbers is written anew.
    assertThat(file.with(network)).isEqualTo(model());
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void gemmSaysHowItsWeightsLie(boolean transposed, boolean biased) {
    double[] w = transposed ? initializer("w", 2, 3) : initializer("w", 3, 2);
    double[] b = initializer("b", 1, 2);
    NodeProto.Builder gemm = biased ? node("Gemm", "*", "w", "b") : node("Gemm", "*", "w", "");
    gemm.addAttribute(real("alpha", 1)).addAttribute(real("beta", 1));
    gemm.addAttribute(whole("transA", 0)).addAttribute(whole("transB", transposed ? 1 : 0));
    Network network = read().network();
    assertWeights(network.layer(1), w, !transposed);
    assertThat(network.layer(1).bias().isPresent()).isEqualTo(biased);
    network.layer(1).bias().ifPresent(bias -> assertThat(bias).isEqualTo(b));
  }

  @ParameterizedTest
  @CsvSource({
    "Relu, RELU",
    "Tanh, TANH",
    "Sigmoid, SIGMOID",
    "Softplus, SOFTPLUS",
    "Softmax, SOFTMAX"
  })
  void activationsHaveTheirOperators(String operator, Activation activation) {
    initializer("w", 3, 2);
    node("MatMul", "*", "w");
    node(operator, "*").addAttribute(whole("axis", 1));
    assertThat(read().network().layer(1).activation()).isEqualTo(activation);
  }

  /** Older models list their initializers among the inputs. */
  @Test
  void initializersAreNoInputs() {
    initializer("w", 3, 2);
    node("MatMul", "*", "w");
    graph.addInputBuilder().setName("w");
    graph.addInputBuilder().setName("x");
    assertThat(read().network().inputs()).isEqualTo(3);
  }

  /** Numbers as bytes, or one by one in the field of their type: the same tensor. */
  @ParameterizedTest
  @EnumSource(NumberFormat.class)
  void numbersMayStandOneByOne(NumberFormat format) {
    double[] values = {0.5, -0.0, format.round(1.0 / 3), -96, 0x1p-14, 7};
    TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").addAllDims(List.of(3L, 2L));
    tensor.setDataType(OnnxFile.TYPES.get(format).getNumber());
    for (double value : values) {
      ByteBuffer bits = ByteBuffer.allocate(8);
      switch (format) {
        case FLOAT64 -> tensor.addDoubleData(value);
        case FLOAT32 -> tensor.addFloatData((float) value);
        case FLOAT16, BFLOAT16 -> {
          format.put(bits, value);
          tensor.addInt32Data(bits.getShort(0) & 0xffff);
        }
      }
    }
    graph.addInitializer(tensor);
    node("MatMul", "*", "w");
    NetworkFile file = read();
    assertThat(file.network().layer(1).weights().data).isEqualTo(values);
    assertThat(file.numbers()).isEqualTo(format);
    byte[] written = file.with(file.network());
    assertThat(NetworkFile.read(TensorFormat.ONNX, written, List.of()).network().layer(1).weights())
        .satisfies(weights -> assertThat(weights.data).isEqualTo(values));
  }

  @Test
  void aSumMustBeABias() {
    initializer("w", 3, 2);
    initializer("b", 2);
    node("Add", "*", "b");
    node("MatMul", "*", "w");
    assertRefused("node n1 (Add) adds something that is no bias: it does not follow a MatMul");
    graph.clearNode();
    last = "x";
    node("MatMul", "*", "w");
    node("Add", "*", "b");
    node("Add", "*", "b");
    assertRefused("node n3 (Add) adds something that is no bias: it does not follow a MatMul");
  }

  @Test
  void anActivationFollowsALayer() {
    initializer("w", 3, 2);
    node("Relu", "*");
    node("MatMul", "*", "w");
    assertRefused("node n1 (Relu) follows no Gemm, MatMul or Conv");
    graph.clearNode();
    last = "x";
    node("MatMul", "*", "w");
    node("Relu", "*");
    node("Tanh", "*");
    assertRefused("node n3 (Tanh) follows no Gemm, MatMul or Conv");
  }

  @Test
  void samplesComeFirst() {
    initializer("w", 3, 2);
    node("MatMul", "w", "*").clearName();
    assertRefused("node without a name (MatMul) takes x as its second input, expected its first");
    graph.clearNode();
    last = "x";
    node("MatMul", "*");
    assertRefused(
        "node n1 (MatMul) takes nothing, expected an initializer of floating-point numbers");
  }

  @Test
  void factorsAreOne() {
    initializer("w", 3, 2);
    node("Gemm", "*", "w").addAttribute(real("beta", 0.5f));
    assertRefused("node n1 (Gemm) has beta 0.5, expected 1");
    graph.getNodeBuilder(0).clearAttribute().addAttribute(whole("transA", 1));
    assertRefused("node n1 (Gemm) transposes its samples (transA), expected 0");
    graph.getNodeBuilder(0).clearAttribute();
    node("Softmax", "*").addAttribute(whole("axis", 2));
    assertRefused("node n2 (Softmax) has axis 2.0, expected the last");
    graph.getNodeBuilder(1).setOpType("Flatten").clearAttribute().addAttribute(whole("axis", 2));
    assertRefused("node n2 (Flatten) has axis 2.0, expected 1");
    graph.getNodeBuilder(1).clearAttribute().clearOutput();
    assertRefused("node n2 (Flatten) has no output");
  }

  @Test
  void mapsAreFlattenedBeforeTheyAreMultiplied() {
    initializer("k", 2, 1, 2, 2);
    double[] w = initializer("w", 18, 2);
    maps(1, 4, 4);
    node("Conv", "*", "k");
    node("Relu", "*");
    node("MatMul", "*", "w");
    assertRefused("node n3 (MatMul) is given maps, expected Flatten before it");
    graph.removeNode(2);
    last = "v2";
    node("Gemm", "*", "w");
    assertRefused("node n3 (Gemm) is given maps, expected Flatten before it");
    graph.removeNode(2);
    last = "v2";
    node("Flatten", "*");
    node("MatMul", "*", "w");
    Network network = read().network();
    assertThat(network.inputs()).isEqualTo(16);
    assertThat(network.layer(1).outputs()).isEqualTo(18);
    assertWeights(network.layer(2), w, true);
    graph.clearNode();
    last = "x";
    node("Conv", "*", "k");
    node("Softmax", "*");
    assertRefused("node n2 (Softmax) is given maps, expected Flatten before it");
  }

  @Test
  void convolutionsAreGivenSquareMaps() {
    initializer("k", 2, 1, 2, 2);
    node("Conv", "*", "k");
    assertRefused(
        "node n1 (Conv) is given no maps, expected an input [batch, channels, side, side]");
    maps(1, 4, 5);
    graph.removeInput(0);
    assertRefused("input x has maps of 4 x 5, expected square ones of a fixed size");
    graph.clearInput();
    maps(1, 1, 1);
    assertRefused("node n1 (Conv) has kernels of side 2 on maps of side 1, expected smaller ones");
    graph.clearInput();
    maps(1, 3, 3);
    NodeProto.Builder conv = graph.getNodeBuilder(0);
    List<AttributeProto.Builder> unknown = new ArrayList<>();
    unknown.add(whole("group", 2));
    unknown.add(whole("storage", 2));
    List<String> problems =
        List.of("has group 2, expected 1", "has attribute storage, which is not known");
    for (int i = 0; i < 2; i++) {
      conv.clearAttribute().addAttribute(unknown.get(i));
      assertRefused("node n1 (Conv) " + problems.get(i));
    }
    conv.clearAttribute();
    assertThat(read().network().outputs()).isEqualTo(8);
  }

  /** Ends that are several, a value that several take: no chain. */
  @Test
  void aChainHasNoBranches() {
    initializer("w", 3, 2);
    node("MatMul", "*", "w");
    String middle = last;
    node("Relu", "*");
    graph.addNodeBuilder().setOpType("Tanh").setName("side").addInput(middle).addOutput("s");
    assertRefused("value v1 goes into 2 nodes [n2 (Relu), side (Tanh)], expected one: a chain");
    graph.removeNode(2);
    graph.addNodeBuilder().setOpType("Tanh").setName("side").addInput(last).addOutput("s");
    assertRefused("2 of 3 nodes lead from the input to the output v2, expected all: a chain");
    graph.removeNode(2);
    graph.addInputBuilder().setName("y");
    assertRefused("the graph has 2 inputs [x, y], expected one");
  }
}
