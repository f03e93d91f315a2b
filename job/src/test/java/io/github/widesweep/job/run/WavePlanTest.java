package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class WavePlanTest {
  private static double seconds(List<List<Double>> wave) {
    return wave.stream().flatMap(List::stream).mapToDouble(s -> s).sum();
  }

  private static List<List<List<Double>>> waves(WavePlan plan, List<Double> work) {
    Iterator<Double> rest = work.iterator();
    List<List<List<Double>>> waves = new ArrayList<>();
    while (rest.hasNext()) {
      waves.add(plan.next(rest, s -> s));
    }
    return waves;
  }

  @Test
  void wavesGrowFromAFewSecondsToWhatAKillMayCost() {
    List<Double> work = Collections.nCopies(10_000, 0.1);
    List<List<List<Double>>> waves = waves(new WavePlan(20, 1, () -> 4), work);
    double[] expected = {2, 4, 8, 16, 20, 20};
    for (int i = 0; i < expected.length; i++) {
      assertThat(seconds(waves.get(i)) / 4).isCloseTo(expected[i], within(0.11));
    }
    // Nothing is lost, and everything keeps its order.
    assertThat(waves.stream().flatMap(List::stream).flatMap(List::stream)).hasSize(10_000);
    // Small elements share tasks of the time asked for.
    assertThat(waves.get(4)).allSatisfy(task -> assertThat(task.size()).isBetween(9, 11));
  }

  @Test
  void aWaveHasATaskForEachCoreHoweverLongTheyTake() {
    List<List<List<Double>>> waves =
        waves(new WavePlan(20, 5, () -> 3), Collections.nCopies(7, 1000.0));
    assertThat(waves).extracting(List::size).containsExactly(3, 3, 1);
  }

  @Test
  void estimatesAreCorrectedByWhatWavesTook() {
    WavePlan plan = new WavePlan(2, 1, () -> 1);
    plan.measured(10, 40);
    assertThat(plan.factor()).isEqualTo(4);
    assertThat(plan.next(Collections.nCopies(100, 0.25).iterator(), s -> s)).hasSize(2);
    plan.measured(0, 1e9);
    assertThat(plan.factor()).isEqualTo(10);
  }

  @Test
  void noWorkNoWave() {
    assertThat(new WavePlan(20, 5, () -> 3).next(Collections.emptyIterator(), s -> 1)).isEmpty();
  }
}
