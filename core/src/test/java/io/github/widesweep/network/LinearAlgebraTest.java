package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * Every operation on matrices against plain loops, at sides around those of vectors and of none.
 */
class LinearAlgebraTest {
  private static final int[] SIDES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31};

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(41);

  private int side() {
    return SIDES[random.nextInt(SIDES.length)];
  }

  /** Whole numbers, of which sums and products are exact in any order. */
  private R064Store whole(int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> random.nextInt(-9, 10));
    return matrix;
  }

  private static R064Store transposed(R064Store matrix) {
    R064Store result = LinearAlgebra.zeros(matrix.getColDim(), matrix.getRowDim());
    for (int i = 0; i < matrix.getRowDim(); i++) {
      for (int j = 0; j < matrix.getColDim(); j++) {
        result.set(j, i, matrix.doubleValue(i, j));
      }
    }
    return result;
  }

  private static R064Store literalProduct(R064Store a, R064Store b) {
    R064Store product = LinearAlgebra.zeros(a.getRowDim(), b.getColDim());
    for (int i = 0; i < a.getRowDim(); i++) {
      for (int j = 0; j < b.getColDim(); j++) {
        double sum = 0;
        for (int k = 0; k < a.getColDim(); k++) {
          sum += a.doubleValue(i, k) * b.doubleValue(k, j);
        }
        product.set(i, j, sum);
      }
    }
    return product;
  }

  private static void assertEqual(R064Store found, R064Store expected) {
    assertThat(found.getRowDim()).isEqualTo(expected.getRowDim());
    assertThat(found.getColDim()).isEqualTo(expected.getColDim());
    assertThat(found.data).isEqualTo(expected.data);
  }

  @Test
  void productsAreSumsOfProducts() {
    for (int trial = 0; trial < 80; trial++) {
      R064Store a = whole(side(), side());
      R064Store b = whole(a.getColDim(), side());
      R064Store before = a.copy();
      R064Store expected = literalProduct(a, b);
      assertEqual(LinearAlgebra.times(a, b), expected);
      assertEqual(LinearAlgebra.timesTransposed(a, transposed(b)), expected);
      assertEqual(LinearAlgebra.transposedTimes(transposed(a), b), expected);
      assertEqual(a, before);
    }
  }

  /** A matrix with itself: what it gives is new, and symmetric where it should be. */
  @Test
  void aMatrixMayBeBothFactors() {
    for (int n : SIDES) {
      R064Store square = whole(n, n);
      R064Store tall = whole(n + 3, n);
      assertEqual(LinearAlgebra.times(square, square), literalProduct(square, square));
      R064Store gram = LinearAlgebra.transposedTimes(tall, tall);
      assertEqual(gram, literalProduct(transposed(tall), tall));
      assertEqual(gram, transposed(gram));
      assertEqual(
          LinearAlgebra.timesTransposed(tall, tall), literalProduct(tall, transposed(tall)));
    }
  }

  @Test
  void productsOfOtherShapesAreRefusedWithBoth() {
    R064Store a = LinearAlgebra.zeros(2, 3);
    assertRefused(LinearAlgebra::times, a, a, "cannot multiply 2 x 3 by 2 x 3 (N, N)");
    R064Store b = LinearAlgebra.zeros(3, 2);
    assertRefused(LinearAlgebra::timesTransposed, a, b, "cannot multiply 2 x 3 by 3 x 2 (N, T)");
    assertRefused(LinearAlgebra::transposedTimes, a, b, "cannot multiply 2 x 3 by 3 x 2 (T, N)");
  }

  private static void assertRefused(
      BinaryOperator<R064Store> product, R064Store a, R064Store b, String message) {
    assertThatThrownBy(() -> product.apply(a, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void partsAreCopies() {
    for (int trial = 0; trial < 40; trial++) {
      R064Store matrix = whole(1 + side(), 1 + side());
      int row = random.nextInt(matrix.getRowDim());
      int rows = random.nextInt(matrix.getRowDim() - row + 1);
      int column = random.nextInt(matrix.getColDim());
      int columns = random.nextInt(matrix.getColDim() - column + 1);
      R064Store before = matrix.copy();
      R064Store some = LinearAlgebra.rows(matrix, row, rows);
      assertThat(some.getRowDim()).isEqualTo(rows);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < matrix.getColDim(); j++) {
          assertThat(some.doubleValue(i, j)).isEqualTo(matrix.doubleValue(row + i, j));
        }
      }
      R064Store others = LinearAlgebra.columns(matrix, column, columns);
      assertThat(others.data).hasSize(columns * matrix.getRowDim());
      for (int e = 0; e < others.data.length; e++) {
        assertThat(others.data[e]).isEqualTo(matrix.data[column * matrix.getRowDim() + e]);
      }
      Arrays.fill(some.data, 100);
      Arrays.fill(others.data, 100);
      assertEqual(matrix, before);
    }
  }

  /** Rows that are copied leave all others of the target as they were. */
  @Test
  void copiedRowsReplaceNoOthers() {
    for (int trial = 0; trial < 40; trial++) {
      int columns = side();
      R064Store source = whole(1 + side(), columns);
      R064Store target = whole(1 + side(), columns);
      int count = random.nextInt(Math.min(source.getRowDim(), target.getRowDim()) + 1);
      int from = random.nextInt(source.getRowDim() - count + 1);
      int to = random.nextInt(target.getRowDim() - count + 1);
      R064Store expected = target.copy();
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < columns; j++) {
          expected.set(to + i, j, source.doubleValue(from + i, j));
        }
      }
      LinearAlgebra.copyRows(source, from, target, to, count);
      assertEqual(target, expected);
    }
  }

  /** {@code <addToUnits(v), M> = <v, sumUnits(M)>}, and each is what it says. */
  @Test
  void addingToUnitsAndSummingThemAreAdjoint() {
    for (int trial = 0; trial < 40; trial++) {
      int units = 1 + side();
      int positions = 1 + random.nextInt(4);
      R064Store matrix = whole(side(), units * positions);
      double[] values = whole(1, units).data;
      R064Store added = matrix.copy();
      LinearAlgebra.addToUnits(added, values);
      double[] sums = new double[units];
      // What was there before must not show.
      Arrays.fill(sums, Double.NaN);
      LinearAlgebra.sumUnits(matrix, sums);
      double left = 0;
      double[] literal = new double[units];
      for (int s = 0; s < matrix.getRowDim(); s++) {
        for (int j = 0; j < matrix.getColDim(); j++) {
          double entry = matrix.doubleValue(s, j);
          double difference = added.doubleValue(s, j) - entry;
          assertThat(difference).isEqualTo(values[j / positions]);
          left += difference * entry;
          literal[j / positions] += entry;
        }
      }
      assertThat(sums).isEqualTo(literal);
      assertThat(IntStream.range(0, units).mapToDouble(i -> values[i] * sums[i]).sum())
          .isEqualTo(left);
    }
    R064Store matrix = whole(3, 2);
    R064Store before = matrix.copy();
    LinearAlgebra.addToUnits(matrix, new double[0]);
    LinearAlgebra.sumUnits(matrix, new double[0]);
    assertEqual(matrix, before);
  }

  /** Lengths around the four sums, at every place where a part of an array may begin. */
  @Test
  void squaredDistancesAreSumsOfSquares() {
    for (int rows : new int[] {1, 2, 3, 4, 5, 7, 8, 9}) {
      for (int stacked : new int[] {1, 2, 5}) {
        R064Store one = whole(rows, side());
        R064Store all = whole(rows * stacked, one.getColDim());
        double[] sums = new double[stacked];
        Arrays.setAll(sums, k -> k);
        double[] expected = sums.clone();
        for (int k = 0; k < stacked; k++) {
          R064Store part = LinearAlgebra.rows(all, k * rows, rows);
          double sum = 0;
          double length = 0;
          for (int e = 0; e < part.data.length; e++) {
            sum += (part.data[e] - one.data[e]) * (part.data[e] - one.data[e]);
            length += part.data[e] * part.data[e];
          }
          expected[k] += sum;
          assertThat(LinearAlgebra.meanSquaredDistance(part, one)).isEqualTo(sum / rows);
          assertThat(LinearAlgebra.meanSquaredDistance(one, part)).isEqualTo(sum / rows);
          assertThat(LinearAlgebra.meanSquaredLength(part)).isEqualTo(length / rows);
        }
        LinearAlgebra.addSquaredDistances(all, one, sums);
        assertThat(sums).isEqualTo(expected);
      }
    }
    R064Store a = whole(4, 3);
    assertThat(LinearAlgebra.meanSquaredDistance(a, a)).isZero();
    assertThatThrownBy(() -> LinearAlgebra.meanSquaredDistance(a, transposed(a)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot compare 4 x 3 with 3 x 4");
  }

  /** A number that is none is nowhere lost, and NaN is no small distance. */
  @Test
  void whatIsNotFiniteShows() {
    for (int e = 0; e < 6; e++) {
      R064Store a = whole(3, 2);
      R064Store b = a.copy();
      b.data[e] = Double.NaN;
      assertThat(LinearAlgebra.meanSquaredDistance(a, b)).isNaN();
      assertThat(LinearAlgebra.meanSquaredLength(b)).isNaN();
      assertThat(LinearAlgebra.maxAbs(b)).isNaN();
      assertThat(LinearAlgebra.largestOfRows(b)[e % 3]).isNaN();
      assertThat(LinearAlgebra.largestOfRows(b)[(e + 1) % 3]).isNotNaN();
      b.data[e] = Double.NEGATIVE_INFINITY;
      assertThat(LinearAlgebra.meanSquaredDistance(a, b)).isInfinite();
      assertThat(LinearAlgebra.maxAbs(b)).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(LinearAlgebra.longestRow(b)).isInfinite();
      double other = a.doubleValue(e % 3, e < 3 ? 1 : 0);
      assertThat(LinearAlgebra.largestOfRows(b)[e % 3]).isEqualTo(other);
    }
  }

  @Test
  void largestEntriesAndRows() {
    for (int trial = 0; trial < 50; trial++) {
      R064Store matrix = whole(side(), 1 + side());
      double longest = 0;
      double largest = 0;
      double[] ofRows = new double[matrix.getRowDim()];
      Arrays.fill(ofRows, Double.NEGATIVE_INFINITY);
      for (int i = 0; i < matrix.getRowDim(); i++) {
        double sum = 0;
        for (int j = 0; j < matrix.getColDim(); j++) {
          double entry = matrix.doubleValue(i, j);
          sum += entry * entry;
          largest = Math.max(largest, Math.abs(entry));
          ofRows[i] = Math.max(ofRows[i], entry);
        }
        longest = Math.max(longest, Math.sqrt(sum));
      }
      assertThat(LinearAlgebra.longestRow(matrix)).isCloseTo(longest, within(1e-14 * longest));
      assertThat(LinearAlgebra.maxAbs(matrix)).isEqualTo(largest);
      assertThat(LinearAlgebra.largestOfRows(matrix)).isEqualTo(ofRows);
    }
    assertThat(LinearAlgebra.longestRow(LinearAlgebra.zeros(0, 3))).isZero();
    assertThat(LinearAlgebra.maxAbs(LinearAlgebra.zeros(3, 0))).isZero();
    assertThat(LinearAlgebra.longestRow(R064Store.wrap(new double[] {3e150, 0, 4e150, 1}, 2)))
        .isCloseTo(5e150, within(1e136));
    double[] some = {3, -6, 0};
    assertThat(LinearAlgebra.divided(some, 4)).containsExactly(0.75, -1.5, 0);
    assertThat(some).containsExactly(3, -6, 0);
  }

  /** The squares of singular values by Jacobi's rotations of the smaller Gram matrix. */
  private static double literalNorm(R064Store matrix) {
    boolean wide = matrix.getRowDim() <= matrix.getColDim();
    R064Store a = wide ? matrix : transposed(matrix);
    R064Store gram = literalProduct(a, transposed(a));
    int n = gram.getRowDim();
    for (int sweep = 0; sweep < 12; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          double angle =
              0.5
                  * Math.atan2(
                      2 * gram.doubleValue(p, q), gram.doubleValue(q, q) - gram.doubleValue(p, p));
          R064Store rotation = R064Store.FACTORY.makeEye(n, n);
          rotation.set(p, p, Math.cos(angle));
          rotation.set(q, q, Math.cos(angle));
          rotation.set(p, q, Math.sin(angle));
          rotation.set(q, p, -Math.sin(angle));
          gram = literalProduct(transposed(rotation), literalProduct(gram, rotation));
        }
      }
    }
    double largest = 0;
    for (int i = 0; i < n; i++) {
      largest = Math.max(largest, gram.doubleValue(i, i));
    }
    return Math.sqrt(largest);
  }

  private static void assertNorm(R064Store matrix, double expected) {
    double norm = LinearAlgebra.operatorNorm(matrix);
    assertThat(norm).isCloseTo(expected, within(2e-14 * expected));
    assertThat(LinearAlgebra.operatorNorm(transposed(matrix)))
        .isCloseTo(expected, within(2e-14 * expected));
  }

  @Test
  void theOperatorNormIsTheLargestSingularValue() {
    for (int[] shape : new int[][] {{1, 1}, {1, 9}, {2, 2}, {3, 7}, {5, 5}, {6, 17}, {9, 8}}) {
      R064Store matrix = Layers.gaussian(random, shape[0], shape[1]);
      assertNorm(matrix, literalNorm(matrix));
    }
    // Rank one: the product of two lengths. Diagonal: the largest entry. Equal: the root of mn.
    R064Store column = whole(17, 1);
    R064Store row = whole(1, 8);
    R064Store product = literalProduct(column, row);
    assertNorm(
        product, LinearAlgebra.longestRow(transposed(column)) * LinearAlgebra.longestRow(row));
    R064Store diagonal = LinearAlgebra.zeros(7, 9);
    IntStream.range(0, 7).forEach(i -> diagonal.set(i, (i + 2) % 7, i - 5));
    assertNorm(diagonal, 5);
    R064Store equal = LinearAlgebra.zeros(4, 9);
    equal.fillAll(-2.0);
    assertNorm(equal, 12);
  }

  /** Powers of two change no digit, up to where squares would overflow, or vanish. */
  @ParameterizedTest
  @ValueSource(ints = {-1000, -600, -1, 3, 500, 1000})
  void theOperatorNormScales(int power) {
    R064Store matrix = Layers.gaussian(random, 6, 4);
    R064Store scaled = matrix.copy();
    Arrays.setAll(scaled.data, e -> Math.scalb(matrix.data[e], power));
    assertThat(LinearAlgebra.operatorNorm(scaled))
        .isEqualTo(Math.scalb(LinearAlgebra.operatorNorm(matrix), power));
  }

  @Test
  void theOperatorNormOfDegenerateMatrices() {
    assertThat(LinearAlgebra.operatorNorm(LinearAlgebra.zeros(3, 2))).isZero();
    assertThat(LinearAlgebra.operatorNorm(LinearAlgebra.zeros(0, 2))).isZero();
    for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      R064Store matrix = whole(3, 2);
      matrix.data[4] = none;
      assertThat(LinearAlgebra.operatorNorm(matrix)).isNaN();
    }
    R064Store matrix = whole(3, 2);
    R064Store before = matrix.copy();
    LinearAlgebra.operatorNorm(matrix);
    assertEqual(matrix, before);
  }
}
