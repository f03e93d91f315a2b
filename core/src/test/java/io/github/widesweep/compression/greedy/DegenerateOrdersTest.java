package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** Inputs and weights at the edge of what there is, step by step against literal evaluation. */
class DegenerateOrdersTest {
  private static final List<Activation> ACTIVATIONS =
      Arrays.stream(Activation.values()).filter(Activation::isEntrywise).toList();

  private static final List<Ordering> ORDERINGS =
      List.of(
          new Ordering.Exact(),
          new Ordering.Refresh(0.01),
          new Ordering.Refresh(0.25),
          new Ordering.Refresh(1));

  /** Small layers, each with its own peculiarity. */
  enum Shape {
    ORDINARY(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {}
    },
    ONE_UNIT(1, 1, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {}
    },
    ONE_ROW(1, 8, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {}
    },
    ONE_INPUT(9, 1, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {}
    },
    ONE_SAMPLE(5, 4, 1) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {}
    },
    ZERO_COLUMNS(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        Arrays.fill(x[0], 0);
        Arrays.fill(x[2], 0);
      }
    },
    ZERO_INPUTS(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        Arrays.stream(x).forEach(column -> Arrays.fill(column, 0));
      }
    },
    ZERO_WEIGHTS(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        Arrays.stream(w).forEach(row -> Arrays.fill(row, 0));
      }
    },
    ROWS_THAT_NOTHING_READS(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        Arrays.fill(v[1], 0);
        Arrays.fill(v[4], 0);
      }
    },
    EQUAL_ROWS(6, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (int i = 1; i < 6; i += 2) {
          w[i] = w[0].clone();
          v[i] = v[0].clone();
        }
      }
    },
    OPPOSITE_ROWS(6, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (int i = 1; i < 6; i++) {
          w[i] = w[0].clone();
          double sign = i % 2 == 0 ? 1 : -1;
          v[i] = Arrays.stream(v[0]).map(value -> sign * value).toArray();
        }
      }
    },
    EQUAL_COLUMNS(4, 6, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (int j = 2; j < 6; j += 3) {
          x[j] = x[0].clone();
          for (double[] row : w) {
            row[j] = row[0];
          }
        }
      }
    },
    EQUAL_SAMPLES(5, 4, 12) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (double[] column : x) {
          Arrays.fill(column, column[0]);
        }
      }
    },
    /** Weights and inputs an ulp or two apart, so that scores nearly tie. */
    NEARLY_EQUAL(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (int i = 0; i < 5; i++) {
          for (int j = 0; j < 4; j++) {
            w[i][j] = w[0][0] + (i + j) % 3 * Math.ulp(w[0][0]);
            x[j] = x[0].clone();
          }
          v[i] = v[0].clone();
          v[i][0] += i % 2 * Math.ulp(v[i][0]);
        }
      }
    },
    /** All on one side of the kink: what any draw changes there is linear. */
    FAR_FROM_THE_KINK(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        for (double[] row : w) {
          Arrays.setAll(row, j -> Math.abs(row[j]));
        }
        for (double[] column : x) {
          Arrays.setAll(column, s -> Math.abs(column[s]));
        }
      }
    },
    /** Of rows that are never active no draw changes anything. */
    DEAD(5, 4, 9) {
      @Override
      void spoil(double[][] w, double[][] v, double[][] x) {
        FAR_FROM_THE_KINK.spoil(w, v, x);
        for (double[] row : w) {
          Arrays.setAll(row, j -> -row[j]);
        }
      }
    };

    private final int rows;
    private final int inputs;
    private final int samples;

    Shape(int rows, int inputs, int samples) {
      this.rows = rows;
      this.inputs = inputs;
      this.samples = samples;
    }

    /**
     * Changes a random layer.
     *
     * @param w by row and input
     * @param v by row and output
     * @param x by input and sample
     */
    abstract void spoil(double[][] w, double[][] v, double[][] x);

    GreedyCase make(RandomGenerator random, Activation activation) {
      double[][] w = gaussian(random, rows, inputs);
      double[][] v = gaussian(random, rows, 3);
      double[][] x = gaussian(random, inputs, samples);
      spoil(w, v, x);
      Dense layer = new Dense(byRow(w), activation);
      Dense next = new Dense(byColumn(v), Activation.IDENTITY);
      R064Store zh = byColumn(x);
      R064Store z = random.nextBoolean() ? zh : Nets.gaussian(random, samples, inputs, 1);
      Replacement replacement =
          random.nextBoolean()
              ? new Replacement.Pruning(random.nextDouble(0.2, 0.8))
              : new Replacement.Rounding(layer.maxAbsWeight(), random.nextInt(1, 4));
      int units = rows * inputs;
      return new GreedyCase(
          layer, next, z, zh, replacement, units, random.doubles(units).toArray());
    }

    private static double[][] gaussian(RandomGenerator random, int count, int length) {
      double[][] vectors = new double[count][length];
      for (double[] vector : vectors) {
        Arrays.setAll(vector, k -> random.nextGaussian());
      }
      return vectors;
    }
  }

  private static R064Store byColumn(double[][] columns) {
    double[] data = Arrays.stream(columns).flatMapToDouble(Arrays::stream).toArray();
    return R064Store.wrap(data, columns[0].length);
  }

  private static R064Store byRow(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        columns[j][i] = rows[i][j];
      }
    }
    return byColumn(columns);
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void ordersAreThoseOfLiteralEvaluation(Shape shape) {
    RandomGenerator random = Nets.random(6);
    for (Ordering ordering : ORDERINGS) {
      requireLiteral(shape.make(random, Activation.RELU), ordering);
      requireLiteral(shape.make(random, Activation.TANH), ordering);
      Activation other = ACTIVATIONS.get(random.nextInt(ACTIVATIONS.size()));
      requireLiteral(shape.make(random, other), ordering);
    }
  }

  /** Kept weights a hundred thousand times as large, or all but the same as before. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void ordersAreLiteralWhateverTheSizeOfOutcomes(Activation activation) {
    RandomGenerator random = Nets.random(99);
    for (double p : new double[] {1e-5, 1e-3, 1 - 1e-9}) {
      for (Ordering ordering : ORDERINGS) {
        GreedyCase c = Shape.ORDINARY.make(random, activation).with(new Replacement.Pruning(p));
        requireLiteral(c, ordering);
        // A rare outcome all the same.
        c.uniforms()[7] = p < 0.5 ? 0 : Math.nextDown(1.0);
        requireLiteral(c, ordering);
      }
    }
  }

  /**
   * Every step takes what literally scores least as of its pass, and of what ties the lowest index
   * where nothing else comes near.
   */
  private static void requireLiteral(GreedyCase c, Ordering ordering) {
    BlockWeights.Drawn drawn = c.draw(ordering);
    assertThat(drawn.order()).hasSize(c.steps()).doesNotHaveDuplicates();
    LiteralWeights literal = new LiteralWeights(c, Score.ABSOLUTE);
    double[] scores = new double[0];
    int period = ordering.period(c.steps());
    for (int step = 0; step < c.steps(); step++) {
      scores = step % period == 0 ? literal.scores() : scores;
      double[] now = scores;
      int taken = drawn.order()[step];
      double least = scores[literal.least(scores)];
      // Activations are off by a few ulps of 1, also where their changes are tiny.
      double room = literal.rounding() + 1e-12;
      assertThat(drawn.scores()[step]).isCloseTo(scores[taken], within(room));
      assertThat(scores[taken])
          .as("%s %s step %s unit %s", c.replacement(), ordering, step, taken)
          .isLessThanOrEqualTo(least + room);
      int[] left = IntStream.range(0, scores.length).filter(literal::left).toArray();
      int[] near = Arrays.stream(left).filter(u -> now[u] <= least + 100 * room).toArray();
      boolean tied = Arrays.stream(near).allMatch(u -> now[u] <= least + 0.01 * room);
      if (tied && least > room) {
        assertThat(taken).isEqualTo(near[0]);
      }
      literal.take(taken);
    }
    int inputs = c.layer().inputs();
    for (int u = 0; u < literal.weights.length; u++) {
      assertThat(drawn.weights().doubleValue(u / inputs, u % inputs)).isEqualTo(literal.weights[u]);
    }
  }

  /** Equal rows that are read alike tie until a draw tells them apart. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void untouchedEqualRowsAreTakenFromByIndex(Activation activation) {
    for (int seed = 0; seed < 8; seed++) {
      GreedyCase c = Shape.EQUAL_ROWS.make(Nets.random(seed), activation);
      // Rows 0, 1, 3 and 5 are equal.
      List<Integer> equal = List.of(0, 1, 3, 5);
      for (Ordering ordering : ORDERINGS) {
        boolean[] touched = new boolean[6];
        for (int unit : c.draw(ordering).order()) {
          int row = unit / c.layer().inputs();
          touched[row] = true;
          if (equal.contains(row)) {
            assertThat(equal).allMatch(i -> i >= row || touched[i]);
          }
        }
      }
    }
  }

  /** Scores that are all 0, and stay so, are taken as they are numbered. */
  @ParameterizedTest
  @EnumSource(
      value = Shape.class,
      names = {"ZERO_INPUTS", "DEAD"})
  void unitsThatChangeNothingAreTakenByIndex(Shape shape) {
    GreedyCase c = shape.make(Nets.random(2), Activation.RELU).with(new Replacement.Pruning(0.5));
    int[] byIndex = IntStream.range(0, c.steps()).toArray();
    for (Ordering ordering : ORDERINGS) {
      BlockWeights.Drawn drawn = c.draw(ordering);
      assertThat(drawn.order()).isEqualTo(byIndex);
      // Of a row without weights rounding leaves a little.
      assertThat(Arrays.stream(drawn.scores()).max().orElseThrow()).isLessThan(1e-14);
    }
  }

  /** A bias may carry every sample of a row to one side, where ReLU is linear. */
  @Test
  void rowsBehindALargeBiasAreTakenFirst() {
    RandomGenerator random = Nets.random(12);
    GreedyCase c = Shape.ORDINARY.make(random, Activation.RELU).with(new Replacement.Pruning(0.5));
    double[] bias = {0, 0, -1000, 0, 1000};
    Dense layer = c.layer().withWeights(c.layer().weights(), Optional.of(bias));
    GreedyCase biased =
        new GreedyCase(layer, c.next(), c.zh(), c.zh(), c.replacement(), 20, c.uniforms());
    for (Ordering ordering : ORDERINGS) {
      requireLiteral(biased, ordering);
      // Row 2 is dead.
      assertThat(Arrays.copyOf(biased.draw(ordering).order(), 4)).containsExactly(8, 9, 10, 11);
    }
  }
}
