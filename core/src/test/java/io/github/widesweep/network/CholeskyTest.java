package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** The factor by its defining equation, and what is solved with it. */
class CholeskyTest {
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);

  private R064Store gaussian(int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextGaussian());
    return matrix;
  }

  /** {@code X^T X + 0.1 I}. */
  private R064Store definite(int size) {
    R064Store x = gaussian(size + 3, size);
    R064Store matrix = LinearAlgebra.transposedTimes(x, x);
    for (int j = 0; j < size; j++) {
      matrix.data[j * size + j] += 0.1;
    }
    return matrix;
  }

  private static Cholesky factor(R064Store matrix) {
    int size = matrix.getRowDim();
    double[] lower = Cholesky.room(size);
    for (int j = 0; j < size; j++) {
      System.arraycopy(matrix.data, j * size + j, lower, j * size + j, size - j);
    }
    return Cholesky.of(lower, size);
  }

  private static void assertIsIdentity(R064Store product) {
    for (int j = 0; j < product.getColDim(); j++) {
      for (int i = 0; i < product.getRowDim(); i++) {
        assertThat(product.doubleValue(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-9));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 47, 48, 49, 130})
  void factorAndInverses(int size) {
    R064Store matrix = definite(size);
    Cholesky cholesky = factor(matrix);
    R064Store lower = LinearAlgebra.zeros(size, size);
    double least = 1;
    for (int j = 0; j < size; j++) {
      for (int i = j; i < size; i++) {
        lower.data[j * size + i] = cholesky.factor()[j * size + i];
      }
      double pivot = lower.data[j * size + j];
      least = Math.min(least, pivot * pivot / matrix.data[j * size + j]);
    }
    assertThat(cholesky.leastPivot()).isEqualTo(least).isGreaterThan(0);
    double scale = LinearAlgebra.maxAbs(matrix);
    R064Store product = LinearAlgebra.timesTransposed(lower, lower);
    for (int e = 0; e < product.data.length; e++) {
      assertThat(product.data[e]).isCloseTo(matrix.data[e], within(1e-13 * size * scale));
    }
    R064Store inverse = R064Store.wrap(cholesky.inverse(), size);
    assertIsIdentity(LinearAlgebra.times(matrix, inverse));
    R064Store inverseFactor = R064Store.wrap(cholesky.inverseFactor(), size);
    assertIsIdentity(LinearAlgebra.times(lower, inverseFactor));
    R064Store solved = matrix.copy();
    cholesky.solveRows(solved.data, size);
    assertIsIdentity(solved);
  }

  @Test
  void noRowsAndNoColumns() {
    Cholesky none = Cholesky.of(Cholesky.room(0), 0);
    assertThat(none.leastPivot()).isEqualTo(1);
    assertThat(none.inverse()).isEmpty();
    none.solveRows(new double[0], 3);
    factor(definite(4)).solveRows(new double[0], 0);
  }

  @Test
  void whatIsNotDefiniteHasNoPivot() {
    R064Store indefinite = definite(60);
    indefinite.data[57 * 60 + 57] = -1;
    assertThat(factor(indefinite).leastPivot()).isNaN();
    R064Store infinite = definite(5);
    infinite.data[4] = Double.POSITIVE_INFINITY;
    assertThat(factor(infinite).leastPivot()).isNaN();
    assertThat(factor(LinearAlgebra.zeros(3, 3)).leastPivot()).isNaN();
  }

  /** A column that is the sum of two others, but for a little, has that little as its pivot. */
  @Test
  void leastPivotIsTheUnexplainedPart() {
    R064Store x = gaussian(40, 4);
    for (int s = 0; s < 40; s++) {
      x.data[120 + s] = x.data[s] + x.data[40 + s];
    }
    R064Store matrix = LinearAlgebra.transposedTimes(x, x);
    double little = 1e-6 * matrix.data[15];
    matrix.data[15] += little;
    assertThat(factor(matrix).leastPivot()).isCloseTo(1e-6, within(1e-10));
  }
}
