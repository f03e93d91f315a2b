package io.github.widesweep.network.io;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Padding;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A {@code Conv} on square maps: of stride 1, undilated, in one group, with zeros beyond the edges
 * by {@code pads} or {@code auto_pad}, as many before the first line as before the first column.
 * Anything else is refused by the attribute's name.
 *
 * @param side side of the maps that it is given
 * @param kernelSide side of its kernels
 * @param padding the zeros
 */
record OnnxConvolution(int side, int kernelSide, Padding padding) {
  /** Dimensions of maps: batch, channels, rows, columns. */
  private static final int DIMENSIONS = 4;

  /** The side of square maps that a graph is given; 0 if it is given none, or does not say. */
  static int side(ValueInfoProto input) {
    List<Dimension> shape = input.getType().getTensorType().getShape().getDimList();
    if (shape.size() != DIMENSIONS) {
      return 0;
    }
    long rows = shape.get(2).getDimValue();
    long columns = shape.get(3).getDimValue();
    if (rows != columns || rows < 1 || rows > Tensor.MOST_NUMBERS) {
      throw TensorFormat.ONNX.malformed(
          "input %s has maps of %s x %s, expected square ones of a fixed size"
              .formatted(input.getName(), size(shape.get(2)), size(shape.get(3))));
    }
    return (int) rows;
  }

  private static String size(Dimension dimension) {
    return dimension.hasDimValue()
        ? String.valueOf(dimension.getDimValue())
        : "'" + dimension.getDimParam() + "'";
  }

  /**
   * Reads a node.
   *
   * @throws io.github.widesweep.UserException naming the attribute that is not supported
   */
  static OnnxConvolution of(NodeProto node, Tensor kernels, int side) {
    List<Integer> shape = kernels.shape();
    if (shape.size() != DIMENSIONS || !shape.get(2).equals(shape.get(3))) {
      throw OnnxChain.refused(
          node,
          "has kernels %s of shape %s, expected [filters, channels, q, q]"
              .formatted(kernels.name(), shape));
    }
    int q = shape.get(2);
    List<Long> pads = List.of(0L, 0L, 0L, 0L);
    String auto = "NOTSET";
    for (AttributeProto attribute : node.getAttributeList()) {
      String name = attribute.getName();
      switch (name) {
        case "strides", "dilations" -> requireAll(node, attribute, 1);
        case "kernel_shape" -> requireAll(node, attribute, q);
        case "group" -> {
          if (attribute.getI() != 1) {
            throw OnnxChain.refused(node, "has group %d, expected 1".formatted(attribute.getI()));
          }
        }
        case "pads" -> pads = attribute.getIntsList();
        case "auto_pad" -> auto = attribute.getS().toStringUtf8();
        default ->
            throw OnnxChain.refused(node, "has attribute %s, which is not known".formatted(name));
      }
    }
    Padding padding = padding(node, auto, pads, q);
    OnnxConvolution convolution = new OnnxConvolution(side, q, padding);
    if (convolution.outputSide() < 1) {
      throw OnnxChain.refused(
          node,
          "has kernels of side %d on maps of side %d, expected smaller ones".formatted(q, side));
    }
    return convolution;
  }

  private static void requireAll(NodeProto node, AttributeProto attribute, long expected) {
    List<Long> values = attribute.getIntsList();
    if (!values.equals(Collections.nCopies(2, expected))) {
      throw OnnxChain.refused(
          node,
          "has %s %s, expected [%d, %d]"
              .formatted(attribute.getName(), values, expected, expected));
    }
  }

  private static Padding padding(NodeProto node, String auto, List<Long> pads, int q) {
    int few = (q - 1) / 2;
    return switch (auto) {
      case "VALID" -> Padding.zero(0, 0);
      case "SAME_UPPER" -> Padding.zero(few, q - 1 - few);
      case "SAME_LOWER" -> Padding.zero(q - 1 - few, few);
      case "NOTSET" -> {
        boolean fits =
            pads.size() == 4
                && pads.get(0).equals(pads.get(1))
                && pads.get(2).equals(pads.get(3))
                && pads.stream().allMatch(pad -> pad >= 0 && pad < q);
        if (!fits) {
          throw OnnxChain.refused(
              node,
              "has pads %s, expected [b, b, a, a] of numbers from 0 to %d".formatted(pads, q - 1));
        }
        yield Padding.zero(pads.get(0).intValue(), pads.get(2).intValue());
      }
      default ->
          throw OnnxChain.refused(node, "has auto_pad %s, which is not known".formatted(auto));
    };
  }

  /** Side of the maps that it gives. */
  int outputSide() {
    return side + padding.before() + padding.after() - kernelSide + 1;
  }

  LayerSource source(String weight, Optional<String> bias, Activation activation) {
    return new LayerSource(
        weight,
        bias,
        LayerSource.Orientation.OUTPUTS_FIRST,
        activation,
        Double.POSITIVE_INFINITY,
        side,
        padding);
  }
}
