package io.github.widesweep.job.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/**
 * How often 95 % intervals cover the mean of all networks of a cell, when a few of them are known:
 * networks of real sweeps, drawn with replacement. The table is printed.
 */
class CoverageTest {
  private static final int TRIES = 10_000;
  private static final List<Integer> NETWORKS = List.of(3, 5, 10);

  /** How far off an interval's end the mean is, in standard errors: a column of the table. */
  private record Estimator(String name, ToDoubleFunction<double[]> error, boolean logarithmic) {}

  private static final Estimator STUDENT =
      new Estimator("t", x -> Math.sqrt(Sample.of(x).variance() / x.length), false);
  private static final Estimator ERRORS =
      new Estimator("error_interval", x -> Math.sqrt(MeanInterval.logVariance(x)), true);

  private record Line(String measure, String cell, double[] student, double[] chosen) {}

  @Test
  void statedCoverageIsMet() {
    List<Line> lines = new ArrayList<>();
    for (NetworkMeans cell : NetworkMeans.read()) {
      lines.add(line("delta_logits", cell, cell.deltaLogitsMeans(), ERRORS));
      lines.add(line("psi", cell, cell.psi(), ERRORS));
      lines.add(line("metric_compressed", cell, cell.metric(), STUDENT));
    }
    print(lines);
    for (String measure : List.of("delta_logits", "psi", "metric_compressed")) {
      for (int i = 0; i < NETWORKS.size(); i++) {
        int column = i;
        double[] coverage =
            lines.stream()
                .filter(line -> line.measure().equals(measure))
                .mapToDouble(line -> line.chosen()[column])
                .toArray();
        double[] plain =
            lines.stream()
                .filter(line -> line.measure().equals(measure))
                .mapToDouble(line -> line.student()[column])
                .toArray();
        System.out.printf(
            "%-18s %2d networks: mean %.1f %%, least %.1f, most %.1f, beyond 1.5 points %d of %d;"
                + " Student's t: mean %.1f, least %.1f, beyond %d%n",
            measure,
            NETWORKS.get(i),
            100 * Sample.of(coverage).mean(),
            100 * Arrays.stream(coverage).min().orElseThrow(),
            100 * Arrays.stream(coverage).max().orElseThrow(),
            beyond(coverage),
            coverage.length,
            100 * Sample.of(plain).mean(),
            100 * Arrays.stream(plain).min().orElseThrow(),
            beyond(plain));
        assertThat(Sample.of(coverage).mean()).as(measure).isBetween(0.935, 0.965);
        // Beyond 1.5 points, if at all, by chance of the simulation (standard error 0.2 points) or
        // in a cell of rare outliers.
        assertThat(beyond(coverage)).as(measure).isLessThanOrEqualTo(2);
        assertThat(Arrays.stream(coverage).boxed()).allMatch(c -> Math.abs(c - 0.95) < 0.025);
      }
    }
  }

  /** Of the exponent of decay between two widths, in cells that are there at both. */
  @Test
  void exponentsAreCoveredToo() {
    int tries = 1000;
    List<NetworkMeans> cells = NetworkMeans.read();
    Map<String, List<NetworkMeans>> lines = new TreeMap<>();
    for (NetworkMeans cell : cells) {
      String[] words = cell.cell().split(" ", -1);
      String line = words[0] + " " + words[2] + " " + words[3] + " " + words[4];
      lines.computeIfAbsent(line, name -> new ArrayList<>()).add(cell);
    }
    System.out.println("Coverage of 95 % intervals of the exponent of delta_logits, %");
    for (int networks : NETWORKS) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(networks);
      double[] coverage =
          lines.values().stream()
              .mapToDouble(line -> exponentCoverage(line, networks, tries, random))
              .toArray();
      System.out.printf(
          "%2d networks: mean %.1f, least %.1f, most %.1f%n",
          networks,
          100 * Sample.of(coverage).mean(),
          100 * Arrays.stream(coverage).min().orElseThrow(),
          100 * Arrays.stream(coverage).max().orElseThrow());
      // Standard error of a line: 0.7 points, and so four of them above 1.5.
      assertThat(Arrays.stream(coverage).boxed()).allMatch(c -> Math.abs(c - 0.95) < 0.043);
      assertThat(Sample.of(coverage).mean()).isBetween(0.935, 0.965);
    }
  }

  private static double exponentCoverage(
      List<NetworkMeans> line, int networks, int tries, RandomGenerator random) {
    List<DecayInterval.Point> all =
        line.stream()
            .map(cell -> new DecayInterval.Point(width(cell), cell.deltaLogitsMeans()))
            .toList();
    double truth = DecayInterval.of(all, MeanInterval.CONFIDENCE).exponent();
    int covered = 0;
    for (int i = 0; i < tries; i++) {
      List<DecayInterval.Point> few =
          all.stream()
              .map(
                  point ->
                      new DecayInterval.Point(
                          point.width(),
                          random
                              .ints(networks, 0, point.errors().length)
                              .mapToDouble(network -> point.errors()[network])
                              .toArray()))
              .toList();
      DecayInterval interval = DecayInterval.of(few, MeanInterval.CONFIDENCE);
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }
    return covered / (double) tries;
  }

  private static int width(NetworkMeans cell) {
    return Integer.parseInt(cell.cell().split(" ", -1)[1]);
  }

  private static long beyond(double[] coverage) {
    return Arrays.stream(coverage).filter(c -> Math.abs(c - 0.95) > 0.015).count();
  }

  private static Line line(
      String measure, NetworkMeans cell, double[] population, Estimator chosen) {
    double[] student = new double[NETWORKS.size()];
    double[] covered = new double[NETWORKS.size()];
    for (int i = 0; i < NETWORKS.size(); i++) {
      student[i] = coverage(population, NETWORKS.get(i), STUDENT);
      covered[i] =
          chosen.equals(STUDENT) ? student[i] : coverage(population, NETWORKS.get(i), chosen);
    }
    return new Line(measure, cell.cell(), student, covered);
  }

  private static double coverage(double[] population, int networks, Estimator estimator) {
    // The same samples for all estimators.
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(networks);
    double truth = Sample.of(population).mean();
    double quantile = Sample.quantile(MeanInterval.CONFIDENCE, networks - 1.0);
    int covered = 0;
    for (int i = 0; i < TRIES; i++) {
      double[] values =
          random
              .ints(networks, 0, population.length)
              .mapToDouble(network -> population[network])
              .toArray();
      double mean = Sample.of(values).mean();
      double off = estimator.logarithmic() ? Math.log(mean) - Math.log(truth) : mean - truth;
      covered += Math.abs(off) <= quantile * estimator.error().applyAsDouble(values) ? 1 : 0;
    }
    return covered / (double) TRIES;
  }

  private static void print(List<Line> lines) {
    System.out.printf(
        "Coverage of 95 %% intervals of the mean, %%, with 3, 5 and 10 of 200 networks%n%-66s %-20s"
            + " %s%n",
        "", "the tables'", "Student's t");
    for (Line line : lines) {
      System.out.printf(
          "%-18s %-45s %5.1f %5.1f %5.1f    %5.1f %5.1f %5.1f%n",
          line.measure(),
          line.cell(),
          100 * line.chosen()[0],
          100 * line.chosen()[1],
          100 * line.chosen()[2],
          100 * line.student()[0],
          100 * line.student()[1],
          100 * line.student()[2]);
    }
  }
}
