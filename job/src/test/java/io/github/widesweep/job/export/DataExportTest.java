package io.github.widesweep.job.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.NewDirectory;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A regression's data, back to the numbers of its file. */
class DataExportTest {
  private static final String YAML =
      """
      name: houses
      seed: 3
      data: {source: csv, file: FILE, target: price, task: regression, target_scaling: SCALING}
      network: {hidden: [width]}
      grid:
        {widths: [4], networks: 1, draws: 1, targets: [W1], schemes: {prune: [0.5]}, alphas: [0.5]}
      """;

  @TempDir private Path directory;

  private Sweep sweep(String scaling) throws IOException {
    StringBuilder lines = new StringBuilder("rooms,price\n");
    for (int row = 0; row < 20; row++) {
      lines.append(row % 7).append(',').append(price(row)).append('\n');
    }
    Path file = Files.writeString(directory.resolve("houses.csv"), lines);
    return Sweeps.sweep(
        SpecReader.parse(
            YAML.replace("FILE", file.toString()).replace("SCALING", scaling), "test"));
  }

  private static int price(int row) {
    return 1000 + row * row;
  }

  @Test
  void targetsAreRecoveredByTheirCentreAndSpread() throws IOException {
    for (String scaling : List.of("standardize", "none")) {
      Path to = directory.resolve(scaling);
      try (NewDirectory target =
          NewDirectory.of(to.toString(), Sessions.hadoop(), NewDirectory.Existing.KEEP)) {
        new DataExport(sweep(scaling)).write(target);
      }
      JsonNode said = new ObjectMapper().readTree(to.resolve("export.json").toFile());
      assertThat(said.path("target_scaling").asText()).isEqualTo(scaling);
      JsonNode constants = said.path("targets").get(0);
      assertThat(constants.path("name").asText()).isEqualTo("y1");
      for (String part : List.of("train.csv", "test.csv")) {
        List<String> lines = Files.readAllLines(to.resolve(part));
        assertThat(lines.get(0)).isEqualTo("row,x1,y1");
        for (String line : lines.subList(1, lines.size())) {
          String[] fields = line.split(",", -1);
          double raw =
              Double.parseDouble(fields[2]) * constants.path("spread").asDouble()
                  + constants.path("centre").asDouble();
          assertThat(raw).isEqualTo(price(Integer.parseInt(fields[0])), offset(1e-9));
        }
      }
    }
  }

  /** Only where targets lie far from 0: with biases, very far. */
  @Test
  void farTargetsAreWarnedOf() throws IOException {
    assertThat(sweep("standardize").warnings()).isEmpty();
    Sweep raw = sweep("none");
    assertThat(raw.warnings())
        .singleElement()
        .asString()
        .startsWith("target 1 has mean 11")
        .contains(
            "without bias", "data.target_scaling: standardize helps, network.bias: true less so");
    Sweep biased =
        Sweeps.sweep(
            SpecReader.parse(raw.spec().toYaml().replace("bias: false", "bias: true"), "biased"));
    // The mean is ten standard deviations from 0.
    assertThat(biased.warnings()).singleElement().asString().doesNotContain("bias");
    assertThat(Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test")).warnings()).isEmpty();
  }
}
