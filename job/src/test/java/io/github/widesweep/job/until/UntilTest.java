package io.github.widesweep.job.until;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UntilTest {
  private static final String SPEC =
      """
      name: until
      seed: 7
      data: {source: synthetic, samples: 60, features: 5, teacher_width: 6}
      network: {hidden: [width, 4]}
      training: {epochs: 2, batch_size: 16}
      grid:
        widths: [6]
        networks: 2
        draws: 2
        targets: [W1]
        methods: [greedy, magnitude]
        schemes: {prune: [0.3]}
        alphas: [0.9]
      """;

  @TempDir private Path directory;

  private Answer until(Path output, String... more) {
    Path spec = directory.resolve("spec.yaml");
    try {
      Files.writeString(spec, SPEC);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Sweeps.command(
        Stream.concat(
                Stream.of("run", spec.toString(), "--output", output.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void sameRowsHoweverOftenItIsBrokenOff() {
    String[] goal = {"--until", "halfwidth(psi) <= 15%", "--most-networks", "60"};
    Path whole = directory.resolve("whole");
    Answer once = until(whole, goal);
    assertThat(once.err()).doesNotContain("widesweep:");
    assertThat(once.out()).contains("halfwidth(psi) <= 15%: met in 2 cells of 2");
    assertThat(once.exitStatus()).isZero();
    List<String> rows = Sweeps.rows(whole);
    assertThat(rows).hasSizeGreaterThan(2 * StoppingRule.LEAST_NETWORKS);
    assertThat(Sweeps.command("verify", whole.toString()).exitStatus()).isZero();

    Path parts = directory.resolve("parts");
    Answer first =
        until(
            parts,
            Stream.concat(Stream.of(goal), Stream.of("--most-runs", "35")).toArray(String[]::new));
    assertThat(first.out()).contains("ended by --most-runs 35", "not met");
    assertThat(first.exitStatus()).isEqualTo(4);
    assertThat(Sweeps.rows(parts)).hasSizeLessThan(rows.size());
    assertThat(until(parts, goal).out())
        .contains("met in 2 cells of 2", "%,d in all".formatted(rows.size()));
    assertThat(Sweeps.rows(parts)).isEqualTo(rows);
  }

  @Test
  void mistakesAreTheUsers() {
    for (List<String> wrong :
        List.of(
            List.of("--until", "psi <= 5%"),
            List.of("--until", "halfwidth(psi) <= 0"),
            List.of("--until", "halfwidth(speed) <= 5%"),
            List.of("--until", "halfwidth(psi) <= 5%", "--most-networks", "1"),
            List.of("--until", "halfwidth(psi) <= 5%", "--most-time", "soon"),
            List.of("--until", "halfwidth(psi) <= 5%", "--most-runs", "3"))) {
      Path output = directory.resolve("wrong");
      Answer answer = until(output, wrong.toArray(String[]::new));
      assertThat(answer.exitStatus()).as(wrong.toString()).isEqualTo(2);
      assertThat(answer.err().lines()).as(wrong.toString()).hasSize(1);
      assertThat(output).doesNotExist();
    }
  }
}
