package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors that lie in rows: entries a stride apart, what is between them left alone. */
class RoutedBlasStridesTest {
  private static List<RoutedBlas> implementations;

  private final SplittableRandom random = new SplittableRandom(61);

  @BeforeAll
  static void choose() {
    // First, as it tells netlib where to look.
    RoutedBlas chosen = LinearAlgebra.blas();
    BLAS all = NativeBLAS.getInstance();
    BLAS none = JavaBLAS.getInstance();
    implementations =
        List.of(chosen, new RoutedBlas("native", all, all), new RoutedBlas("java", none, none));
  }

  /** A vector in a longer array, whole numbers all. */
  private record Vector(double[] data, int offset, int stride) {
    double get(int i) {
      return data[offset + i * stride];
    }

    Vector copy() {
      return new Vector(data.clone(), offset, stride);
    }

    void set(int i, double value) {
      data[offset + i * stride] = value;
    }
  }

  private double[] whole(int count) {
    return random.ints(count, -9, 10).asDoubleStream().toArray();
  }

  private Vector vector(int length) {
    int stride = 1 + random.nextInt(4);
    int offset = random.nextInt(3);
    return new Vector(whole(offset + stride * length + 1), offset, stride);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 31, 64, 65})
  void sumsAreOverTheVectorAlone(int n) {
    for (int trial = 0; trial < 20; trial++) {
      checkSums(n);
    }
  }

  private void checkSums(int n) {
    Vector x = vector(n);
    Vector y = vector(n);
    double dot = 0;
    double squares = 0;
    double absolute = 0;
    int largest = n == 0 ? -1 : 0;
    for (int i = 0; i < n; i++) {
      dot += x.get(i) * y.get(i);
      squares += x.get(i) * x.get(i);
      absolute += Math.abs(x.get(i));
      largest = Math.abs(x.get(i)) > Math.abs(x.get(largest)) ? i : largest;
    }
    for (RoutedBlas blas : implementations) {
      assertThat(blas.ddot(n, x.data, x.offset, x.stride, y.data, y.offset, y.stride))
          .isEqualTo(dot);
      assertThat(blas.dasum(n, x.data, x.offset, x.stride)).isEqualTo(absolute);
      double length = blas.dnrm2(n, x.data, x.offset, x.stride);
      assertThat(Math.abs(length - Math.sqrt(squares))).isLessThanOrEqualTo(4e-15 * length);
      // Of equals the first, in every implementation.
      assertThat(blas.idamax(n, x.data, x.offset, x.stride)).isEqualTo(largest);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 31, 64, 65})
  void vectorsAreAddedAndScaledInPlace(int n) {
    for (int trial = 0; trial < 20; trial++) {
      checkAddedAndScaled(n);
    }
  }

  private void checkAddedAndScaled(int n) {
    Vector x = vector(n);
    Vector y = vector(n);
    Vector added = y.copy();
    Vector scaled = x.copy();
    for (int i = 0; i < n; i++) {
      added.set(i, y.get(i) - 3 * x.get(i));
      scaled.set(i, -0.5 * x.get(i));
    }
    for (RoutedBlas blas : implementations) {
      Vector result = y.copy();
      blas.daxpy(n, -3, x.data, x.offset, x.stride, result.data, result.offset, result.stride);
      assertSame(blas, result.data, added.data);
      result = x.copy();
      blas.dscal(n, -0.5, result.data, result.offset, result.stride);
      assertSame(blas, result.data, scaled.data);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 17, 33})
  void matricesTimesVectorsEitherWay(int m) {
    for (int n : new int[] {1, 3, 8, 16, 35}) {
      int lead = m + random.nextInt(3);
      int from = random.nextInt(4);
      double[] a = whole(from + lead * n + 1);
      Vector rows = vector(m);
      Vector columns = vector(n);
      Vector image = rows.copy();
      Vector back = columns.copy();
      double[] outer = a.clone();
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
          sum += a[from + j * lead + i] * columns.get(j);
          outer[from + j * lead + i] += 2 * rows.get(i) * columns.get(j);
        }
        image.set(i, 2 * sum - rows.get(i));
      }
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int i = 0; i < m; i++) {
          sum += a[from + j * lead + i] * rows.get(i);
        }
        back.set(j, sum + 4 * columns.get(j));
      }
      for (RoutedBlas blas : implementations) {
        Vector y = rows.copy();
        Vector x = columns.copy();
        blas.dgemv(
            "N", m, n, 2, a, from, lead, x.data, x.offset, x.stride, -1, y.data, y.offset,
            y.stride);
        assertSame(blas, y.data, image.data);
        y = rows.copy();
        blas.dgemv(
            "T", m, n, 1, a, from, lead, y.data, y.offset, y.stride, 4, x.data, x.offset, x.stride);
        assertSame(blas, x.data, back.data);
        double[] sum = a.clone();
        blas.dger(
            m,
            n,
            2,
            rows.data,
            rows.offset,
            rows.stride,
            columns.data,
            columns.offset,
            columns.stride,
            sum,
            from,
            lead);
        assertSame(blas, sum, outer);
      }
    }
  }

  /** Equal, 0 and -0 being one. */
  private static void assertSame(RoutedBlas blas, double[] found, double[] expected) {
    assertThat(found).as(blas.name()).containsExactly(expected, within(0.0));
  }

  /** A factor 0 of what was there forgets it, NaN too: rooms need not be cleared. */
  @Test
  void whatIsMultipliedByZeroIsForgotten() {
    for (RoutedBlas blas : implementations) {
      for (int n : new int[] {2, 16}) {
        double[] c = new double[n * n];
        Arrays.fill(c, Double.NaN);
        double[] ones = new double[n * n];
        Arrays.fill(ones, 1);
        blas.dgemm("N", "T", n, n, n, 1, ones, n, ones, n, 0, c, n);
        assertThat(c).containsOnly(n);
        Arrays.fill(c, Double.NaN);
        blas.dsyrk("L", "N", n, n, 1, ones, 0, n, 0, c, 0, n);
        assertThat(c[1]).isEqualTo(n);
        assertThat(c[n]).isNaN();
        // Without anything to add up as well.
        blas.dgemm("N", "N", n, n, 0, 1, ones, n, ones, 1, 0, c, n);
        assertThat(c).containsOnly(0);
      }
    }
  }
}
