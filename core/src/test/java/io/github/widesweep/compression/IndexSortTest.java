package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sort of primitive indices against the library's sort of objects. */
class IndexSortTest {
  private static int[] boxed(int[] units, double[] scores) {
    return Arrays.stream(units)
        .boxed()
        .sorted(Comparator.comparing(unit -> scores[unit]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 16, 17, 100, 1000, 4097})
  void sortsLikeObjects(int count) {
    RandomGenerator random = Nets.random(count);
    for (int values : new int[] {1, 2, 10, 1 << 30}) {
      double[] scores = new double[2 * count];
      Arrays.setAll(scores, i -> random.nextInt(values) - values / 2);
      int[] all = IntStream.range(0, scores.length).toArray();
      int[] every = IntStream.range(0, count).map(i -> 2 * i + 1).toArray();
      assertThat(IndexSort.byScore(all, scores)).containsExactly(boxed(all, scores));
      assertThat(IndexSort.byScore(every, scores)).containsExactly(boxed(every, scores));
    }
  }

  @Test
  void sortedAndReversedScores() {
    double[] up = IntStream.range(0, 300).mapToDouble(i -> i).toArray();
    double[] down = IntStream.range(0, 300).mapToDouble(i -> -i).toArray();
    int[] all = IntStream.range(0, 300).toArray();
    assertThat(IndexSort.byScore(all, up)).containsExactly(all);
    assertThat(IndexSort.byScore(all, down))
        .containsExactly(IntStream.range(0, 300).map(i -> 299 - i).toArray());
  }

  /** As Double.compare has it, so that an overflowed score is chosen last. */
  @Test
  void zerosOfBothSignsInfinitiesAndNan() {
    double[] scores = {Double.NaN, 0.0, -0.0, Double.POSITIVE_INFINITY, 1, Double.NaN, -0.0, 0.0};
    int[] units = IntStream.range(0, scores.length).toArray();
    assertThat(IndexSort.byScore(units, scores)).containsExactly(2, 6, 1, 7, 4, 3, 0, 5);
    assertThat(units).containsExactly(IntStream.range(0, scores.length).toArray());
  }
}
