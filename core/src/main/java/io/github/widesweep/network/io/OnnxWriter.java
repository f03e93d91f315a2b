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
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Networks of dense layers and of convolutions padded with zeros as ONNX models: a {@code Gemm} or
 * {@code Conv} a layer, and its activation. Samples are a batch of any size, of maps where the
 * first layer is a convolution; where a dense layer follows one, {@code Flatten} stands between.
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
    graph.addInput(value("samples", type, inputs(network.layer(1))));
    graph.addOutput(value("outputs", type, outputs(network.layer(network.depth()))));
    String last = "samples";
    for (int l = 1; l <= network.depth(); l++) {
      Layer layer = network.layer(l);
      requireSupported(l, layer);
      if (l > 1 && layer instanceof Dense && network.layer(l - 1) instanceof Convolution) {
        graph.addNode(node("Flatten", "flatten." + l, List.of(last), "flat." + l));
        last = "flat." + l;
      }
      boolean hasOperator = OPERATORS.containsKey(layer.activation());
      String end = l == network.depth() ? "outputs" : "activations." + l;
      String linear = hasOperator ? "preactivations." + l : end;
      List<String> from = new ArrayList<>(List.of(last, Safetensors.weightKey(l)));
      if (layer.bias().isPresent()) {
        from.add(Safetensors.biasKey(l));
      }
      graph.addNode(linear(layer, "layers." + l, from, linear));
      if (hasOperator) {
        graph.addNode(
            node(
                OPERATORS.get(layer.activation()),
                Safetensors.activationKey(l),
                List.of(linear),
                end));
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

  private static NodeProto.Builder node(
      String operator, String name, List<String> from, String to) {
    return NodeProto.newBuilder().setOpType(operator).setName(name).addAllInput(from).addOutput(to);
  }

  private static NodeProto.Builder linear(Layer layer, String name, List<String> from, String to) {
    if (layer instanceof Convolution convolution) {
      long before = convolution.padding().before();
      long after = convolution.padding().after();
      return node("Conv", name, from, to)
          .addAttribute(
              AttributeProto.newBuilder()
                  .setName("pads")
                  .setType(AttributeProto.AttributeType.INTS)
                  .addAllInts(List.of(before, before, after, after)));
    }
    return node("Gemm", name, from, to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("transB")
                .setType(AttributeProto.AttributeType.INT)
                .setI(1));
  }

  private static List<Integer> inputs(Layer layer) {
    return layer instanceof Convolution convolution
        ? List.of(convolution.inputChannels(), convolution.side(), convolution.side())
        : List.of(layer.inputs());
  }

  private static List<Integer> outputs(Layer layer) {
    return layer instanceof Convolution convolution
        ? List.of(convolution.outputChannels(), convolution.outputSide(), convolution.outputSide())
        : List.of(layer.outputs());
  }

  private static void requireSupported(int l, Layer layer) {
    boolean isConvolution = layer instanceof Convolution;
    String unsupported = null;
    if (layer instanceof Convolution convolution && convolution.padding().isCircular()) {
      unsupported = "circular convolutions";
    } else if (layer.radius() < Double.POSITIVE_INFINITY) {
      unsupported = "a projection";
    } else if ((layer.activation() != Activation.IDENTITY
            && !OPERATORS.containsKey(layer.activation()))
        || (isConvolution && layer.activation() == Activation.SOFTMAX)) {
      unsupported = "activation " + layer.activation() + (isConvolution ? " of all maps" : "");
    }
    if (unsupported != null) {
      throw TensorFormat.ONNX.malformed(
          "layer %d has %s, which no operator of ONNX computes; write %s instead"
              .formatted(l, unsupported, TensorFormat.SAFETENSORS.suffix()));
    }
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, List<Integer> sizes) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"));
    sizes.forEach(size -> shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size)));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
