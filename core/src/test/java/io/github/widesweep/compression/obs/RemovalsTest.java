package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

class RemovalsTest {
  private final RandomGenerator random = Nets.random(141);

  private ObsCase problem(int rows, int inputs) {
    R064Store z = ObsCase.correlated(random, inputs + 20, inputs);
    return ObsCase.of(Nets.gaussian(random, rows, inputs, 1), z, z, 0.01);
  }

  private static R064Store inverse(R064Store h) {
    int n = h.getRowDim();
    R064Store identity = LinearAlgebra.zeros(n, n);
    for (int j = 0; j < n; j++) {
      identity.set(j, j, 1.0);
    }
    return ObsCase.solve(h, identity);
  }

  /** The optimal brain surgeon's formulas with the whole inverse at every step. */
  private static void literal(ObsCase c, int[] order, double[] losses) {
    int n = c.inputs();
    R064Store inverse = inverse(c.h());
    R064Store u = c.t().copy();
    boolean[] gone = new boolean[n];
    for (int step = 0; step < n; step++) {
      int p = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < n; j++) {
        double squares = 0;
        for (int i = 0; i < c.rows(); i++) {
          squares += u.doubleValue(i, j) * u.doubleValue(i, j);
        }
        double cost = squares / inverse.doubleValue(j, j);
        if (!gone[j] && cost < least) {
          p = j;
          least = cost;
        }
      }
      order[step] = p;
      losses[step] = least;
      gone[p] = true;
      double pivot = inverse.doubleValue(p, p);
      R064Store before = inverse.copy();
      for (int j = 0; j < n; j++) {
        if (!gone[j]) {
          for (int i = 0; i < c.rows(); i++) {
            u.add(i, j, -u.doubleValue(i, p) * before.doubleValue(p, j) / pivot);
          }
          for (int k = 0; k < n; k++) {
            inverse.add(j, k, -before.doubleValue(j, p) * before.doubleValue(p, k) / pivot);
          }
        }
      }
    }
  }

  /** Around the 32 steps after which the inverse is brought up to date. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "4, 7", "1, 31", "2, 32", "1, 33", "3, 64", "1, 65"})
  void stepsAreTheSurgeonsFormulas(int rows, int inputs) {
    ObsCase c = problem(rows, inputs);
    int[] expected = new int[inputs];
    double[] losses = new double[inputs];
    literal(c, expected, losses);
    RemovalTrace trace = RemovalTrace.ofInputs(c.squares(0.01));
    assertThat(trace.order()).isEqualTo(expected);
    double scale = Arrays.stream(losses).sum();
    assertThat(trace.losses()).containsExactly(losses, within(1e-10 * scale));
  }

  /** What all removals add up to is the loss of no weights at all. */
  @Test
  void lossesAddUpToTheLossWithoutWeights() {
    for (int trial = 0; trial < 20; trial++) {
      ObsCase c = problem(random.nextInt(1, 4), random.nextInt(1, 40));
      double nothing = c.refitLoss(new boolean[c.rows() * c.inputs()]);
      for (RemovalTrace trace :
          new RemovalTrace[] {
            RemovalTrace.ofInputs(c.squares(0.01)), RemovalTrace.ofWeights(c.squares(0.01))
          }) {
        assertThat(Arrays.stream(trace.losses()).sum()).isCloseTo(nothing, within(1e-9 * nothing));
        assertThat(Arrays.stream(trace.losses()).min().orElseThrow()).isGreaterThanOrEqualTo(0);
        assertThat(Arrays.stream(trace.order()).sorted().toArray())
            .isEqualTo(IntStream.range(0, trace.order().length).toArray());
      }
    }
  }

  /** The layer's trace is the merge of its rows' own, each in its order. */
  @Test
  void rowsKeepTheirOwnOrderInTheLayers() {
    ObsCase c = problem(4, 9);
    RemovalTrace layer = RemovalTrace.ofWeights(c.squares(0.01));
    int[] inputs = new int[9];
    double[] losses = new double[9];
    for (int row = 0; row < 4; row++) {
      new Removals(c.squares(0.01)).run(row, 1, inputs, losses, 0);
      int first = row * 9;
      int[] own =
          Arrays.stream(layer.order())
              .filter(unit -> unit >= first && unit < first + 9)
              .map(unit -> unit - first)
              .toArray();
      assertThat(own).isEqualTo(inputs);
    }
    // At every step the cheapest of the rows' next.
    int[] next = new int[4];
    double[][] costs = new double[4][];
    for (int row = 0; row < 4; row++) {
      new Removals(c.squares(0.01)).run(row, 1, inputs, losses, 0);
      costs[row] = losses.clone();
    }
    for (int step = 0; step < 36; step++) {
      int row = layer.order()[step] / 9;
      for (int other = 0; other < 4; other++) {
        if (next[other] < 9) {
          assertThat(costs[row][next[row]]).isLessThanOrEqualTo(costs[other][next[other]]);
        }
      }
      next[row]++;
    }
  }

  /** Equal weights of orthogonal inputs cost the same: inputs by index, rows by number. */
  @Test
  void equalCostsGoInTheOrderOfUnits() {
    R064Store z = LinearAlgebra.zeros(4, 4);
    R064Store weights = LinearAlgebra.zeros(2, 4);
    for (int j = 0; j < 4; j++) {
      z.set(j, j, 2.0);
      weights.set(0, j, 1.0);
      weights.set(1, j, -1.0);
    }
    ObsCase c = ObsCase.of(weights, z, z, 0);
    assertThat(RemovalTrace.ofInputs(c.squares(0)).order()).containsExactly(0, 1, 2, 3);
    assertThat(RemovalTrace.ofWeights(c.squares(0)).order())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(RemovalTrace.ofWeights(c.squares(0)).losses())
        .containsOnly(new double[] {1}, within(1e-15));
  }

  /** An input twice as long with weights half as large is the same input. */
  @Test
  void scalesOfInputsDoNotMatter() {
    R064Store z = ObsCase.correlated(random, 50, 12);
    R064Store weights = Nets.gaussian(random, 3, 12, 1);
    R064Store scaledZ = z.copy();
    R064Store scaledWeights = weights.copy();
    for (int j = 0; j < 12; j++) {
      double factor = Math.scalb(1.0, random.nextInt(-6, 7));
      for (int s = 0; s < 50; s++) {
        scaledZ.data[j * 50 + s] *= factor;
      }
      for (int i = 0; i < 3; i++) {
        scaledWeights.data[j * 3 + i] /= factor;
      }
    }
    RemovalTrace plain = RemovalTrace.ofWeights(ObsCase.of(weights, z, z, 0).squares(0));
    RemovalTrace scaled =
        RemovalTrace.ofWeights(ObsCase.of(scaledWeights, scaledZ, scaledZ, 0).squares(0));
    assertThat(scaled.order()).isEqualTo(plain.order());
    double scale = Arrays.stream(plain.losses()).sum();
    assertThat(scaled.losses()).containsExactly(plain.losses(), within(1e-11 * scale));
  }
}
