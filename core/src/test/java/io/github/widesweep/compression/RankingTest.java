package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankingTest {
  /** The rule word for word: choose, remove, choose again. */
  private static int[] literally(int[] units, double[] scores, double[] margins, int count) {
    int[] left = units.clone();
    int[] chosen = new int[count];
    for (int k = 0; k < count; k++) {
      double ceiling = Double.POSITIVE_INFINITY;
      for (int u : left) {
        if (Double.isFinite(scores[u])) {
          ceiling = Math.min(ceiling, scores[u] + margins[u]);
        }
      }
      double least = ceiling;
      chosen[k] =
          Arrays.stream(left)
              .filter(
                  u ->
                      least == Double.POSITIVE_INFINITY
                          || (Double.isFinite(scores[u]) && scores[u] - margins[u] <= least))
              .min()
              .orElseThrow();
      int taken = chosen[k];
      left = Arrays.stream(left).filter(u -> u != taken).toArray();
    }
    return chosen;
  }

  @Test
  void isTheRuleWordForWordAndTheSearchsOwn() {
    RandomGenerator random = Nets.random(5);
    for (int round = 0; round < 300; round++) {
      int n = random.nextInt(1, 30);
      double[] scores = new double[n];
      double[] margins = new double[n];
      for (int u = 0; u < n; u++) {
        scores[u] = random.nextInt(6) == 0 ? Double.NaN : random.nextInt(8);
        margins[u] = random.nextInt(3) * 0.3;
      }
      int[] units = IntStream.range(0, n).filter(u -> random.nextInt(5) > 0).toArray();
      int count = units.length == 0 ? 0 : random.nextInt(units.length + 1);
      int[] expected = literally(units, scores, margins, count);
      assertThat(Ranking.least(units, scores, margins, count)).isEqualTo(expected);
      if (count > 0) {
        double[] own = Arrays.stream(units).mapToDouble(u -> scores[u]).toArray();
        double[] ownMargins = Arrays.stream(units).mapToDouble(u -> margins[u]).toArray();
        int place = Ranking.first(units, own, ownMargins, units.length);
        assertThat(units[place]).isEqualTo(expected[0]);
      }
    }
  }

  /**
   * 0, 1, 2, ... each within a margin of the next: the chain does not carry the last to the front.
   */
  @Test
  void chainsOfNearTiesDoNotJoin() {
    double[] scores = {5, 4, 3, 2, 1, 0};
    double[] margins = {0.6, 0.6, 0.6, 0.6, 0.6, 0.6};
    assertThat(Ranking.least(new int[] {0, 1, 2, 3, 4, 5}, scores, margins, 6))
        .containsExactly(4, 5, 2, 3, 0, 1);
  }

  @Test
  void whatIsNotFiniteComesLastByIndex() {
    double nan = Double.NaN;
    double infinite = Double.POSITIVE_INFINITY;
    double[] scores = {nan, infinite, 3, nan, 2, 1};
    double[] margins = {0, 0, 0, nan, infinite, 0};
    int[] units = {0, 1, 2, 3, 4, 5};
    assertThat(Ranking.least(units, scores, margins, 6)).containsExactly(5, 2, 0, 1, 3, 4);
    assertThat(Ranking.least(units, scores, margins, 1)).containsExactly(5);
    assertThat(Ranking.least(new int[] {0, 1, 3}, scores, margins, 2)).containsExactly(0, 1);
    assertThat(Ranking.first(new int[] {3, 1, 0}, new double[] {nan, nan, nan}, margins, 3))
        .isEqualTo(2);
  }
}
