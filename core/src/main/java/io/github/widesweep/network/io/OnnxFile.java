package io.github.widesweep.network.io;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An ONNX model whose numbers are in the file itself: a chain of Gemm, MatMul, Add, Conv,
 * activations and Flatten, see {@link OnnxChain}. Everything but replaced numbers is written as it
 * was read.
 */
final class OnnxFile implements TensorFile {
  /** What {@link TensorProto#getDataType} says of ours. */
  static final Map<NumberFormat, TensorProto.DataType> TYPES =
      Map.of(
          NumberFormat.FLOAT64, TensorProto.DataType.DOUBLE,
          NumberFormat.FLOAT32, TensorProto.DataType.FLOAT,
          NumberFormat.FLOAT16, TensorProto.DataType.FLOAT16,
          NumberFormat.BFLOAT16, TensorProto.DataType.BFLOAT16);

  private final ModelProto model;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private OnnxFile(ModelProto model) {
    this.model = model;
    for (TensorProto initializer : model.getGraph().getInitializerList()) {
      for (Map.Entry<NumberFormat, TensorProto.DataType> type : TYPES.entrySet()) {
        if (initializer.getDataType() == type.getValue().getNumber()) {
          Tensor tensor = tensor(initializer, type.getKey());
          if (tensors.put(tensor.name(), tensor) != null) {
            throw TensorFormat.ONNX.malformed(
                "initializer %s is there twice".formatted(tensor.name()));
          }
        }
      }
    }
  }

  /**
   * Reads a model.
   *
   * @throws io.github.widesweep.UserException if the bytes are no model, or its numbers are not all
   *     in them
   */
  static OnnxFile read(byte[] file) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException e) {
      throw TensorFormat.ONNX.malformed("not a model, or not a whole one: " + e.getMessage());
    }
    if (!model.hasGraph() || model.getGraph().getNodeCount() == 0) {
      throw TensorFormat.ONNX.malformed(
          "%d bytes hold no graph of operators, expected a model".formatted(file.length));
    }
    return new OnnxFile(model);
  }

  @Override
  public TensorFormat format() {
    return TensorFormat.ONNX;
  }

  @Override
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  @Override
  public List<LayerSource> layers() {
    return new OnnxChain(model.getGraph(), tensors).layers();
  }

  @Override
  public Map<String, String> about() {
    return Map.of();
  }

  @Override
  public byte[] with(Map<String, Tensor> replaced, Map<String, String> more) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      Tensor tensor = replaced.get(graph.getInitializer(i).getName());
      if (tensor != null) {
        graph.setInitializer(i, initializer(tensor));
      }
    }
    return model.toBuilder().setGraph(graph).build().toByteArray();
  }

  static TensorProto initializer(Tensor tensor) {
    ByteBuffer numbers =
        ByteBuffer.allocate(tensor.values().length * tensor.format().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    tensor.put(numbers);
    TensorProto.Builder initializer =
        TensorProto.newBuilder()
            .setName(tensor.name())
            .setDataType(TYPES.get(tensor.format()).getNumber())
            .setRawData(ByteString.copyFrom(numbers.flip()));
    tensor.shape().forEach(initializer::addDims);
    return initializer.build();
  }

  private static Tensor tensor(TensorProto initializer, NumberFormat format) {
    String name = initializer.getName();
    boolean elsewhere =
        initializer.getDataLocation() == TensorProto.DataLocation.EXTERNAL
            || initializer.getExternalDataCount() > 0;
    if (elsewhere) {
      throw TensorFormat.ONNX.malformed(
          "initializer %s lies in another file, which is not read: store the model with its numbers"
              .formatted(name));
    }
    long count = Tensor.count(initializer.getDimsList());
    List<Integer> shape = new ArrayList<>();
    for (long size : initializer.getDimsList()) {
      if (size < 1 || count > Tensor.MOST_NUMBERS) {
        throw TensorFormat.ONNX.malformed(
            "initializer %s has shape %s, expected sizes of at least 1 that fit"
                .formatted(name, initializer.getDimsList()));
      }
      shape.add((int) size);
    }
    ByteBuffer numbers = numbers(initializer, format);
    if (numbers.limit() != count * format.bytes()) {
      throw TensorFormat.ONNX.malformed(
          "initializer %s has %d bytes of numbers, expected %d for shape %s"
              .formatted(name, numbers.limit(), count * format.bytes(), shape));
    }
    return Tensor.decode(TensorFormat.ONNX, name, format, shape, numbers);
  }

  /** Numbers come as bytes, or one by one in a field that depends on the type. */
  private static ByteBuffer numbers(TensorProto initializer, NumberFormat format) {
    if (initializer.hasRawData()) {
      return ByteBuffer.wrap(initializer.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    }
    int count =
        switch (format) {
          case FLOAT64 -> initializer.getDoubleDataCount();
          case FLOAT32 -> initializer.getFloatDataCount();
          case FLOAT16, BFLOAT16 -> initializer.getInt32DataCount();
        };
    ByteBuffer numbers = ByteBuffer.allocate(count * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      switch (format) {
        case FLOAT64 -> numbers.putDouble(initializer.getDoubleData(i));
        case FLOAT32 -> numbers.putFloat(initializer.getFloatData(i));
        case FLOAT16, BFLOAT16 -> numbers.putShort((short) initializer.getInt32Data(i));
      }
    }
    return numbers.flip();
  }
}
