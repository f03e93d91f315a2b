package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.Hashes;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The best run taken out of a sweep. */
class ExportTest {
  private static final String CONDITION = "target = 'W1' AND scheme = 'prune' AND width = 12";

  @TempDir private static Path directory;

  private static Path output;

  @BeforeAll
  static void copy() throws IOException {
    output = directory.resolve("out");
    Sweeps.copyFinished(output);
  }

  private static Answer export(Path file, String... arguments) {
    String[] all = new String[arguments.length + 4];
    all[0] = "export";
    all[1] = output.toString();
    all[2] = "--output";
    all[3] = file.toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    return Sweeps.command(all);
  }

  /** The rows of a literal filter and minimum, in place of SQL. */
  private static Row least(String column) {
    List<Row> rows =
        Sweeps.spark().table(Sweeps.register(output, Tables.RUNS)).collectAsList().stream()
            .filter(row -> row.<String>getAs("target").equals("W1"))
            .filter(row -> row.<String>getAs("scheme").equals("prune"))
            .filter(row -> row.<Integer>getAs("width") == 12)
            .toList();
    assertThat(rows).hasSize(4);
    Row best = rows.get(0);
    for (Row row : rows) {
      int order = Double.compare(row.<Double>getAs(column), best.<Double>getAs(column));
      boolean earlier = row.<String>getAs("run_id").compareTo(best.getAs("run_id")) < 0;
      best = order < 0 || (order == 0 && earlier) ? row : best;
    }
    return best;
  }

  /** The network written has the errors that the card and the row say, by a forward pass. */
  @ParameterizedTest
  @EnumSource
  void theBestRunIsWritten(TensorFormat format) throws IOException {
    Path file = directory.resolve("best" + format.suffix());
    Answer answer = export(file, "--best", CONDITION);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitStatus()).isZero();
    Row best = least("output_error_sq");
    byte[] bytes = Files.readAllBytes(file);
    JsonNode card =
        new ObjectMapper().readTree(Files.readAllBytes(file.resolveSibling(file + ".json")));
    assertThat(answer.out()).contains(best.<String>getAs("run_id"), "of 4 runs", "optimistic");
    assertThat(card.at("/run/run_id").textValue()).isEqualTo(best.getAs("run_id"));
    assertThat(card.at("/run/psi").doubleValue()).isEqualTo(best.<Double>getAs("psi"));
    assertThat(card.at("/run/bound_sample_log10").isNumber()).isTrue();
    assertThat(card.at("/layers/0/layer_psi").doubleValue()).isEqualTo(best.<Double>getAs("psi"));
    assertThat(card.at("/sha256").textValue()).isEqualTo(Hashes.sha256(bytes));
    assertThat(card.at("/selection/predicate").textValue()).isEqualTo(CONDITION);
    assertThat(card.at("/selection/measured_on").textValue()).isEqualTo("test");
    assertThat(card.at("/selection/chosen_from_runs").intValue()).isEqualTo(4);
    assertThat(card.at("/selection/warning").textValue()).contains("optimistic");
    assertThat(card.at("/provenance/spec_sha256").textValue()).hasSize(64);
    assertThat(card.at("/provenance/hosts/0").isTextual()).isTrue();
    assertThat(card.at("/network/network").intValue()).isEqualTo(best.<Integer>getAs("network"));
    assertThat(card.at("/network/width").intValue()).isEqualTo(12);
    if (format != TensorFormat.ONNX) {
      assertThat(NetworkFile.read(format, bytes, List.of()).about())
          .containsEntry("run_id", best.getAs("run_id"))
          .containsEntry("target", "W1")
          .containsKeys("method", "keep_probability", "dataset", "scaling", "target_scaling");
    }
    Dataset data = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test")).data();
    Network compressed = NetworkFile.read(format, bytes, List.of()).network();
    Network dense =
        Safetensors.read(
            Files.readAllBytes(Sweeps.weights(output, card.at("/network/network_id").textValue())));
    double error =
        LinearAlgebra.meanSquaredDistance(
            dense.outputs(data.test().inputs()), compressed.outputs(data.test().inputs()));
    assertThat(error)
        .isCloseTo(card.at("/run/output_error_sq").doubleValue(), Percentage.withPercentage(1e-8));
  }

  @Test
  void calibrationSamplesChooseWithoutAWarning() throws IOException {
    Path file = directory.resolve("calibrated.safetensors");
    Answer answer = export(file, "--best", CONDITION, "--by", "calibration_error_sq");
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains(least("calibration_error_sq").<String>getAs("run_id"))
        .doesNotContain("optimistic");
    JsonNode card =
        new ObjectMapper().readTree(Files.readAllBytes(file.resolveSibling(file + ".json")));
    assertThat(card.at("/selection/warning").isNull()).isTrue();
    Answer again = export(file, "--best", CONDITION);
    assertThat(again.exitStatus()).isEqualTo(2);
    assertThat(again.err()).contains("is there already");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "targt = 'W1' | `targt` cannot be resolved. Did you mean one of the following? [`target`",
        "width = 13 | --best leaves no run: width = 13 is true of 0 runs",
        "psi = | --best: ",
        "true) UNION SELECT * FROM runs WHERE (true | --best: ",
        "run_id IN (SELECT value FROM text.`/etc/hosts`) | table text./etc/hosts",
        "reflect('java.lang.System', 'exit', 3) = '' | function reflect",
        "true; DROP TABLE runs | --best: ",
        "sum(psi) > 0 | --best: ",
        "psi | --best: ",
      })
  void mistakesAreOneLine(String condition, String message) {
    Path file = directory.resolve("refused.onnx");
    Answer answer = export(file, "--best", condition.strip());
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains(message.strip());
    assertThat(file).doesNotExist();
  }

  @Test
  void otherMistakesAreOneLine() {
    Answer unknown = export(directory.resolve("refused.pt"), "--best", "true");
    assertThat(unknown.err()).contains("its name ends in no known format");
    Answer column = export(directory.resolve("refused.npz"), "--best", "true", "--by", "speed");
    assertThat(column.exitStatus()).isEqualTo(2);
    assertThat(column.err()).contains("speed", "OUTPUT_ERROR_SQ");
  }
}
