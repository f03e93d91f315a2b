package io.github.widesweep.network.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.widesweep.UserException;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.io.LayerSource.Orientation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The layers of an ONNX graph that is a chain from its one input to its one output: {@code Gemm},
 * or {@code MatMul} and perhaps {@code Add}, or {@code Conv} ({@link OnnxConvolution}), then
 * perhaps an activation ({@code Relu}, {@code Tanh}, {@code Sigmoid}, {@code Softplus}, {@code
 * Softmax}); {@code Identity} and {@code Dropout} between them change nothing, nor does {@code
 * Flatten}, which numbers maps as samples here are: channel, row, column. Any other operator is
 * refused by name.
 */
final class OnnxChain {
  private static final Map<String, Activation> ACTIVATIONS =
      Map.of(
          "Relu", Activation.RELU,
          "Tanh", Activation.TANH,
          "Sigmoid", Activation.SIGMOID,
          "Softplus", Activation.SOFTPLUS,
          "Softmax", Activation.SOFTMAX);

  private static final Set<String> NOTHING = Set.of("Flatten", "Identity", "Dropout");

  private final GraphProto graph;
  private final Map<String, Tensor> initializers;
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final List<LayerSource> layers = new ArrayList<>();

  /** The layer that has no activation yet. */
  private String weight;

  private String bias;
  private Orientation orientation;

  /** The layer as a convolution; null if it is dense. */
  private OnnxConvolution convolution;

  /** Side of the maps at hand; 0 where there are none, or they are flat already. */
  private int side;

  OnnxChain(GraphProto graph, Map<String, Tensor> initializers) {
    this.graph = graph;
    this.initializers = initializers;
    for (NodeProto node : graph.getNodeList()) {
      for (String input : new HashSet<>(node.getInputList())) {
        consumers.computeIfAbsent(input, name -> new ArrayList<>()).add(node);
      }
    }
  }

  /**
   * The layers from input to output.
   *
   * @throws UserException naming the node that is no part of such a chain
   */
  List<LayerSource> layers() {
    ValueInfoProto input = only("input", inputs());
    String value = input.getName();
    String output = only("output", graph.getOutputList()).getName();
    side = OnnxConvolution.side(input);
    int nodes = 0;
    while (!value.equals(output)) {
      NodeProto node = consumer(value);
      if (++nodes > graph.getNodeCount()) {
        throw refused(node, "is met twice: the graph has a cycle");
      }
      add(node, value);
      value = node.getOutput(0);
    }
    end(Activation.IDENTITY);
    if (nodes < graph.getNodeCount() || consumers.containsKey(output)) {
      throw TensorFormat.ONNX.malformed(
          "%d of %d nodes lead from the input to the output %s, expected all: a chain"
              .formatted(nodes, graph.getNodeCount(), output));
    }
    return layers;
  }

  /** Inputs that are samples: older models list their initializers too. */
  private List<ValueInfoProto> inputs() {
    Set<String> all = new HashSet<>();
    graph.getInitializerList().forEach(initializer -> all.add(initializer.getName()));
    return graph.getInputList().stream().filter(input -> !all.contains(input.getName())).toList();
  }

  private static ValueInfoProto only(String what, List<ValueInfoProto> values) {
    if (values.size() != 1) {
      throw TensorFormat.ONNX.malformed(
          "the graph has %d %ss %s, expected one"
              .formatted(
                  values.size(), what, values.stream().map(ValueInfoProto::getName).toList()));
    }
    return values.get(0);
  }

  private NodeProto consumer(String value) {
    List<NodeProto> nodes = consumers.getOrDefault(value, List.of());
    if (nodes.size() != 1) {
      throw TensorFormat.ONNX.malformed(
          "value %s goes into %d nodes %s, expected one: a chain"
              .formatted(value, nodes.size(), nodes.stream().map(OnnxChain::name).toList()));
    }
    NodeProto node = nodes.get(0);
    if (node.getOutputCount() < 1) {
      throw refused(node, "has no output");
    }
    return node;
  }

  private void add(NodeProto node, String value) {
    String operator = node.getOpType();
    if (operator.equals("Conv")) {
      convolve(node, value);
    } else if (operator.equals("Gemm")) {
      gemm(node, value);
    } else if (operator.equals("MatMul")) {
      requireFirst(node, value);
      requireFlat(node);
      begin(parameter(node, 1), Orientation.INPUTS_FIRST);
    } else if (operator.equals("Add")) {
      if (weight == null || bias != null) {
        throw refused(node, "adds something that is no bias: it does not follow a MatMul");
      }
      bias = parameter(node, node.getInput(0).equals(value) ? 1 : 0);
    } else if (ACTIVATIONS.containsKey(operator)) {
      activation(node, ACTIVATIONS.get(operator));
    } else if (!NOTHING.contains(operator)) {
      throw refused(
          node,
          "is an operator that is not supported, expected Conv, Gemm, MatMul, Add, Relu, Tanh,"
              + " Sigmoid, Softplus, Softmax, Flatten, Identity or Dropout");
    } else if (operator.equals("Flatten")) {
      if (attribute(node, "axis", 1) != 1) {
        throw refused(node, "has axis %s, expected 1".formatted(attribute(node, "axis", 1)));
      }
      side = 0;
    }
  }

  private void convolve(NodeProto node, String value) {
    requireFirst(node, value);
    Tensor kernels = initializers.get(parameter(node, 1));
    if (side == 0) {
      throw refused(node, "is given no maps, expected an input [batch, channels, side, side]");
    }
    begin(kernels.name(), Orientation.OUTPUTS_FIRST);
    convolution = OnnxConvolution.of(node, kernels, side);
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      bias = parameter(node, 2);
    }
    side = convolution.outputSide();
  }

  private void requireFlat(NodeProto node) {
    if (side > 0) {
      throw refused(node, "is given maps, expected Flatten before it");
    }
  }

  private void gemm(NodeProto node, String value) {
    requireFirst(node, value);
    requireFlat(node);
    for (String factor : List.of("alpha", "beta")) {
      if (attribute(node, factor, 1) != 1) {
        throw refused(node, "has %s %s, expected 1".formatted(factor, attribute(node, factor, 1)));
      }
    }
    if (attribute(node, "transA", 0) != 0) {
      throw refused(node, "transposes its samples (transA), expected 0");
    }
    begin(
        parameter(node, 1),
        attribute(node, "transB", 0) == 0 ? Orientation.INPUTS_FIRST : Orientation.OUTPUTS_FIRST);
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      bias = parameter(node, 2);
    }
  }

  private void activation(NodeProto node, Activation activation) {
    if (weight == null) {
      throw refused(node, "follows no Gemm, MatMul or Conv");
    }
    if (activation == Activation.SOFTMAX) {
      requireFlat(node);
    }
    double axis = attribute(node, "axis", -1);
    if (activation == Activation.SOFTMAX && axis != -1 && axis != 1) {
      throw refused(node, "has axis %s, expected the last".formatted(axis));
    }
    end(activation);
  }

  private void begin(String name, Orientation order) {
    end(Activation.IDENTITY);
    weight = name;
    orientation = order;
  }

  private void end(Activation activation) {
    if (weight != null) {
      Optional<String> biases = Optional.ofNullable(bias);
      layers.add(
          convolution == null
              ? LayerSource.dense(weight, biases, orientation, activation)
              : convolution.source(weight, biases, activation));
    }
    weight = null;
    convolution = null;
    bias = null;
  }

  private static void requireFirst(NodeProto node, String value) {
    if (!node.getInput(0).equals(value)) {
      throw refused(node, "takes %s as its second input, expected its first".formatted(value));
    }
  }

  private String parameter(NodeProto node, int index) {
    String name = index < node.getInputCount() ? node.getInput(index) : "nothing";
    if (!initializers.containsKey(name)) {
      throw refused(
          node, "takes %s, expected an initializer of floating-point numbers".formatted(name));
    }
    return name;
  }

  private static double attribute(NodeProto node, String name, double otherwise) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute.getType() == AttributeProto.AttributeType.FLOAT
            ? attribute.getF()
            : attribute.getI();
      }
    }
    return otherwise;
  }

  private static String name(NodeProto node) {
    return "%s (%s)"
        .formatted(node.getName().isEmpty() ? "without a name" : node.getName(), node.getOpType());
  }

  /** The refusal of a node. */
  static UserException refused(NodeProto node, String why) {
    return TensorFormat.ONNX.malformed("node %s %s".formatted(name(node), why));
  }
}
