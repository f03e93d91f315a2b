package io.github.widesweep.network.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.widesweep.UserException;
import io.github.widesweep.network.LinearAlgebra;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Matrices that come back to the bit, and files that hold something else. */
class MatrixFileTest {
  private final SplittableRandom random = new SplittableRandom(9);

  private R064Store matrix(int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
    return matrix;
  }

  private static void assertSame(Map<String, R064Store> found, Map<String, R064Store> expected) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, matrix) -> {
          assertThat(found.get(name).getRowDim()).isEqualTo(matrix.getRowDim());
          assertThat(found.get(name).data).isEqualTo(matrix.data);
        });
  }

  /** Any finite bits, shapes long and wide, names of any kind. */
  @Test
  void matricesComeBackToTheBit() {
    Map<String, R064Store> matrices =
        Map.of(
            "train", matrix(7, 3),
            "one", matrix(1, 1),
            "row", matrix(1, 9),
            "column", matrix(9, 1),
            "caf\u00e9 \"x\"", matrix(2, 5));
    matrices.get("one").data[0] = -0.0;
    byte[] file = MatrixFile.write(matrices);
    assertSame(MatrixFile.read(file), matrices);
    assertThat(MatrixFile.read(MatrixFile.write(Map.of()))).isEmpty();
  }

  /** The order in which a map gives them is nothing that a file shows. */
  @Test
  void theSameMatricesGiveTheSameBytes() {
    R064Store a = matrix(3, 4);
    R064Store b = matrix(2, 2);
    Map<String, R064Store> one = new LinkedHashMap<>();
    one.put("a", a);
    one.put("b", b);
    Map<String, R064Store> other = new LinkedHashMap<>();
    other.put("b", b.copy());
    other.put("a", a.copy());
    assertThat(MatrixFile.write(other)).isEqualTo(MatrixFile.write(one));
  }

  /** Other programs find a matrix row by row behind the header. */
  @Test
  void numbersLieRowByRow() {
    R064Store matrix = R064Store.wrap(new double[] {1, 4, 2, 5, 3, 6}, 2);
    byte[] file = MatrixFile.write(Map.of("m", matrix));
    double[] numbers = new double[6];
    ByteBuffer.wrap(file, file.length - 48, 48)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(numbers);
    assertThat(numbers).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void whatIsNoMatrixIsRefusedByName() {
    for (List<Integer> shape : List.of(List.<Integer>of(), List.of(4), List.of(2, 1, 2))) {
      int count = shape.stream().reduce(1, (a, b) -> a * b);
      Tensor tensor = new Tensor("m", NumberFormat.FLOAT64, shape, new double[count]);
      byte[] file = Safetensors.write(List.of(tensor), MissingNode.getInstance());
      assertThatThrownBy(() -> MatrixFile.read(file))
          .isInstanceOf(UserException.class)
          .hasMessage("safetensors: m has shape %s, expected two sizes", shape);
    }
    R064Store broken = matrix(2, 3);
    broken.set(1, 0, Double.NaN);
    byte[] file = MatrixFile.write(Map.of("m", broken));
    assertThatThrownBy(() -> MatrixFile.read(file))
        .isInstanceOf(UserException.class)
        .hasMessage("safetensors: m holds NaN at place 3, expected finite numbers");
  }
}
