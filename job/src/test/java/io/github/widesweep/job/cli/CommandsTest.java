package io.github.widesweep.job.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.store.Catalog;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Commands that read, on one finished sweep. */
class CommandsTest {
  @TempDir private static Path directory;

  private static Path output;

  @BeforeAll
  static void run() throws IOException {
    Path spec = Files.writeString(directory.resolve("spec.yaml"), Sweeps.SMALL);
    output = directory.resolve("out");
    Answer answer =
        Sweeps.command(
            "run", spec.toString(), "--output", output.toString(), "--set", "grid.draws=1");
    assertThat(answer.err()).doesNotContain("widesweep:");
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out())
        .contains("metric_compressed", "prune p=0.3", "24 runs done now, 24 in all, 0 failed");
  }

  private static Answer sql(String query, String format) {
    return Sweeps.command("sql", output.toString(), query, "--format", format);
  }

  private static Answer shell(String lines, String format) {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
      return Sweeps.command("shell", output.toString(), "--format", format);
    } finally {
      System.setIn(before);
    }
  }

  /** In one shell: for a query of its own each would be made anew. */
  @Test
  void describeExplainsEveryColumnAndAllCanBeSelected() {
    List<String> tables =
        List.of(
            "runs",
            "networks",
            "provenance",
            "summary",
            "error_by_width",
            "decay_exponent",
            "frontier",
            "failures",
            "network_draw_variance",
            "bound_check",
            "tightness",
            "best_draw");
    String header = "col_name,data_type,comment\n";
    Answer described =
        shell(tables.stream().map("DESCRIBE %s;\n"::formatted).collect(joining()), "csv");
    assertThat(described.exitStatus()).as(described.err()).isZero();
    assertThat(described.out()).startsWith(header);
    List<String> answers = List.of(described.out().substring(header.length()).split(header, -1));
    assertThat(answers).hasSameSizeAs(tables);
    for (String answer : answers) {
      assertThat(answer.lines())
          .hasSizeGreaterThan(5)
          .allMatch(line -> line.matches("\\w+,[^,]+,.{3,}"));
    }
    Answer selected =
        shell(tables.stream().map("SELECT * FROM %s;\n"::formatted).collect(joining()), "json");
    assertThat(selected.exitStatus()).as(selected.err()).isZero();
    assertThat(selected.err()).isEmpty();
  }

  @Test
  void viewsAreComplete() {
    assertThat(sql("SELECT count(*) AS n, sum(runs) AS runs FROM error_by_width", "csv").out())
        .isEqualTo("n,runs\n12,24\n");
    assertThat(sql("SELECT count(*) AS n, sum(runs) AS runs FROM summary", "csv").out())
        .isEqualTo("n,runs\n12,24\n");
    String computed =
        "SELECT git_commit <> '' AS known, count(*) AS n FROM origins JOIN provenance"
            + " USING (invocation_id) WHERE array_contains(hosts, origins.host)"
            + " AND array_contains(provenance.blas, origins.blas) GROUP BY 1";
    assertThat(sql(computed, "csv").out()).isEqualTo("known,n\ntrue,24\n");
    assertThat(
            sql(
                    "SELECT finished, runs_done, exit_status FROM provenance WHERE runs_done > 0",
                    "csv")
                .out())
        .isEqualTo("finished,runs_done,exit_status\ntrue,24,0\n");
  }

  @Test
  void formats() {
    String query = "SELECT 'a,\"b' AS text, CAST(NULL AS INT) AS none, array(1, 2) AS list, 1.5D";
    assertThat(sql(query, "csv").out())
        .isEqualTo("text,none,list,1.5\n\"a,\"\"b\",,\"[1,2]\",1.5\n");
    assertThat(sql(query, "json").out())
        .isEqualToIgnoringNewLines(
            "{\"text\":\"a,\\\"b\",\"none\":null,\"list\":[1,2],\"1.5\":1.5}\n");
    assertThat(sql("SELECT run_id FROM runs", "table").out().lines()).hasSize(24 + 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT wdth FROM runs",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "SELECT width / 0 FROM runs",
        ""
      })
  void aBadQueryIsTheUsersMistake(String query) {
    Answer answer = sql(query, "table");
    assertThat(answer.exitStatus()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("widesweep: query: [").hasSizeLessThan(300);
  }

  @Test
  void whatDoesMoreThanReadTheTablesIsRefused() {
    Path here = directory.resolve("written");
    for (String query :
        List.of(
            "INSERT OVERWRITE DIRECTORY '%s' USING csv SELECT 1".formatted(here),
            "CREATE TABLE t USING parquet LOCATION '%s' AS SELECT 1".formatted(here),
            "SELECT * FROM text.`/etc/passwd`")) {
      Answer answer = sql(query, "csv");
      assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
      assertThat(answer.out()).isEmpty();
      assertThat(answer.err().lines()).hasSize(1);
      assertThat(answer.err()).startsWith("widesweep: query: has ").hasSizeLessThan(400);
      assertThat(here).doesNotExist();
    }
  }

  @Test
  void tablesOnScreenHaveALimit() {
    String query = "SELECT run_id FROM runs";
    Answer answer = Sweeps.command("sql", output.toString(), query, "--limit", "5");
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out().lines()).hasSize(5 + 4);
    assertThat(answer.err())
        .isEqualToIgnoringNewLines(
            "widesweep: the first 5 rows; --limit shows more, --format csv or json all\n");
    for (String limit : List.of("24", "1000000")) {
      Answer all = Sweeps.command("sql", output.toString(), query, "--limit", limit);
      assertThat(all.out().lines()).hasSize(24 + 4);
      assertThat(all.err()).isEmpty();
    }
    assertThat(Sweeps.command("sql", output.toString(), query, "--limit", "0").exitStatus())
        .isEqualTo(2);
  }

  @Test
  void theShellAnswersOneStatementAfterTheOther() {
    String lines =
        """
        SELECT count(*) AS n
          FROM runs;
        \\d
        \\d networks
        DELETE FROM runs;
        SELECT nothing FROM runs;
        \\?
        SELECT max(width) AS widest FROM networks\
        """;
    Answer answer = shell(lines, "csv");
    assertThat(answer.out())
        .startsWith("n\n24\n")
        .contains("error_by_width", "network_id,", "sees what was committed")
        .endsWith("widest\n12\n");
    assertThat(answer.err().lines().toList())
        .hasSize(2)
        .allMatch(line -> line.startsWith("widesweep: query: "));
    assertThat(answer.exitStatus()).isEqualTo(2);
  }

  @Test
  void helpNamesEveryCommandInASentence() {
    Answer help = Sweeps.command("help");
    assertThat(help.exitStatus()).isZero();
    assertThat(help.out()).doesNotContain("warm-up", "\033", "%%", "%n");
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(CommandList.sentence(command)).as(name).endsWith(".");
                assertThat(help.out()).containsPattern("(?m)^  " + name + "  ");
              }
            });
    assertThat(Sweeps.command("help", "sql").out())
        .isEqualTo(Sweeps.command("sql", "--help").out())
        .contains("--limit");
    assertThat(Sweeps.command("completion").out())
        .contains("complete -F _complete_widesweep", "export-tables", "--retry-failed");
  }

  @Test
  void aCommandIsBuiltAlone() {
    CommandLine all = Main.commandLine();
    Set<String> names = all.getSubcommands().keySet();
    Set<String> aboutAll = Set.of("help", "completion");
    for (String name : names) {
      CommandLine line = Main.commandLine(name, "x");
      assertThat(line.getSubcommands().keySet())
          .isEqualTo(aboutAll.contains(name) ? names : Set.of(name));
      assertThat(line.getSubcommands().get(name).getUsageMessage())
          .isEqualTo(all.getSubcommands().get(name).getUsageMessage());
    }
    for (String[] words : new String[][] {{}, {"--help"}, {"exporttables"}, {"SQL"}, {"sq"}}) {
      assertThat(Main.commandLine(words).getSubcommands().keySet()).isEqualTo(names);
    }
  }

  /** A session that knows no more than a query names answers as one that knows everything. */
  @Test
  void aQueryIsToldWhatItNames() {
    assertThat(sql("SHOW VIEWS", "csv").out()).contains("runs", "layers", "paired", "provenance");
    assertThat(sql("SELECT count(*) AS n FROM LEAST_WIDTH", "csv").out()).startsWith("n\n");
    SparkSession spark = Sweeps.spark().newSession();
    Catalog.register(spark, Sweeps.output(output), List.of("frontier", "nowhere"));
    assertThat(spark.sql("SHOW TABLES").collectAsList().stream().map(row -> row.getString(1)))
        .containsExactlyInAnyOrder("runs", "error_by_width", "frontier");
  }

  @Test
  void statusCounts() {
    assertThat(Sweeps.command("status", output.toString()).out())
        .contains("state      complete")
        .contains("networks   4: done 4, failed 0, missing 0")
        .contains("runs       24: done 24, failed 0, missing 0")
        .contains("last wave");
  }

  @Test
  void answersAreOneDocumentOfJson() throws IOException {
    String spec = directory.resolve("spec.yaml").toString();
    String more = "grid.draws=3";
    JsonNode status = json("status", output.toString());
    assertThat(status.path("state").asText()).isEqualTo("complete");
    assertThat(status.path("runs").path("done").asInt()).isEqualTo(24);
    assertThat(status.path("runs_outside_grid").asInt()).isZero();
    JsonNode plan = json("plan", spec, "--set", more, "--output", output.toString());
    assertThat(plan.path("all").path("runs").asInt()).isEqualTo(72);
    assertThat(plan.path("remaining").path("runs").asInt()).isEqualTo(48);
    assertThat(plan.path("remaining").path("networks").asInt()).isZero();
    assertThat(plan.path("remaining").path("core_seconds").asDouble())
        .isPositive()
        .isLessThan(plan.path("all").path("core_seconds").asDouble());
    assertThat(json("plan", spec).has("remaining")).isFalse();
    // Nothing is missing: the result of the run that was.
    JsonNode run = json("run", spec, "--set", "grid.draws=1", "--output", output.toString());
    assertThat(run.path("runs_done_now").asInt()).isZero();
    assertThat(run.path("runs").asInt()).isEqualTo(24);
    assertThat(run.path("error_by_width")).hasSize(12);
    assertThat(run.path("error_by_width").get(0).path("delta_logits").isNumber()).isTrue();
  }

  private static JsonNode json(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--format", "json"));
    Answer answer = Sweeps.command(all.toArray(String[]::new));
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    return new ObjectMapper().readTree(answer.out());
  }

  @Test
  void planSaysWhatRemainsThere() {
    String spec = directory.resolve("spec.yaml").toString();
    Answer answer =
        Sweeps.command("plan", spec, "--set", "grid.draws=3", "--output", output.toString());
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("in the output     4 networks and 24 runs are done, 0 and 48 remain")
        .contains("wall time         about ");
    Answer other = Sweeps.command("plan", spec, "--set", "seed=8", "--output", output.toString());
    assertThat(other.exitStatus()).isEqualTo(2);
    assertThat(other.err()).contains("belongs to another sweep");
  }

  @Test
  void planRunsNothing() {
    Answer answer =
        Sweeps.command("plan", directory.resolve("spec.yaml").toString(), "--set", "grid.draws=3");
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out()).contains("cells             12", "runs              72");
  }

  /** The plan says so beforehand; of a run, such rows say what they need and others are done. */
  @Test
  void whatNeverFitsTheHeapIsARow() {
    String spec = directory.resolve("spec.yaml").toString();
    String wide = "grid.widths=[6, 20000000]";
    Answer plan = Sweeps.command("plan", spec, "--set", wide);
    assertThat(plan.exitStatus()).as(plan.err()).isEqualTo(2);
    assertThat(plan.err().lines()).hasSize(1);
    assertThat(plan.err()).contains("grid.widths[1] is 20000000", "fewer grid.calibration_samples");
    String output = directory.resolve("wide").toString();
    assertThat(Sweeps.command("run", spec, "--set", wide, "-o", output).exitStatus()).isEqualTo(3);
    String runs = "SELECT width, status, count(*) FROM runs GROUP BY ALL ORDER BY width";
    assertThat(Sweeps.command("sql", output, runs, "--format", "csv").out())
        .contains("6,ok,24", "20000000,too_large,24");
    String networks = "SELECT status, error FROM networks WHERE width = 20000000";
    assertThat(Sweeps.command("sql", output, networks, "--format", "csv").out())
        .contains("too_large,", "--driver-memory (on this machine)");
  }

  @Test
  void quickIsAVariantOfTheSpec() throws IOException {
    Path spec =
        Files.writeString(
            directory.resolve("quick.yaml"), Sweeps.SMALL + "quick: {grid.draws: 4}\n");
    assertThat(Sweeps.command("plan", spec.toString(), "--quick").out())
        .contains("runs              96");
    assertThat(Sweeps.command("plan", spec.toString(), "--quick", "--set", "grid.draws=3").out())
        .contains("runs              72");
    Path wrong =
        Files.writeString(
            directory.resolve("wrong.yaml"), Sweeps.SMALL + "quick: {grid.drawz: 4}\n");
    for (Answer answer :
        List.of(
            Sweeps.command("plan", wrong.toString()),
            Sweeps.command("plan", wrong.toString(), "--quick"),
            Sweeps.command("plan", spec.toString(), "--set", "grid.drawz=4"),
            Sweeps.command("plan", spec.toString(), "--set", "grid.drawz.x=4"))) {
      assertThat(answer.exitStatus()).isEqualTo(2);
      assertThat(answer.err()).contains("grid.drawz");
    }
  }

  @Test
  void misuseIsOneLine() {
    for (String[] arguments :
        List.of(
            new String[] {"run", "x.yaml"},
            new String[] {"fly"},
            new String[] {"run", "nowhere.yaml", "-o", directory.resolve("new").toString()},
            new String[] {"status", directory.resolve("nowhere").toString()},
            new String[] {"sql", output.toString(), "SELECT 1", "--format", "xml"})) {
      Answer answer = Sweeps.command(arguments);
      assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
      assertThat(answer.err().lines()).hasSize(1);
    }
    assertThat(directory.resolve("new")).doesNotExist();
  }
}
