package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoutedBlasTest {
  private static final int CASES = 300;
  private static final double TOLERANCE = 1e-12;

  /** Sides around those at which a call changes the implementation, and none. */
  private static final int[] SIDES = {0, 1, 2, 3, 7, 8, 13, 32, 65};

  private static final List<RoutedBlas> IMPLEMENTATIONS = implementations();

  private static List<RoutedBlas> implementations() {
    RoutedBlas chosen = LinearAlgebra.blas();
    assertThat(LinearAlgebra.blasName()).startsWith("OpenBLAS");
    BLAS all = NativeBLAS.getInstance();
    BLAS none = JavaBLAS.getInstance();
    return List.of(chosen, new RoutedBlas("native", all, all), new RoutedBlas("java", none, none));
  }

  /** A part of an array: column-major, from an offset, with room between columns. */
  private record Part(double[] data, int offset, int lead, int rows, int columns) {
    static Part random(SplittableRandom random, int rows, int columns) {
      int offset = random.nextInt(4);
      int lead = Math.max(1, rows) + random.nextInt(3);
      double[] data = random.doubles(offset + (long) lead * columns + 1, -1, 1).toArray();
      return new Part(data, offset, lead, rows, columns);
    }

    Part copy() {
      return new Part(data.clone(), offset, lead, rows, columns);
    }

    int at(int i, int j) {
      return offset + j * lead + i;
    }

    double get(boolean transposed, int i, int j) {
      return transposed ? data[at(j, i)] : data[at(i, j)];
    }
  }

  @Test
  void productsAgreeWithTheLiteralSum() {
    SplittableRandom random = new SplittableRandom(1);
    for (int c = 0; c < CASES; c++) {
      int m = side(random);
      int n = side(random);
      int k = side(random);
      boolean ta = random.nextBoolean();
      boolean tb = random.nextBoolean();
      double beta = random.nextInt(3) - 1;
      Part a = ta ? Part.random(random, k, m) : Part.random(random, m, k);
      Part b = tb ? Part.random(random, n, k) : Part.random(random, k, n);
      Part before = Part.random(random, m, n);
      Part expected = before.copy();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum += a.get(ta, i, l) * b.get(tb, l, j);
          }
          expected.data[expected.at(i, j)] = 0.5 * sum + beta * before.get(false, i, j);
        }
      }
      for (RoutedBlas blas : IMPLEMENTATIONS) {
        Part result = before.copy();
        blas.dgemm(
            letter(ta),
            letter(tb),
            m,
            n,
            k,
            0.5,
            a.data,
            a.offset,
            a.lead,
            b.data,
            b.offset,
            b.lead,
            beta,
            result.data,
            result.offset,
            result.lead);
        assertSame(blas, result, expected, k);
      }
    }
  }

  /** Whole numbers, whose sums are exact in single precision too. */
  @Test
  void productsInSinglePrecisionAgreeWithTheLiteralSum() {
    SplittableRandom random = new SplittableRandom(5);
    for (int c = 0; c < CASES / 3; c++) {
      int m = side(random);
      int n = side(random);
      int k = 1 + side(random);
      float[] a = whole(random, 2 + k * m);
      float[] b = whole(random, 1 + k * n);
      float[] before = whole(random, 3 + (m + 2) * n);
      float[] expected = before.clone();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float sum = 0;
          for (int t = 0; t < k; t++) {
            sum += a[2 + i * k + t] * b[1 + j * k + t];
          }
          expected[3 + j * (m + 2) + i] += 2 * sum;
        }
      }
      for (RoutedBlas blas : IMPLEMENTATIONS) {
        float[] actual = before.clone();
        blas.sgemm("T", "N", m, n, k, 2, a, 2, k, b, 1, k, 1, actual, 3, m + 2);
        assertThat(actual).as(blas.name()).isEqualTo(expected);
      }
    }
  }

  private static float[] whole(SplittableRandom random, int length) {
    float[] values = new float[length];
    for (int k = 0; k < length; k++) {
      values[k] = random.nextInt(-9, 10);
    }
    return values;
  }

  @Test
  void gramMatricesFillOneHalf() {
    SplittableRandom random = new SplittableRandom(2);
    for (int c = 0; c < CASES; c++) {
      int n = side(random);
      int k = side(random);
      boolean t = random.nextBoolean();
      boolean upper = random.nextBoolean();
      Part a = t ? Part.random(random, k, n) : Part.random(random, n, k);
      Part before = Part.random(random, n, n);
      Part expected = before.copy();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum += a.get(t, i, l) * a.get(t, j, l);
          }
          if (upper ? i <= j : i >= j) {
            expected.data[expected.at(i, j)] = sum - before.get(false, i, j);
          }
        }
      }
      for (RoutedBlas blas : IMPLEMENTATIONS) {
        Part result = before.copy();
        blas.dsyrk(
            upper ? "U" : "L",
            letter(t),
            n,
            k,
            1.0,
            a.data,
            a.offset,
            a.lead,
            -1.0,
            result.data,
            result.offset,
            result.lead);
        assertSame(blas, result, expected, k);
      }
    }
  }

  @Test
  void triangularProductsAgreeAndSolvingUndoesThem() {
    SplittableRandom random = new SplittableRandom(3);
    for (int c = 0; c < CASES; c++) {
      int m = side(random);
      int n = side(random);
      boolean left = random.nextBoolean();
      boolean upper = random.nextBoolean();
      boolean t = random.nextBoolean();
      int side = left ? m : n;
      Part a = Part.random(random, side, side);
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          a.data[a.at(i, j)] = i == j ? 2 : a.data[a.at(i, j)] / side;
        }
      }
      Part b = Part.random(random, m, n);
      Part expected = b.copy();
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < side; l++) {
            sum +=
                left
                    ? triangle(a, upper, t, i, l) * b.get(false, l, j)
                    : b.get(false, i, l) * triangle(a, upper, t, l, j);
          }
          expected.data[expected.at(i, j)] = sum;
        }
      }
      for (RoutedBlas blas : IMPLEMENTATIONS) {
        Part result = b.copy();
        String side1 = left ? "L" : "R";
        String half = upper ? "U" : "L";
        blas.dtrmm(
            side1,
            half,
            letter(t),
            "N",
            m,
            n,
            1.0,
            a.data,
            a.offset,
            a.lead,
            result.data,
            result.offset,
            result.lead);
        assertSame(blas, result, expected, side);
        blas.dtrsm(
            side1,
            half,
            letter(t),
            "N",
            m,
            n,
            1.0,
            a.data,
            a.offset,
            a.lead,
            result.data,
            result.offset,
            result.lead);
        assertSame(blas, result, b, side);
      }
    }
  }

  private static double triangle(Part a, boolean upper, boolean transposed, int i, int j) {
    boolean in = upper != transposed ? i <= j : i >= j;
    return in ? a.get(transposed, i, j) : 0;
  }

  @Test
  void vectorsAgreeWithTheLiteralSum() {
    SplittableRandom random = new SplittableRandom(4);
    for (int c = 0; c < CASES; c++) {
      int m = side(random);
      int n = side(random);
      Part a = Part.random(random, m, n);
      Part x = Part.random(random, m, 1);
      Part y = Part.random(random, n, 1);
      Part z = Part.random(random, m, 1);
      Part outer = a.copy();
      Part image = y.copy();
      Part moved = z.copy();
      double dot = 0;
      double squares = 0;
      int largest = m == 0 ? -1 : 0;
      for (int i = 0; i < m; i++) {
        dot += x.get(false, i, 0) * z.get(false, i, 0);
        squares += x.get(false, i, 0) * x.get(false, i, 0);
        if (Math.abs(x.get(false, i, 0)) > Math.abs(x.get(false, largest, 0))) {
          largest = i;
        }
        moved.data[moved.at(i, 0)] += 0.5 * x.get(false, i, 0);
        for (int j = 0; j < n; j++) {
          outer.data[outer.at(i, j)] += 0.5 * x.get(false, i, 0) * y.get(false, j, 0);
          image.data[image.at(j, 0)] += a.get(false, i, j) * x.get(false, i, 0);
        }
      }
      for (RoutedBlas blas : IMPLEMENTATIONS) {
        assertThat(blas.ddot(m, x.data, x.offset, 1, z.data, z.offset, 1))
            .isCloseTo(dot, within(TOLERANCE * (m + 1)));
        assertThat(blas.dnrm2(m, x.data, x.offset, 1))
            .isCloseTo(Math.sqrt(squares), within(TOLERANCE * (m + 1)));
        assertThat(blas.idamax(m, x.data, x.offset, 1)).isEqualTo(largest);
        Part result = a.copy();
        blas.dger(
            m,
            n,
            0.5,
            x.data,
            x.offset,
            1,
            y.data,
            y.offset,
            1,
            result.data,
            result.offset,
            result.lead);
        assertSame(blas, result, outer, 1);
        result = z.copy();
        blas.daxpy(m, 0.5, x.data, x.offset, 1, result.data, result.offset, 1);
        assertSame(blas, result, moved, 1);
        blas.dscal(m, 4.0, result.data, result.offset, 1);
        assertThat(blas.ddot(m, result.data, result.offset, 1, x.data, x.offset, 1))
            .isCloseTo(4 * (dot + 0.5 * squares), within(TOLERANCE * (m + 1)));
        if (m > 0) {
          result = y.copy();
          blas.dgemv(
              "T",
              m,
              n,
              1.0,
              a.data,
              a.offset,
              a.lead,
              x.data,
              x.offset,
              1,
              1.0,
              result.data,
              result.offset,
              1);
          assertSame(blas, result, image, m);
        }
      }
    }
  }

  @Test
  void theSameProductHasTheSameBitsWhereverItLies() {
    SplittableRandom random = new SplittableRandom(5);
    for (int[] shape : new int[][] {{360, 40, 34}, {61, 127, 33}, {8, 8, 16}, {16, 640, 20}}) {
      int m = shape[0];
      int n = shape[1];
      int k = shape[2];
      double[] a = random.doubles((long) m * k, -1, 1).toArray();
      double[] b = random.doubles((long) k * n, -1, 1).toArray();
      double[] first = new double[m * n];
      LinearAlgebra.blas().dgemm("N", "N", m, n, k, 1.0, a, m, b, k, 0.0, first, m);
      for (int shift = 1; shift < 9; shift++) {
        double[] moved = new double[m * n + shift];
        LinearAlgebra.blas()
            .dgemm(
                "N",
                "N",
                m,
                n,
                k,
                1.0,
                shifted(a, shift),
                shift,
                m,
                shifted(b, shift),
                shift,
                k,
                0.0,
                moved,
                shift,
                m);
        for (int i = 0; i < first.length; i++) {
          assertThat(moved[i + shift]).isEqualTo(first[i]);
        }
      }
    }
  }

  private static double[] shifted(double[] values, int shift) {
    double[] result = new double[values.length + shift];
    System.arraycopy(values, 0, result, shift, values.length);
    return result;
  }

  @Test
  void partsOutsideTheirArraysAreRefused() {
    double[] d = new double[100];
    for (RoutedBlas blas : IMPLEMENTATIONS) {
      for (int n : new int[] {9, 50}) {
        assertThatThrownBy(() -> blas.dgemm("N", "N", n, n, n, 1, d, 30, n, d, 30, n, 0, d, 30, n))
            .isInstanceOf(RuntimeException.class);
      }
    }
  }

  private static int side(SplittableRandom random) {
    return SIDES[random.nextInt(SIDES.length)];
  }

  private static String letter(boolean transposed) {
    return transposed ? "T" : "N";
  }

  /** Entries are sums of at most {@code terms + 1} products of numbers of at most 2. */
  private static void assertSame(RoutedBlas blas, Part actual, Part expected, int terms) {
    for (int i = 0; i < expected.data.length; i++) {
      assertThat(actual.data[i])
          .as(blas.name())
          .isCloseTo(expected.data[i], within(TOLERANCE * (terms + 1)));
    }
  }
}
