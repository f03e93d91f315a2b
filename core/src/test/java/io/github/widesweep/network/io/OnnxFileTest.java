package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXInitializer;
import org.tribuo.util.onnx.ONNXOperators;
import org.tribuo.util.onnx.ONNXPlaceholder;

/** Outputs are compared with those of ONNX Runtime. */
class OnnxFileTest {
  private static R064Store gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> (float) random.nextGaussian());
    return matrix;
  }

  private static Network network(Activation hidden, Activation output) {
    return new Network(
        List.of(
            new Dense(
                gaussian(7, 5, 1),
                Optional.of(gaussian(7, 1, 2).data),
                hidden,
                Double.POSITIVE_INFINITY),
            new Dense(gaussian(6, 7, 3), hidden),
            new Dense(
                gaussian(3, 6, 4),
                Optional.of(gaussian(3, 1, 5).data),
                output,
                Double.POSITIVE_INFINITY)));
  }

  private static void assertRuntimeAgrees(byte[] model, Network network, boolean isFloat)
      throws OrtException {
    R064Store samples = gaussian(9, network.inputs(), 6);
    R064Store expected = network.outputs(samples);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model, new OrtSession.SessionOptions());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, isFloat ? floats(samples) : samples.toRawCopy2D());
        OrtSession.Result result =
            session.run(Map.of(session.getInputNames().iterator().next(), input))) {
      Object outputs = result.get(0).getValue();
      for (int i = 0; i < 9; i++) {
        for (int j = 0; j < network.outputs(); j++) {
          double output = isFloat ? ((float[][]) outputs)[i][j] : ((double[][]) outputs)[i][j];
          assertThat(output).isCloseTo(expected.get(i, j), within(isFloat ? 1e-5 : 1e-12));
        }
      }
    }
  }

  private static float[][] floats(R064Store matrix) {
    float[][] floats = new float[matrix.getRowDim()][matrix.getColDim()];
    for (int i = 0; i < floats.length; i++) {
      for (int j = 0; j < floats[i].length; j++) {
        floats[i][j] = (float) matrix.doubleValue(i, j);
      }
    }
    return floats;
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTITY", "RELU", "TANH", "SIGMOID"})
  void whatIsWrittenRunsElsewhereAndComesBack(Activation hidden) throws OrtException {
    for (Activation output : List.of(Activation.IDENTITY, Activation.SOFTMAX)) {
      Network network = network(hidden, output);
      for (NumberFormat numbers : List.of(NumberFormat.FLOAT32, NumberFormat.FLOAT64)) {
        byte[] file = NetworkFile.write(TensorFormat.ONNX, numbers, network);
        assertRuntimeAgrees(file, network, numbers == NumberFormat.FLOAT32);
        NetworkFile read = NetworkFile.read(TensorFormat.ONNX, file, List.of());
        assertSame(read.network(), network);
        assertThat(read.numbers(1)).isEqualTo(numbers);
        assertThat(read.with(read.network())).isEqualTo(file);
      }
    }
  }

  /** Softplus exists in single precision alone there. */
  @Test
  void softplusRunsElsewhere() throws OrtException {
    Network network = network(Activation.SOFTPLUS, Activation.IDENTITY);
    byte[] file = NetworkFile.write(TensorFormat.ONNX, NumberFormat.FLOAT32, network);
    assertRuntimeAgrees(file, network, true);
    assertSame(NetworkFile.read(TensorFormat.ONNX, file, List.of()).network(), network);
  }

  private static void assertSame(Network read, Network written) {
    assertThat(read.depth()).isEqualTo(written.depth());
    for (int l = 1; l <= read.depth(); l++) {
      assertThat(read.layer(l).weights().data).containsExactly(written.layer(l).weights().data);
      assertThat(read.layer(l).activation()).isEqualTo(written.layer(l).activation());
      assertThat(read.layer(l).bias().isPresent()).isEqualTo(written.layer(l).bias().isPresent());
    }
  }

  /** Files of the package onnx 1.23 and of NumPy 2.4 with the same float64 weights. */
  @Test
  void anotherWritersFileIsWhatNumPySaved() throws IOException, OrtException {
    byte[] model = OnnxFileTest.class.getResourceAsStream("own.onnx").readAllBytes();
    Network network = NetworkFile.read(TensorFormat.ONNX, model, List.of()).network();
    assertRuntimeAgrees(model, network, false);
    byte[] arrays = OnnxFileTest.class.getResourceAsStream("own.npz").readAllBytes();
    List<LayerSource> layers =
        List.of(
            LayerSource.dense(
                "w1", Optional.of("b1"), LayerSource.Orientation.INPUTS_FIRST, Activation.TANH),
            LayerSource.dense(
                "w2",
                Optional.of("b2"),
                LayerSource.Orientation.INPUTS_FIRST,
                Activation.IDENTITY));
    assertSame(NetworkFile.read(TensorFormat.NPZ, arrays, layers).network(), network);
  }

  /** By Tribuo: Gemm with weights [inputs, outputs], Sigmoid, Gemm without bias, Softmax. */
  private static byte[] byAnotherWriter(Network network) {
    ONNXContext context = new ONNXContext();
    ONNXPlaceholder input = context.floatInput("x", network.inputs());
    ONNXPlaceholder output = context.floatOutput("y", network.outputs());
    var first =
        context.operation(
            ONNXOperators.GEMM,
            List.of(input, tensor(context, "first", network, 1), bias(context, "b", network, 1)),
            "hidden");
    var hidden = context.operation(ONNXOperators.SIGMOID, List.of(first), "sigmoid");
    var second =
        context.operation(
            ONNXOperators.GEMM, List.of(hidden, tensor(context, "second", network, 2)), "logits");
    var softmax = context.operation(ONNXOperators.SOFTMAX, List.of(second), "softmax");
    context.assignTo(softmax, output);
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(ONNXOperators.getOpsetProto())
        .setGraph(context.buildGraph())
        .build()
        .toByteArray();
  }

  private static ONNXInitializer tensor(ONNXContext context, String name, Network network, int l) {
    R064Store weights = network.layer(l).weights();
    return context.floatTensor(
        name,
        List.of(network.layer(l).inputs(), network.layer(l).outputs()),
        buffer -> {
          for (double w : weights.data) {
            buffer.put((float) w);
          }
        });
  }

  private static ONNXInitializer bias(ONNXContext context, String name, Network network, int l) {
    double[] bias = network.layer(l).bias().orElseThrow();
    float[] floats = new float[bias.length];
    for (int i = 0; i < bias.length; i++) {
      floats[i] = (float) bias[i];
    }
    return context.array(name, floats);
  }

  @Test
  void anotherWritersModelIsRead() throws OrtException {
    Network network =
        new Network(
            List.of(
                new Dense(
                    gaussian(7, 5, 1),
                    Optional.of(gaussian(7, 1, 2).data),
                    Activation.SIGMOID,
                    Double.POSITIVE_INFINITY),
                new Dense(gaussian(3, 7, 3), Activation.SOFTMAX)));
    byte[] file = byAnotherWriter(network);
    assertRuntimeAgrees(file, network, true);
    NetworkFile read = NetworkFile.read(TensorFormat.ONNX, file, List.of());
    assertSame(read.network(), network);
    R064Store pruned = network.layer(2).weights().copy();
    pruned.set(1, 4, 0);
    Network other = network.withLayer(2, new Dense(pruned, Activation.SOFTMAX));
    byte[] written = read.with(other);
    assertRuntimeAgrees(written, other, true);
    assertSame(NetworkFile.read(TensorFormat.ONNX, written, List.of()).network(), other);
  }

  /** The three formats of one network give one network. */
  @Test
  void allFormatsHoldTheSameNumbers() {
    Network network = network(Activation.RELU, Activation.SOFTMAX);
    List<LayerSource> named =
        NetworkFile.read(
                TensorFormat.SAFETENSORS,
                NetworkFile.write(TensorFormat.SAFETENSORS, NumberFormat.FLOAT32, network),
                List.of())
            .layers();
    for (TensorFormat format : TensorFormat.values()) {
      byte[] file = NetworkFile.write(format, NumberFormat.FLOAT32, network);
      assertSame(NetworkFile.read(format, file, named).network(), network);
      assertThat(TensorFormat.of("a/B" + format.suffix())).isEqualTo(format);
    }
    assertThatThrownBy(() -> TensorFormat.of("model.pt"))
        .hasMessage(
            "model.pt: its name ends in no known format, expected .safetensors, .npz, .onnx");
  }

  private static byte[] changed(Consumer<GraphProto.Builder> change) {
    try {
      ModelProto.Builder model =
          ModelProto.parseFrom(
              NetworkFile.write(
                  TensorFormat.ONNX,
                  NumberFormat.FLOAT32,
                  network(Activation.RELU, Activation.SOFTMAX)))
              .toBuilder();
      change.accept(model.getGraphBuilder());
      return model.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** Nodes of the model: Gemm 0, Relu 1, Gemm 2, Relu 3, Gemm 4, Softmax 5. */
  @Test
  void whatIsNoChainIsRefusedByNodeAndTensor() {
    assertRefused(
        changed(g -> g.getNodeBuilder(1).setOpType("LSTM")),
        "node layers.1.activation (LSTM) is an operator that is not supported");
    assertRefused(
        changed(g -> g.getNodeBuilder(3).setOutput(0, "activations.1")), "the graph has a cycle");
    assertRefused(
        changed(g -> g.getNodeBuilder(2).setInput(0, "elsewhere")),
        "value activations.1 goes into 0 nodes");
    assertRefused(
        changed(g -> g.addNode(g.getNode(1).toBuilder().setOutput(0, "unused"))),
        "preactivations.1 goes into 2 nodes");
    assertRefused(
        changed(g -> g.addNode(NodeProto.newBuilder().setOpType("Relu").addInput("w"))),
        "6 of 7 nodes lead from the input to the output outputs");
    assertRefused(changed(g -> g.addInput(g.getInput(0).toBuilder().setName("mask"))), "2 inputs");
    assertRefused(changed(g -> g.clearOutput()), "0 outputs");
    assertRefused(changed(g -> g.clearNode()), "no graph of operators");
    assertRefused(
        changed(g -> g.getNodeBuilder(0).setInput(1, "lost")),
        "node layers.1 (Gemm) takes lost, expected an initializer");
    assertRefused(
        changed(g -> g.getNodeBuilder(0).addAttribute(attribute("alpha", 2))), "has alpha 2.0");
    assertRefused(
        changed(g -> g.getNodeBuilder(0).addAttribute(attribute("transA", 1))), "(transA)");
    assertRefused(
        changed(g -> g.getNodeBuilder(0).clearAttribute()),
        "layers.1.bias has shape [7], expected [5]");
    assertRefused(
        changed(g -> g.getNodeBuilder(5).addAttribute(attribute("axis", 0))), "has axis 0.0");
    assertRefused(
        changed(g -> g.getInitializerBuilder(0).setDims(0, 8)),
        "140 bytes of numbers, expected 160");
    assertRefused(
        changed(g -> g.getInitializerBuilder(0).setDims(0, -7)), "expected sizes of at least 1");
    assertRefused(
        changed(g -> g.getInitializerBuilder(0).setDims(0, Long.MAX_VALUE)),
        "expected sizes of at least 1 that fit");
    assertRefused(
        changed(
            g ->
                g.getInitializerBuilder(0)
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalDataBuilder()
                    .setKey("location")
                    .setValue("../../etc/passwd")),
        "layers.1.weight lies in another file, which is not read");
    assertRefused(
        changed(g -> g.getInitializerBuilder(0).setDataType(TensorProto.DataType.INT8_VALUE)),
        "takes layers.1.weight, expected an initializer of floating-point numbers");
    assertRefused(
        changed(g -> g.addInitializer(g.getInitializer(0))), "layers.1.weight is there twice");
    assertRefused(
        changed(g -> g.getNodeBuilder(2).setInput(1, "layers.1.weight")), "does not fit behind");
    assertRefused(new byte[0], "0 bytes hold no graph");
    assertRefused(new byte[] {1, 2, 3}, "not a model");
  }

  @Test
  void softmaxInsideIsRefused() {
    assertRefused(changed(g -> g.getNodeBuilder(1).setOpType("Softmax")), "softmax is allowed");
  }

  @Test
  void whatOnnxCannotSayIsRefused() {
    Network projected =
        new Network(List.of(new Dense(gaussian(2, 3, 1), Activation.RELU).withRadius(2)));
    Network centered =
        new Network(List.of(new Dense(gaussian(2, 3, 1), Activation.CENTERED_SIGMOID)));
    Network circular =
        new Network(List.of(new Convolution(gaussian(3, 8, 1), 2, 4, Activation.RELU)));
    for (Network network : List.of(projected, centered, circular)) {
      assertThatThrownBy(() -> NetworkFile.write(TensorFormat.ONNX, NumberFormat.FLOAT32, network))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("which no operator of ONNX computes; write .safetensors instead");
    }
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> NetworkFile.read(TensorFormat.ONNX, file, List.of()))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("onnx: ")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
