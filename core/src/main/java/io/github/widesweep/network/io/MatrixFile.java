package io.github.widesweep.network.io;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.widesweep.network.LinearAlgebra;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ojalgo.matrix.store.R064Store;

/** Named matrices as a file of float64 safetensors, for every program that reads these. */
public final class MatrixFile {
  private MatrixFile() {}

  /**
   * The file: the same matrices give the same bytes.
   *
   * @param matrices by name, none without rows or columns
   * @throws IllegalArgumentException if it would not fit into an array (2 GB)
   */
  public static byte[] write(Map<String, R064Store> matrices) {
    List<Tensor> tensors = new ArrayList<>();
    new TreeMap<>(matrices)
        .forEach(
            (name, matrix) ->
                tensors.add(
                    new Tensor(
                        name,
                        NumberFormat.FLOAT64,
                        List.of(matrix.getRowDim(), matrix.getColDim()),
                        LayerBuilder.rowMajor(matrix))));
    return Safetensors.write(tensors, MissingNode.getInstance());
  }

  /**
   * The matrices in a file, to the bit.
   *
   * @throws io.github.widesweep.UserException if the file is not one of safetensors, or holds
   *     something else than matrices
   */
  public static Map<String, R064Store> read(byte[] file) {
    Map<String, R064Store> matrices = new HashMap<>();
    SafetensorsReader.read(file)
        .tensors()
        .forEach((name, tensor) -> matrices.put(name, matrix(tensor)));
    return matrices;
  }

  private static R064Store matrix(Tensor tensor) {
    if (tensor.shape().size() != 2) {
      throw SafetensorsReader.malformed(
          "%s has shape %s, expected two sizes".formatted(tensor.name(), tensor.shape()));
    }
    int rows = tensor.shape().get(0);
    int columns = tensor.shape().get(1);
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.data[j * rows + i] = tensor.values()[i * columns + j];
      }
    }
    return matrix;
  }
}
