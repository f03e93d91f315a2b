package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** {@code M}, its inverse and the spread, against nested arrays; and what is kept of them. */
class MetricTest {
  private final RandomGenerator random = Nets.random(71);

  /** {@code V / xi^2} of some rows of a Gram matrix, written out. */
  private static double[][] scaled(R064Store gram, int[] rows, double[] reaches) {
    int n = rows.length;
    double[][] v = new double[n][n];
    double largest = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        v[i][j] = reaches[i] * reaches[j] * gram.doubleValue(rows[i], rows[j]);
      }
      largest = Math.max(largest, v[i][i]);
    }
    for (double[] row : v) {
      for (int j = 0; j < n; j++) {
        row[j] /= largest;
      }
    }
    return v;
  }

  private static double[][] m(double[][] v, double lambda) {
    double[][] m = new double[v.length][v.length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        m[i][j] = (1 - lambda) * v[i][j] + (i == j ? lambda : 0);
      }
    }
    return m;
  }

  private static double spread(double[][] v, double lambda) {
    double[][] inverse = LiteralWalk.inverse(m(v, lambda));
    double sum = 0;
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        sum += v[i][j] * inverse[j][i];
      }
    }
    return sum;
  }

  private R064Store gram(int samples, int units) {
    R064Store added = Nets.gaussian(random, samples, units, 1);
    return LinearAlgebra.transposedTimes(added, added);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 0.03, 1e-3})
  void inverseAndSpreadAreThoseOfTheDefinition(double lambda) {
    for (int n = 1; n <= 17; n++) {
      R064Store gram = gram(1 + random.nextInt(20), 20);
      int[] rows = random.ints(0, 20).distinct().limit(n).toArray();
      double[] reaches = random.doubles(n, -2, 2).toArray();
      Metric metric = Metric.of(gram, rows, reaches);
      double[][] v = scaled(gram, rows, reaches);
      double[][] expected = LiteralWalk.inverse(m(v, lambda));
      double[] inverse = metric.inverse(lambda);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          assertThat(inverse[j * n + i])
              .isCloseTo(expected[i][j], within(1e-9 * (1 + Math.abs(expected[i][j]))));
        }
      }
      assertThat(metric.spread(inverse)).isCloseTo(spread(v, lambda), within(1e-8));
    }
  }

  /** Reaches are lengths, and common factors of theirs or of the Gram matrix fall out. */
  @Test
  void scaleDoesNotMatter() {
    R064Store gram = gram(9, 6);
    R064Store larger = gram.copy();
    Arrays.setAll(larger.data, e -> 1024 * gram.data[e]);
    int[] rows = {4, 0, 2};
    double[] reaches = {0.5, -1.5, 2};
    double[] expected = Metric.of(gram, rows, reaches).inverse(0.2);
    double[] doubled = {1, -3, 4};
    assertThat(Metric.of(gram, rows, doubled).inverse(0.2)).isEqualTo(expected);
    assertThat(Metric.of(larger, rows, reaches).inverse(0.2)).isEqualTo(expected);
  }

  /** At lambda 1 the spread is the trace of V / xi^2: all units move by themselves. */
  @Test
  void atLambdaOneTheInverseIsTheIdentity() {
    R064Store gram = gram(3, 5);
    int[] rows = {0, 1, 2, 3, 4};
    double[] reaches = {1, 1, 1, 1, 1};
    Metric metric = Metric.of(gram, rows, reaches);
    double[] inverse = metric.inverse(1);
    double largest = 0;
    double trace = 0;
    for (int i = 0; i < 5; i++) {
      assertThat(inverse[i * 5 + i]).isEqualTo(1);
      trace += gram.doubleValue(i, i);
      largest = Math.max(largest, gram.doubleValue(i, i));
    }
    assertThat(metric.spread(inverse)).isCloseTo(trace / largest, within(1e-12));
  }

  /** As near to the least of a fine grid as the search's factor of 1.1 says. */
  @Test
  void bestLambdaHasTheLeastSpread() {
    for (int trial = 0; trial < 8; trial++) {
      int n = 2 + random.nextInt(9);
      R064Store gram = gram(1 + random.nextInt(12), n);
      int[] rows = random.ints(0, n).distinct().limit(n).toArray();
      double[] reaches = random.doubles(n, 0.1, 2).toArray();
      double[][] v = scaled(gram, rows, reaches);
      double best = Metric.of(gram, rows, reaches).bestLambda();
      assertThat(best).isBetween(1e-3, 1.0);
      double least = 1;
      for (double lambda = 1e-3; lambda < 1; lambda *= 1.04) {
        least = spread(v, lambda) < spread(v, least) ? lambda : least;
      }
      assertThat(best).isBetween(least / 1.1, least * 1.1);
    }
  }

  /** Orthogonal units have nothing to cancel: independent draws are best. */
  @Test
  void orthogonalUnitsOfOneLengthAreDrawnIndependently() {
    R064Store identity = LinearAlgebra.zeros(4, 4);
    for (int i = 0; i < 4; i++) {
      identity.set(i, i, 1.0);
    }
    double[] ones = {1, 1, 1, 1};
    assertThat(Metric.of(identity, new int[] {0, 1, 2, 3}, ones).bestLambda()).isEqualTo(1);
    // One direction for all: the less lambda, the nearer to xi^2 times the rank, 1.
    R064Store same = LinearAlgebra.zeros(4, 4);
    Arrays.fill(same.data, 3);
    Metric metric = Metric.of(same, new int[] {0, 1, 2, 3}, ones);
    assertThat(metric.bestLambda()).isBetween(1e-3, 1.1e-3);
    assertThat(metric.spread(metric.inverse(1e-3))).isBetween(1.0, 1.001);
  }

  @Test
  void designsArePackedWithoutLoss() {
    R064Store gram = gram(7, 4);
    // Units 4 to 7 are the second group's rows 0 to 3.
    int[] units = {6, 4, 7};
    double[] reaches = {1, 2, 0.5};
    Design design = Design.of(gram, units, reaches, new Lambda(0.3));
    Metric metric = Metric.of(gram, new int[] {2, 0, 3}, reaches);
    double[] inverse = metric.inverse(0.3);
    assertThat(design.inverse()).hasSize(Design.numbers(3)).hasSize(6);
    assertThat(design.spread()).isEqualTo(metric.spread(inverse));
    assertThat(design.lambda()).isEqualTo(new Lambda(0.3));
    double[] square = design.unpacked();
    for (int j = 0; j < 3; j++) {
      for (int i = 0; i < 3; i++) {
        assertThat(square[j * 3 + i]).isEqualTo(i < j ? 0 : inverse[j * 3 + i]);
      }
    }
    square[0] = 99;
    assertThat(design.unpacked()[0]).isNotEqualTo(99);
    assertThat(Design.of(gram, units, reaches, Lambda.AUTO).lambda().value())
        .isEqualTo(metric.bestLambda());
    Design none = Design.of(gram, new int[0], new double[0], Lambda.AUTO);
    assertThat(none.spread()).isZero();
    assertThat(none.unpacked()).isEmpty();
  }
}
