package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the search knows of every unit before every step, against evaluation of all of them. */
class ExactSearchTest {
  /**
   * A search that takes one step at a time, and how many units of each kind it was seen to have.
   */
  private static final class Steps {
    private final GreedyCase c;
    private final Problem problem;
    private final LiteralWeights literal;
    private final ExactSearch search;
    private final double[] changes;
    private int hot;
    private int cold;
    private int waiting;

    Steps(GreedyCase c, Score score) {
      this.c = c;
      this.problem = c.problem(score);
      this.literal = new LiteralWeights(c, Score.SIGNED);
      this.search = new ExactSearch(c.start(problem), new LayerState(problem));
      this.changes = new double[problem.units];
    }

    /**
     * Takes all steps.
     *
     * @param relativeRoom what literal scores may be off by, for each unit of their rounding; 0
     *     where they are exact
     */
    void run(double relativeRoom) {
      for (int step = 0; step < c.steps(); step++) {
        System.arraycopy(literal.scores(), 0, changes, 0, changes.length);
        double room = relativeRoom * literal.rounding();
        requireBounds(room);
        requireSuspects();
        int[] taken = new int[1];
        double[] score = new double[1];
        search.run(c.uniforms(), taken, score);
        assertThat(literal.left(taken[0])).isTrue();
        assertThat(score[0]).isCloseTo(least(), within(literal.rounding()));
        assertThat(problem.score.of(changes[taken[0]])).isLessThanOrEqualTo(least() + room);
        literal.take(taken[0]);
        assertThat(search.hot.contains(taken[0])).isFalse();
      }
    }

    private void requireBounds(double room) {
      assertThat(least()).isLessThanOrEqualTo(search.ceiling + room);
      BitSet wrong = new BitSet();
      for (int unit = 0; unit < problem.units; unit++) {
        if (!literal.left(unit)) {
          continue;
        }
        if (search.hot.contains(unit)) {
          int place = placeOf(unit);
          double off = Math.abs(search.hot.values[place] - changes[unit]);
          wrong.set(unit, !(off <= search.hot.margins[place] + room));
          hot++;
        } else if (search.idle.waits(unit) || search.idle.first() == unit) {
          // The first is looked at in the next step.
          wrong.set(unit, !(Math.abs(changes[unit]) <= room));
          waiting++;
        } else {
          double score = problem.score.of(changes[unit]) + room;
          wrong.set(unit, !reaches(unit, Math.nextUp((float) score)));
          cold++;
        }
      }
      assertThat(wrong).as("units whose bounds do not hold").isEqualTo(new BitSet());
    }

    /** A bound at the ceiling is in a row that is searched next. */
    private void requireSuspects() {
      BitSet rows = new BitSet();
      for (int k = 0; k < search.cold.suspects(); k++) {
        rows.set(search.cold.suspect(k));
      }
      BitSet lost = new BitSet();
      for (int unit = 0; unit < problem.units; unit++) {
        boolean sought = literal.left(unit) && !search.hot.contains(unit);
        if (sought && reaches(unit, (float) search.ceiling)) {
          lost.set(unit, !rows.get(unit / problem.inputs));
        }
      }
      assertThat(lost).as("units that the next search misses").isEqualTo(new BitSet());
    }

    private boolean reaches(int unit, float ceiling) {
      return search.cold.next(unit, unit + 1, Math.max(ColdUnits.LEAST, ceiling)) == unit;
    }

    private int placeOf(int unit) {
      int place = 0;
      while (search.hot.units[place] != unit) {
        place++;
      }
      return place;
    }

    private double least() {
      double least = Double.POSITIVE_INFINITY;
      for (int unit = 0; unit < changes.length; unit++) {
        double score = problem.score.of(changes[unit]);
        least = literal.left(unit) ? Math.min(least, score) : least;
      }
      return least;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void everyUnitIsHotOrColdOrWaitsAndItsBoundsHold(Activation activation) {
    int hot = 0;
    int cold = 0;
    for (int seed = 0; seed < 9; seed++) {
      GreedyCase c = GreedyCase.random(Nets.random(seed), activation, 12).whole();
      Steps steps = new Steps(c, seed % 3 == 2 ? Score.SIGNED : Score.ABSOLUTE);
      steps.run(1);
      hot += steps.hot;
      cold += steps.cold;
    }
    assertThat(hot).isGreaterThan(100);
    assertThat(cold).isGreaterThan(200);
  }

  @ParameterizedTest
  @EnumSource(Score.class)
  void boundsHoldToTheBitWhereSumsAreExact(Score score) {
    int hot = 0;
    int cold = 0;
    int waiting = 0;
    for (int seed = 0; seed < 30; seed++) {
      GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), Activation.RELU);
      Steps steps = new Steps(c, score);
      steps.run(0);
      hot += steps.hot;
      cold += steps.cold;
      waiting += steps.waiting;
    }
    assertThat(hot).isGreaterThan(200);
    assertThat(cold).isGreaterThan(200);
    assertThat(waiting).isGreaterThan(100);
  }

  /** Kept weights grow a thousandfold, and with them the sizes that margins were made for. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SOFTPLUS"})
  void boundsHoldWhenTheResidualOutgrowsItsMargins(Activation activation) {
    for (int seed = 0; seed < 6; seed++) {
      GreedyCase c =
          GreedyCase.random(Nets.random(seed), activation, 8)
              .with(new Replacement.Pruning(0x1p-10))
              .whole();
      for (int unit = 0; unit < c.steps(); unit += 3) {
        c.uniforms()[unit] = 0;
      }
      new Steps(c, Score.ABSOLUTE).run(1);
    }
  }

  /** Steps taken at once and one by one are the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void stepsGoOnWhereTheLastRunStopped(long seed) {
    GreedyCase c = GreedyCase.random(Nets.random(seed), Activation.RELU, 12).whole();
    int[] order = new int[c.steps()];
    double[] scores = new double[c.steps()];
    new Steps(c, Score.ABSOLUTE).search.run(c.uniforms(), order, scores);
    ExactSearch search = new Steps(c, Score.ABSOLUTE).search;
    for (int from = 0; from < order.length; from += 5) {
      int count = Math.min(5, order.length - from);
      int[] next = new int[count];
      double[] nextScores = new double[count];
      search.run(c.uniforms(), next, nextScores);
      assertThat(next).isEqualTo(Arrays.copyOfRange(order, from, from + count));
      assertThat(nextScores).isEqualTo(Arrays.copyOfRange(scores, from, from + count));
    }
  }

  /** A search leaves what it starts from as it was. */
  @Test
  void aStartServesManySearches() {
    GreedyCase c = GreedyCase.random(Nets.random(5), Activation.RELU, 12).whole();
    Problem problem = c.problem(Score.ABSOLUTE);
    ExactSearch.Start start = c.start(problem);
    int[][] orders = new int[2][c.steps()];
    double[][] scores = new double[2][c.steps()];
    for (int draw = 0; draw < 2; draw++) {
      new ExactSearch(start, new LayerState(problem)).run(c.uniforms(), orders[draw], scores[draw]);
    }
    assertThat(orders[1]).isEqualTo(orders[0]);
    assertThat(scores[1]).isEqualTo(scores[0]);
  }
}
