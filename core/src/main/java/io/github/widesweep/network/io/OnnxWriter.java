package io.github.widesweep.network.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Map;

/**
 * Networks of dense layers as ONNX models: a {@code Gemm} a layer, and its activation. Samples are
 * a batch of any size.
 */
final class OnnxWriter {
  /** The first that has all operators here in their present form. */
  private static final int OPERATOR_SET = 13;

  /** Of the file format, the version that came with it. */
  private static final int FORMAT_VERSION = 7;

  private static final Map<Activation, String> OPERATORS =
      Map.of(
          Activation.RELU, "Relu",
          Activation.TANH, "Tanh",
          Activation.SIGMOID, "Sigmoid",
          Activation.SOFTPLUS, "Softplus",
          Activation.SOFTMAX, "Softmax");

  private OnnxWriter() {}

  static byte[] write(Network network, NumberFormat numbers) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("widesweep");
    Safetensors.tensors(network, numbers)
        .forEach(tensor -> graph.addInitializer(OnnxFile.initializer(tensor)));
    TensorProto.DataType type = OnnxFile.TYPES.get(numbers);
    graph.addInput(value("samples", type, network.inputs()));
    graph.addOutput(value("outputs", type, network.outputs()));
    String last = "samples";
    for (int l = 1; l <= network.depth(); l++) {
      Layer layer = network.layer(l);
      requireSupported(l, layer);
      boolean hasOperator = OPERATORS.containsKey(layer.activation());
      String end = l == network.depth() ? "outputs" : "activations." + l;
      String linear = hasOperator ? "preactivations." + l : end;
      NodeProto.Builder gemm =
          NodeProto.newBuilder()
              .setOpType("Gemm")
              .setName("layers." + l)
              .addAllInput(List.of(last, Safetensors.weightKey(l)))
              .addOutput(linear)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("transB")
                      .setType(AttributeProto.AttributeType.INT)
                      .setI(1));
      if (layer.bias().isPresent()) {
        gemm.addInput(Safetensors.biasKey(l));
      }
      graph.addNode(gemm);
      if (hasOperator) {
        graph.addNode(
            NodeProto.newBuilder()
                .setOpType(OPERATORS.get(layer.activation()))
                .setName(Safetensors.activationKey(l))
                .addInput(linear)
                .addOutput(end));
      }
      last = end;
    }
    return ModelProto.newBuilder()
        .setIrVersion(FORMAT_VERSION)
        .setProducerName("widesweep")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static void requireSupported(int l, Layer layer) {
    boolean supported =
        layer instanceof Dense
            && layer.radius() == Double.POSITIVE_INFINITY
            && (layer.activation() == Activation.IDENTITY
                || OPERATORS.containsKey(layer.activation()));
    if (!supported) {
      throw TensorFormat.ONNX.malformed(
          "layer %d has %s, which no operator of ONNX computes; write %s instead"
              .formatted(
                  l,
                  layer instanceof Dense
                      ? layer.radius() < Double.POSITIVE_INFINITY
                          ? "a projection"
                          : "activation " + layer.activation()
                      : "circular convolutions",
                  TensorFormat.SAFETENSORS.suffix()));
    }
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, int units) {
    TensorShapeProto shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(units))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
