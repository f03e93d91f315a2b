package io.github.widesweep.job.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.statistics.PairedMean;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.table.Measure;
import io.github.widesweep.job.table.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
  @TempDir private static Path directory;

  private static Path small;
  private static Path other;

  @BeforeAll
  static void run() throws IOException {
    small = directory.resolve("small");
    Sweeps.copyFinished(small);
    other = directory.resolve("other");
    Sweeps.run(
        Sweeps.SMALL.replace("epochs: 2", "epochs: 3").replace("draws: 2", "draws: 1"), other, 5);
  }

  private static JsonNode json(String... arguments) throws Exception {
    Answer answer = Sweeps.command(arguments);
    assertThat(answer.err()).doesNotContain("widesweep:");
    return new ObjectMapper().readTree(answer.out());
  }

  @Test
  void pairsAgreeInAllThatIsNotCompared() throws Exception {
    JsonNode answer =
        json(
            "compare",
            small.toString(),
            "--format",
            "json",
            "--measure",
            "logit_error_sq",
            "--a",
            "target = 'W1'",
            "--b",
            "target = 'B1' AND ordering = 'exact'");
    // Two widths and schemes, the quantized ones among them; two networks and draws of each.
    assertThat(answer.get("pairs").asInt()).isEqualTo(16);
    assertThat(answer.get("lost_a").asInt() + answer.get("lost_b").asInt()).isZero();
    assertThat(answer.get("groups")).hasSize(4);
    Catalog.register(Sweeps.spark(), Sweeps.output(small));
    for (JsonNode group : answer.get("groups")) {
      String where =
          "a.width = %s AND a.scheme = '%s'"
              .formatted(
                  group.get("settings").get("width").asText(),
                  group.get("settings").get("scheme").asText());
      List<Row> networks =
          Sweeps.spark()
              .sql(
                  """
                  SELECT
                    avg(a.logit_error_sq - b.logit_error_sq),
                    avg(ln(a.logit_error_sq / b.logit_error_sq)),
                    sum(if(a.logit_error_sq < b.logit_error_sq, 1D, 0D))
                  FROM runs a JOIN runs b
                    ON a.width = b.width AND a.scheme = b.scheme AND a.network = b.network
                    AND a.draw = b.draw
                  WHERE a.target = 'W1' AND b.target = 'B1' AND b.ordering = 'exact' AND %s
                  GROUP BY a.network
                  """
                      .formatted(where))
              .collectAsList();
      double[] differences = networks.stream().mapToDouble(row -> row.getDouble(0)).toArray();
      double[] ratios = networks.stream().mapToDouble(row -> row.getDouble(1)).toArray();
      PairedMean expected = PairedMean.of(ratios);
      JsonNode ratio = group.get("ratio");
      assertThat(ratio.get("mean").asDouble())
          .isCloseTo(Math.exp(expected.interval().mean()), within(1e-9));
      assertThat(ratio.get("p_value").asDouble()).isCloseTo(expected.pValue(), within(1e-9));
      assertThat(group.get("difference").get("mean").asDouble())
          .isCloseTo(PairedMean.of(differences).interval().mean(), within(1e-12));
      assertThat(group.get("wins").asDouble() * 4)
          .isCloseTo(networks.stream().mapToDouble(row -> row.getDouble(2)).sum(), within(1e-9));
    }
  }

  @Test
  void lostPairsAreCountedAndNamed() {
    Answer answer =
        Sweeps.command("compare", small.toString(), "--a", "target = 'W1'", "--b", "target = 'B1'");
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out())
        .contains("target: a W1, b B1")
        .contains("16 pairs; a wins where it is less; without a counterpart: 0 of a, 16 of b")
        .contains("ordering static, network 0, draws 0 to 1");
  }

  @Test
  void outputsAgreeOrDiffer() throws Exception {
    JsonNode same =
        json("compare", small.toString(), small.toString(), "--tolerance", "0", "--format", "json");
    assertThat(same.get("agrees").asBoolean()).isTrue();
    assertThat(same.get("sweeps_differ")).isEmpty();
    assertThat(same.get("pairs").asInt()).isEqualTo(48);
    Answer differ =
        Sweeps.command("compare", small.toString(), other.toString(), "--tolerance", "1e-9");
    assertThat(differ.exitStatus()).isEqualTo(4);
    assertThat(differ.out())
        .contains("training.epochs: a 2, b 3")
        .contains("24 pairs; a wins where it is less; without a counterpart: 24 of a, 0 of b");
  }

  @Test
  void mistakesAreTheUsers() {
    for (List<String> wrong :
        List.of(
            List.of("--a", "true"),
            List.of("--a", "target = 'W9'", "--b", "target = 'W1'"),
            List.of("--a", "no_column = 1", "--b", "target = 'W1'"),
            List.of("--a", "target = 'W1'", "--b", "target = 'B1'", "--measure", "speed"))) {
      Answer answer =
          Sweeps.command(
              Stream.concat(Stream.of("compare", small.toString()), wrong.stream())
                  .toArray(String[]::new));
      assertThat(answer.exitStatus()).as(wrong.toString()).isEqualTo(2);
      assertThat(answer.err().lines().filter(line -> line.startsWith("widesweep:"))).hasSize(1);
    }
  }

  private static Map<String, String> cell(String method, String parameters) {
    Map<String, String> cell = new HashMap<>();
    Summary.CELL.forEach(column -> cell.put(column, Side.NULL));
    cell.put("method", method);
    cell.put("parameters", parameters);
    return cell;
  }

  @Test
  void aRunWithTwoCounterpartsIsRefused() {
    Side a = new Side("a", null, List.of(cell("greedy", Side.NULL)));
    Side b = new Side("b", null, List.of(cell("wanda", "per row"), cell("wanda", "per layer")));
    assertThatThrownBy(() -> Pairing.of(a, b))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("b: leaves runs with parameters per layer and per row");
    Side one = new Side("b", null, List.of(cell("wanda", "per row")));
    assertThat(Pairing.of(a, one).compared()).containsOnlyKeys("method", "parameters");
  }

  @Test
  void oneDrawMeetsTheMeanOfMany() {
    Pairs pairs = new Pairs(Measure.of("measure", "psi"), true);
    assertThat(pairs.add(new TreeMap<>(Map.of(0, 4.0)), new TreeMap<>(Map.of(0, 1.0, 1, 3.0))))
        .containsExactly(-1);
    assertThat(
            pairs.add(new TreeMap<>(Map.of(0, 1.0, 2, 5.0)), new TreeMap<>(Map.of(0, 1.0, 1, 3.0))))
        .containsExactly(0);
    assertThat(pairs.add(new TreeMap<>(), new TreeMap<>(Map.of(0, 1.0)))).isEmpty();
    Comparison.Group group = pairs.group(Map.of());
    assertThat(group.networks()).isEqualTo(2);
    assertThat(group.pairs()).isEqualTo(2);
    assertThat(group.wins()).isEqualTo(0.25);
    assertThat(group.difference()).isEqualTo(PairedMean.of(2, 0));
    assertThat(group.logRatio()).isEqualTo(PairedMean.of(Math.log(2), 0));
    assertThat(pairs.largest()).isEqualTo(0.5);
  }

  /** A greater accuracy wins, a lesser loss of it, a lesser error. */
  @Test
  void theBetterOneWins() {
    for (Map.Entry<String, Double> wins :
        Map.of("metric_compressed", 0.75, "metric_drop", 0.25, "delta_logits", 0.25).entrySet()) {
      Pairs pairs = new Pairs(Measure.of("measure", wins.getKey()), false);
      pairs.add(new TreeMap<>(Map.of(0, 0.9, 1, 0.5)), new TreeMap<>(Map.of(0, 0.8, 1, 0.5)));
      assertThat(pairs.group(Map.of()).wins()).as(wins.getKey()).isEqualTo(wins.getValue());
    }
    Answer answer =
        Sweeps.command(
            "compare",
            small.toString(),
            "--measure=metric_compressed",
            "--a=target = 'W1'",
            "--b=target = 'W1'");
    assertThat(answer.out()).contains("16 pairs; a wins where it is greater;");
  }

  @Test
  void pValues() {
    // t = 2 / (1 / sqrt(3)), two degrees of freedom: p = 1 - t / sqrt(t^2 + 2).
    double t = 2 * Math.sqrt(3);
    assertThat(PairedMean.of(1, 2, 3).pValue())
        .isCloseTo(1 - t / Math.sqrt(t * t + 2), within(1e-12));
    assertThat(PairedMean.of(0, 0).pValue()).isEqualTo(1);
    assertThat(PairedMean.of(1).pValue()).isNaN();
  }
}
