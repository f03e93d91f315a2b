package io.github.widesweep.job.until;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.NetworkDraws;
import io.github.widesweep.job.statistics.NetworkMeans;
import io.github.widesweep.job.table.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class StoppingRuleTest {
  private static final Extent MOST = new Extent(2000, 100);

  /** Training takes as long as 20 draws, a plan as long as one. */
  private static final Costs COSTS = new Costs(20, 1, 1);

  @Test
  void readsGoals() {
    assertThat(Goal.parse("x", "halfwidth(delta_logits) <= 5%"))
        .isEqualTo(new Goal(Measure.of("", "delta_logits"), 0.05, true))
        .hasToString("halfwidth(delta_logits) <= 5%");
    assertThat(Goal.parse("x", " halfwidth( metric_drop )<=0.005 "))
        .isEqualTo(new Goal(Measure.of("", "metric_drop"), 0.005, false))
        .hasToString("halfwidth(metric_drop) <= 0.005");
  }

  @Test
  void tightCellsAreLeftAlone() {
    StoppingRule rule = new StoppingRule(new Goal(Measure.of("", "delta"), 0.05, true), MOST);
    List<NetworkDraws> alike =
        DoubleStream.of(1, 1.01, 0.99, 1).mapToObj(NetworkDraws::of).toList();
    assertThat(rule.isMet(alike)).isTrue();
    assertThat(rule.next(new Extent(4, 1), alike, COSTS, true)).isEmpty();
    // One network has no interval, and no variance to plan with.
    assertThat(rule.isMet(alike.subList(0, 1))).isFalse();
    assertThat(rule.next(new Extent(1, 1), alike.subList(0, 1), COSTS, true)).isEmpty();
  }

  @Test
  void addsWhatVaries() {
    StoppingRule rule = new StoppingRule(new Goal(Measure.of("", "delta"), 0.05, true), MOST);
    // Networks differ and draws do not: networks, at most twice as many. The other way: draws.
    List<NetworkDraws> networks =
        DoubleStream.of(1, 3, 2, 5).mapToObj(x -> NetworkDraws.of(x, x)).toList();
    assertThat(rule.next(new Extent(4, 2), networks, COSTS, true)).contains(new Extent(8, 2));
    List<NetworkDraws> draws =
        DoubleStream.of(1, 1.02, 1.05, 0.98)
            .mapToObj(x -> NetworkDraws.of(x - 0.8, x + 0.8))
            .toList();
    StoppingRule strict = new StoppingRule(new Goal(Measure.of("", "delta"), 0.01, true), MOST);
    assertThat(strict.next(new Extent(4, 2), draws, COSTS, true)).contains(new Extent(8, 4));
    // A method without randomness has no second draw.
    assertThat(rule.next(new Extent(4, 1), networks, COSTS, false)).contains(new Extent(8, 1));
  }

  @Test
  void whatIsOutOfReachIsLeft() {
    List<NetworkDraws> networks =
        DoubleStream.of(1, 3, 2, 5).mapToObj(x -> NetworkDraws.of(x, x)).toList();
    StoppingRule rule =
        new StoppingRule(new Goal(Measure.of("", "delta"), 0.001, true), new Extent(4, 100));
    assertThat(rule.next(new Extent(4, 2), networks, COSTS, true)).isEmpty();
    StoppingRule more =
        new StoppingRule(new Goal(Measure.of("", "delta"), 0.9, true), new Extent(5, 100));
    assertThat(more.next(new Extent(4, 2), networks, COSTS, true)).contains(new Extent(5, 4));
  }

  @Test
  void drawsMakeUpForARoughForecast() {
    // As many networks as there may be, and nearly enough by the forecast: more draws of them.
    List<NetworkDraws> networks =
        DoubleStream.of(1, 1.3, 0.8, 1.1).mapToObj(x -> NetworkDraws.of(x - 0.1, x + 0.1)).toList();
    Goal goal = new Goal(Measure.of("", "delta"), 0.32, true);
    StoppingRule rule = new StoppingRule(goal, new Extent(4, 100));
    assertThat(rule.isMet(networks)).isFalse();
    assertThat(rule.next(new Extent(4, 2), networks, COSTS, true)).contains(new Extent(4, 4));
    assertThat(rule.next(new Extent(4, 1), networks, COSTS, false)).isEmpty();
  }

  /** What a rule came to. */
  private record Stop(Extent extent, int looks, MeanInterval interval) {}

  /**
   * Coverage of the interval at which the rule stops: networks, and draws of each, drawn with
   * replacement from those of real sweeps.
   */
  @Test
  void intervalsCoverWhereTheRuleStops() {
    List<NetworkMeans> cells =
        NetworkMeans.read().stream().filter(cell -> cell.deltaLogits()[0].length > 1).toList();
    System.out.printf(
        "Coverage of the 95 %% interval of delta_logits where --until stops, %%%n%-40s %s%n",
        "", "half width <= 40 %    20 %      10 %   (networks x draws, looks)");
    double[] bounds = {0.4, 0.2, 0.1};
    int[] tries = {500, 300, 100};
    double[] all = new double[bounds.length];
    for (NetworkMeans cell : cells) {
      StringBuilder line = new StringBuilder(String.format("%-40s", cell.cell()));
      double truth = Arrays.stream(cell.deltaLogitsMeans()).average().orElseThrow();
      for (int b = 0; b < bounds.length; b++) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(b);
        StoppingRule rule =
            new StoppingRule(new Goal(Measure.of("", "delta_logits"), bounds[b], true), MOST);
        int covered = 0;
        double networks = 0;
        double draws = 0;
        double looks = 0;
        for (int i = 0; i < tries[b]; i++) {
          Stop stop = run(rule, cell.deltaLogits(), random);
          assertThat(stop.interval().relativeHalfWidth()).isLessThanOrEqualTo(bounds[b]);
          covered += stop.interval().low() <= truth && truth <= stop.interval().high() ? 1 : 0;
          networks += stop.extent().networks();
          draws += stop.extent().draws();
          looks += stop.looks();
        }
        double coverage = covered / (double) tries[b];
        all[b] += coverage / cells.size();
        line.append(
            String.format(
                " %5.1f (%.0f x %.0f, %.1f)",
                100 * coverage, networks / tries[b], draws / tries[b], looks / tries[b]));
        // Standard error of 100 tries: 2.2 points; beyond 4 of them with a chance below 1e-4.
        assertThat(coverage).as(cell.cell()).isGreaterThan(0.95 - 0.015 - 4 * 0.022);
      }
      System.out.println(line);
    }
    for (int b = 0; b < bounds.length; b++) {
      System.out.printf(
          "half width <= %2.0f %%: %.1f %% on average%n", 100 * bounds[b], 100 * all[b]);
      assertThat(all[b]).isBetween(0.935, 0.965);
    }
  }

  private static Stop run(StoppingRule rule, double[][] population, RandomGenerator random) {
    List<Integer> numbers = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    Optional<Extent> next = Optional.of(new Extent(StoppingRule.LEAST_NETWORKS, 2));
    Extent extent = next.get();
    List<NetworkDraws> networks = List.of();
    int looks = 0;
    while (next.isPresent()) {
      extent = next.get();
      looks++;
      while (numbers.size() < extent.networks()) {
        numbers.add(random.nextInt(population.length));
        values.add(new double[0]);
      }
      List<NetworkDraws> measured = new ArrayList<>();
      for (int i = 0; i < numbers.size(); i++) {
        double[] those = population[numbers.get(i)];
        double[] drawn = Arrays.copyOf(values.get(i), extent.draws());
        for (int d = values.get(i).length; d < drawn.length; d++) {
          drawn[d] = those[random.nextInt(those.length)];
        }
        values.set(i, drawn);
        measured.add(NetworkDraws.of(drawn));
      }
      networks = measured;
      next = rule.next(extent, networks, COSTS, true);
    }
    return new Stop(extent, looks, rule.interval(networks));
  }
}
