package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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

  /** Whole numbers under whole roots: nothing rounds, whatever the order of sums. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 47, 48, 49, 96, 97, 100})
  void aFactorOfWholeNumbersIsFoundToTheBit(int size) {
    R064Store lower = LinearAlgebra.zeros(size, size);
    for (int j = 0; j < size; j++) {
      lower.set(j, j, 1 << random.nextInt(3));
      for (int i = j + 1; i < size; i++) {
        lower.set(i, j, random.nextInt(-3, 4));
      }
    }
    R064Store matrix = LinearAlgebra.timesTransposed(lower, lower);
    double[] lowerHalf = Cholesky.room(size);
    double least = 1;
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        // Above the diagonal nobody looks.
        lowerHalf[j * size + i] = i < j ? Double.NaN : matrix.doubleValue(i, j);
      }
      least = Math.min(least, lower.doubleValue(j, j) * lower.doubleValue(j, j) / matrix.get(j, j));
    }
    Cholesky cholesky = Cholesky.of(lowerHalf, size);
    for (int j = 0; j < size; j++) {
      assertThat(Arrays.copyOfRange(cholesky.factor(), j * size + j, (j + 1) * size))
          .isEqualTo(Arrays.copyOfRange(lower.data, j * size + j, (j + 1) * size));
    }
    assertThat(cholesky.leastPivot()).isEqualTo(least);
  }

  /**
   * Hilbert matrices, {@code 1 / (i + j + 1)}: the last pivot is {@code (n-1)!^4 / ((2n-1)!
   * (2n-2)!)}, the ratio of their determinants, and the condition number about {@code e^(3.5 n)}.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 8, 11})
  void nearlySingularMatricesKeepTheirPivots(int size) {
    R064Store hilbert = LinearAlgebra.zeros(size, size);
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        hilbert.set(i, j, 1.0 / (i + j + 1));
      }
    }
    double pivot = 1;
    for (int k = 1; k < size; k++) {
      pivot *= (double) k * k * k * k;
    }
    for (int k = 1; k < 2 * size; k++) {
      pivot /= k;
    }
    for (int k = 1; k < 2 * size - 1; k++) {
      pivot /= k;
    }
    Cholesky cholesky = factor(hilbert);
    double expected = pivot * (2 * size - 1);
    double condition = Math.exp(3.5 * size);
    assertThat(cholesky.leastPivot()).isCloseTo(expected, within(1e-16 * condition * expected));
    R064Store lower = LinearAlgebra.zeros(size, size);
    for (int j = 0; j < size; j++) {
      System.arraycopy(cholesky.factor(), j * size + j, lower.data, j * size + j, size - j);
    }
    // However near: the factor's product is the matrix, to the last digits.
    assertThat(LinearAlgebra.timesTransposed(lower, lower).data)
        .containsExactly(hilbert.data, within(1e-15));
  }

  /** A factor 4^k is 2^k in the factor, to the bit; pivots are relative. */
  @ParameterizedTest
  @ValueSource(ints = {-200, -3, 1, 150})
  void powersOfFourChangeNoDigit(int power) {
    R064Store matrix = definite(53);
    R064Store scaled = matrix.copy();
    Arrays.setAll(scaled.data, e -> Math.scalb(matrix.data[e], 2 * power));
    Cholesky one = factor(matrix);
    Cholesky other = factor(scaled);
    assertThat(other.leastPivot()).isEqualTo(one.leastPivot());
    for (int j = 0; j < 53; j++) {
      for (int i = j; i < 53; i++) {
        double entry = Math.scalb(one.factor()[j * 53 + i], power);
        assertThat(other.factor()[j * 53 + i]).isEqualTo(entry);
      }
    }
  }

  /** Where a column is another's multiple no pivot is left: 0 if it is the last, else NaN. */
  @Test
  void singularMatricesHaveNoPositivePivot() {
    for (int size : new int[] {2, 3, 50}) {
      R064Store ones = LinearAlgebra.zeros(size, size);
      ones.fillAll(4.0);
      double least = factor(ones).leastPivot();
      assertThat(least > 0).isFalse();
      assertThat(Double.isNaN(least)).isEqualTo(size > 2);
    }
  }

  @Test
  void inversesAreSymmetricAndTriangularToTheBit() {
    int size = 131;
    Cholesky cholesky = factor(definite(size));
    double[] inverse = cholesky.inverse();
    double[] root = cholesky.inverseFactor();
    double[] transposed = new double[size * size];
    double above = 0;
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < j; i++) {
        transposed[j * size + i] = inverse[i * size + j];
        transposed[i * size + j] = inverse[j * size + i];
        above += Math.abs(root[j * size + i]);
      }
      transposed[j * size + j] = inverse[j * size + j];
    }
    assertThat(inverse).isEqualTo(transposed);
    assertThat(above).isZero();
    assertThatThrownBy(() -> Cholesky.room(46_341)).isInstanceOf(ArithmeticException.class);
  }
}
