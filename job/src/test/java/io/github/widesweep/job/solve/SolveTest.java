package io.github.widesweep.job.solve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command on a small sweep, whose curve falls with width: nothing of it is made up. */
class SolveTest {
  /** Rounding at random to 2k + 1 values: its error falls with k. */
  static final String SPEC =
      """
      name: levels
      seed: 5
      data: {source: synthetic, samples: 60, features: 4, outputs: 1, teacher_width: 4}
      network: {hidden: [width]}
      training: {epochs: 1, batch_size: 16}
      grid:
        widths: [5]
        networks: 2
        draws: 2
        targets: [W1, W2]
        schemes: {quantize: [1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40], prune: [0.3]}
        alphas: [0.9]
      measure: []
      """;

  static final String CONDITION = "psi_mean <= 0.001";

  @TempDir private Path directory;

  private Answer solve(Path output, String... more) throws IOException {
    Path spec = directory.resolve("spec.yaml");
    Files.writeString(spec, SPEC);
    String[] arguments = {
      "solve",
      spec.toString(),
      "--find",
      "levels",
      "--such-that",
      CONDITION,
      "--output",
      output.toString()
    };
    return Sweeps.command(
        Stream.of(arguments, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void agreesWithAllOfTheGridAndIsPartOfIt() throws IOException {
    Path few = directory.resolve("few");
    Answer text = solve(few);
    assertThat(text.exitStatus()).as(text.err()).isZero();
    List<String> rows = Sweeps.rows(few);
    JsonNode found = new ObjectMapper().readTree(solve(few, "--format", "json").out());
    // Asked again, nothing is done again.
    assertThat(Sweeps.rows(few)).isEqualTo(rows);
    assertThat(found.path("runs").asInt()).isEqualTo(rows.size());
    assertThat(found.path("runs_of_all").asInt()).isEqualTo(2 * 16 * 4);
    assertThat(Sweeps.command("verify", few.toString()).out())
        .contains("verified: %d runs, 2 networks".formatted(rows.size()));

    Path all = directory.resolve("all");
    Sweeps.run(SPEC, all, 5);
    assertThat(Sweeps.rows(all)).containsAll(rows);
    for (JsonNode answer : found.path("answers")) {
      String target = answer.path("settings").path("target").asText();
      String least =
          Sweeps.command(
                  "sql",
                  all.toString(),
                  ("SELECT 1 + coalesce(max(levels), 0) FROM summary WHERE scheme = 'quantize' AND"
                          + " target = '%s' AND psi_mean > 0.001")
                      .formatted(target),
                  "--format",
                  "csv")
              .out()
              .lines()
              .skip(1)
              .findFirst()
              .orElseThrow();
      // The candidate after the last that fails.
      assertThat(answer.path("levels").asInt()).isGreaterThanOrEqualTo(Integer.parseInt(least));
      assertThat(answer.path("measured"))
          .filteredOn(point -> point.path("levels").asInt() >= Integer.parseInt(least))
          .allMatch(point -> point.path("holds").asBoolean());
    }
    // On an output that holds everything and more, the same is asked and answered.
    assertThat(new ObjectMapper().readTree(solve(all, "--format", "json").out())).isEqualTo(found);
    int outside = 2 * 17 * 4 - rows.size();
    assertThat(Sweeps.command("status", all.toString()).out())
        .contains("outside    %d runs that this grid does not ask for".formatted(outside));
    assertThat(Sweeps.command("verify", all.toString()).out())
        .contains("note: runs of earlier, other grids, kept and checked too: " + outside)
        .contains("verified: %d runs, 2 networks".formatted(rows.size()));
  }

  @Test
  void mistakesAreOneLineAndNothingIsWritten() throws IOException {
    Path output = directory.resolve("none");
    Path spec = directory.resolve("spec.yaml");
    Files.writeString(spec, SPEC);
    for (String[] mistake :
        new String[][] {
          {"width", "psi <= 1", "--such-that: column is psi"},
          {"levels", "psi_mean == 1", "--such-that is \"psi_mean == 1\""},
          {"breadth", "psi_mean <= 1", "--find"}
        }) {
      Answer answer =
          Sweeps.command(
              "solve",
              spec.toString(),
              "--find",
              mistake[0],
              "--such-that",
              mistake[1],
              "--output",
              output.toString());
      assertThat(answer.exitStatus()).isEqualTo(2);
      assertThat(answer.err()).contains(mistake[2]).hasLineCount(1);
      assertThat(output).doesNotExist();
    }
  }
}
