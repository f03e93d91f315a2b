package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * SparseGPT and GPTQ against sweeps that solve for all columns to the right anew after every
 * column, with inverses of the matrices that are left.
 */
class ColumnSweepTest {
  private final RandomGenerator random = Nets.random(31);

  /** What a column's weights become. */
  private interface Settle {
    double[] settle(int column, double[] weights);
  }

  /** Settles column after column; {@code current} holds rows of weights, and ends as the result. */
  private static void sweep(ObsCase c, double[][] current, int from, int to, Settle settle) {
    for (int j = from; j < to; j++) {
      double[] column = new double[c.rows()];
      for (int i = 0; i < c.rows(); i++) {
        column[i] = current[i][j];
      }
      double[] settled = settle.settle(j, column);
      for (int i = 0; i < c.rows(); i++) {
        double[] fixed = current[i].clone();
        fixed[j] = settled[i];
        Arrays.fill(fixed, j + 1, c.inputs(), Double.NaN);
        current[i] = c.solved(i, fixed);
      }
    }
  }

  private static double[][] start(ObsCase c) {
    double[][] rows = new double[c.rows()][c.inputs()];
    for (int i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.inputs(); j++) {
        rows[i][j] = c.t().doubleValue(i, j);
      }
    }
    return rows;
  }

  private static double[][] sparseGpt(ObsCase c, int block, int zeros) {
    double[][] current = start(c);
    int n = c.inputs();
    for (int from = 0; from < n; from += block) {
      int first = from;
      int to = Math.min(n, from + block);
      int budget = (int) ((long) zeros * to / n) - (int) ((long) zeros * from / n);
      List<int[]> cheapest =
          IntStream.range(0, c.rows())
              .boxed()
              .flatMap(i -> IntStream.range(first, to).mapToObj(j -> new int[] {i, j}))
              .sorted(
                  Comparator.comparingDouble(
                      at -> current[at[0]][at[1]] * current[at[0]][at[1]] / c.curvature(at[1])))
              .limit(budget)
              .toList();
      sweep(
          c,
          current,
          from,
          to,
          (j, column) -> {
            double[] settled = column.clone();
            cheapest.stream().filter(at -> at[1] == j).forEach(at -> settled[at[0]] = 0);
            return settled;
          });
    }
    return current;
  }

  private static void assertSame(LayerOutcome outcome, double[][] expected) {
    R064Store weights = outcome.layer().weights();
    for (int i = 0; i < weights.getRowDim(); i++) {
      for (int j = 0; j < weights.getColDim(); j++) {
        assertThat(weights.doubleValue(i, j)).isCloseTo(expected[i][j], within(1e-8));
        assertThat(weights.doubleValue(i, j) == 0).isEqualTo(expected[i][j] == 0);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 3", "0.01, 2", "0.1, 128"})
  void sparseGptIsLiteral(double damping, int block) {
    for (int trial = 0; trial < 40; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      double p = random.nextDouble(0.02, 0.98);
      SparseGpt method = new SparseGpt(0.9, damping, block);
      int zeros = Budget.zeros(0.9, c.rows() * c.inputs(), new Scheme.Prune(p));
      LayerOutcome outcome = c.run(method, new Scheme.Prune(p));
      assertSame(outcome, sparseGpt(c, block, zeros));
      assertThat(outcome.nonzeros()).isEqualTo((long) c.rows() * c.inputs() - zeros);
      assertThat(outcome.order()).hasSize(zeros).isSorted();
      assertThat(outcome.fallback()).isEmpty();
    }
  }

  /**
   * With one column a block and no damping, each column loses the weights whose removal raises the
   * loss least, the columns to the right being solved for: the optimal brain surgeon by columns,
   * with losses that are measured, not computed from an inverse.
   */
  @Test
  void blocksOfOneAreTheBrainSurgeonByColumns() {
    for (int trial = 0; trial < 40; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      Scheme.Prune scheme = new Scheme.Prune(random.nextDouble(0.02, 0.98));
      int zeros = Budget.zeros(0.9, c.rows() * c.inputs(), scheme);
      double[][] current = start(c);
      sweep(
          c,
          current,
          0,
          c.inputs(),
          (j, column) -> {
            int budget = zeros * (j + 1) / c.inputs() - zeros * j / c.inputs();
            double[] settled = column.clone();
            IntStream.range(0, c.rows())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> added(c, current[i], i, j)))
                .limit(budget)
                .forEach(i -> settled[i] = 0);
            return settled;
          });
      assertSame(c.run(new SparseGpt(0.9, 0, 1), scheme), current);
    }
  }

  private static double added(ObsCase c, double[] weights, int row, int column) {
    double[] fixed = weights.clone();
    fixed[column] = 0;
    Arrays.fill(fixed, column + 1, fixed.length, Double.NaN);
    return c.loss(row, c.solved(row, fixed)) - c.loss(row, weights);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0.01, 3, 2", "0.01, 128, 7"})
  void gptqIsLiteral(double damping, int block, int levels) {
    for (int trial = 0; trial < 40; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      double largest = c.problem().layer().maxAbsWeight();
      double[][] current = start(c);
      sweep(
          c,
          current,
          0,
          c.inputs(),
          (j, column) -> Arrays.stream(column).map(w -> nearest(w, largest, levels)).toArray());
      LayerOutcome outcome = c.run(new Gptq(damping, block), new Scheme.Quantize(levels));
      assertSame(outcome, current);
      assertThat(outcome.distinctValues()).isLessThanOrEqualTo(2 * levels + 1);
      assertThat(outcome.order()).hasSize(c.rows() * c.inputs());
    }
  }

  /** By the definition: each weight takes the level of least loss, those before it settled. */
  @ParameterizedTest
  @CsvSource({"0, 1, 1", "0.01, 3, 2", "0.01, 128, 7"})
  void qronosIsLiteral(double damping, int block, int levels) {
    int different = 0;
    for (int trial = 0; trial < 40; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      double largest = c.problem().layer().maxAbsWeight();
      R064Store dense = c.problem().layer().weights();
      double[][] expected = new double[c.rows()][c.inputs()];
      for (int i = 0; i < c.rows(); i++) {
        for (int j = 0; j < c.inputs(); j++) {
          expected[i][j] = dense.doubleValue(i, j);
        }
        for (int j = 0; j < c.inputs(); j++) {
          double[] fixed = expected[i].clone();
          fixed[j] = bestLevel(c, i, j, expected[i], largest, levels);
          Arrays.fill(fixed, j + 1, c.inputs(), Double.NaN);
          expected[i] = c.solved(i, fixed);
        }
      }
      LayerOutcome outcome = c.run(new Qronos(damping, block), new Scheme.Quantize(levels));
      assertSame(outcome, expected);
      LayerOutcome gptq = c.run(new Gptq(damping, block), new Scheme.Quantize(levels));
      boolean same = Arrays.equals(gptq.layer().weights().data, outcome.layer().weights().data);
      different += same ? 0 : 1;
      assertThat(same || !c.problem().startsDense()).isTrue();
    }
    assertThat(different).isPositive();
  }

  private static double bestLevel(
      ObsCase c, int row, int column, double[] weights, double largest, int levels) {
    double[] candidate = weights.clone();
    double best = Double.NaN;
    double least = Double.POSITIVE_INFINITY;
    for (int i = -levels; i <= levels; i++) {
      candidate[column] = i * largest / levels;
      double loss = c.loss(row, candidate);
      if (loss < least) {
        least = loss;
        best = candidate[column];
      }
    }
    return best;
  }

  /** By looking at all levels. */
  private static double nearest(double w, double largest, int levels) {
    double nearest = 0;
    for (int i = -levels; i <= levels; i++) {
      double level = i * largest / levels;
      nearest = Math.abs(w - level) < Math.abs(w - nearest) ? level : nearest;
    }
    return nearest;
  }

  /** Halves go away from 0, as they are exact here: orthogonal inputs, and levels of 1/2. */
  @Test
  void halvesGoAwayFromZero() {
    R064Store weights = R064Store.wrap(new double[] {1, -0.25, 0.25, -0.75}, 1);
    R064Store z = LinearAlgebra.zeros(4, 4);
    for (int j = 0; j < 4; j++) {
      z.set(j, j, 1);
    }
    LayerOutcome outcome =
        ObsCase.of(weights, z, z, 0).run(new Gptq(0, 128), new Scheme.Quantize(2));
    assertThat(outcome.layer().weights().data).containsExactly(1, -0.5, 0.5, -1);
  }

  /** Blocks of columns only delay updates: GPTQ's result is the same but for rounding. */
  @Test
  void blocksOnlyDelay() {
    R064Store z = ObsCase.correlated(random, 150, 70);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 5, 70, 1), z, z, 0.01);
    double[] one = c.run(new Gptq(0.01, 1), new Scheme.Quantize(5)).layer().weights().data;
    for (int block : List.of(7, 32, 70, 1000)) {
      double[] other = c.run(new Gptq(0.01, block), new Scheme.Quantize(5)).layer().weights().data;
      assertThat(other).containsExactly(one);
    }
  }

  @Test
  void rootIsThatOfTheInverse() {
    R064Store z = ObsCase.correlated(random, 90, 60);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 1, 60, 1), z, z, 0.01);
    R064Store root = R064Store.wrap(Arrays.copyOf(ColumnSweep.root(c.squares(0.01)), 3600), 60);
    R064Store product = LinearAlgebra.times(LinearAlgebra.transposedTimes(root, root), c.h());
    for (int j = 0; j < 60; j++) {
      for (int i = 0; i < 60; i++) {
        assertThat(product.doubleValue(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-10));
        if (i > j) {
          assertThat(root.doubleValue(i, j)).isZero();
        }
      }
    }
  }
}
