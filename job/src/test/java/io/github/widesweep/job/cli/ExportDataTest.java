package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.table.Tables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accuracies computed again from exported files, by loops that share no code with the program. */
class ExportDataTest {
  private static final String CLASSES =
      """
      name: classes
      seed: 3
      data:
        source: synthetic
        samples: 120
        features: 4
        outputs: 3
        teacher_width: 5
        task: classification
        scaling: standardize
      network: {hidden: [width], activation: relu}
      training: {epochs: 4, batch_size: 16}
      grid:
        widths: [8]
        networks: 1
        draws: 2
        targets: [W1]
        schemes: {prune: [0.5], quantize: [1]}
        alphas: [0.9]
        calibration_samples: 30
      """;

  @TempDir private Path directory;

  /** A safetensors file, read as its format's description says. */
  private record Tensors(JsonNode header, ByteBuffer numbers) {
    static Tensors read(Path file) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      byte[] json = new byte[(int) bytes.getLong()];
      bytes.get(json);
      return new Tensors(
          new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8)),
          bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    String about(String name) {
      return header.path("__metadata__").path(name).asText();
    }

    double[] apply(int layer, double[] input, boolean isLast) {
      JsonNode weight = header.path("layers." + layer + ".weight");
      JsonNode bias = header.path("layers." + layer + ".bias");
      double[] output = new double[weight.path("shape").get(0).asInt()];
      int from = weight.path("data_offsets").get(0).asInt();
      for (int i = 0; i < output.length; i++) {
        output[i] =
            bias.isMissingNode()
                ? 0
                : numbers.getDouble(bias.path("data_offsets").get(0).asInt() + 8 * i);
        for (int j = 0; j < input.length; j++) {
          output[i] += numbers.getDouble(from + 8 * (i * input.length + j)) * input[j];
        }
        // A softmax leaves the largest the largest.
        output[i] = isLast ? output[i] : Math.max(0, output[i]);
      }
      return output;
    }
  }

  private static double accuracy(Tensors network, List<String> lines) {
    int right = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      double[] input = new double[fields.length - 2];
      for (int j = 0; j < input.length; j++) {
        input[j] = Double.parseDouble(fields[j + 1]);
      }
      double[] answer = network.apply(2, network.apply(1, input, false), true);
      int largest = 0;
      for (int i = 1; i < answer.length; i++) {
        largest = answer[i] > answer[largest] ? i : largest;
      }
      right += largest == Integer.parseInt(fields[fields.length - 1]) ? 1 : 0;
    }
    return (double) right / (lines.size() - 1);
  }

  @Test
  void recordedAccuraciesFollowFromTheFiles() throws IOException {
    Path output = directory.resolve("out");
    Path data = directory.resolve("data");
    Sweeps.run(CLASSES, output, 5);
    Answer answer = Sweeps.command("export-data", output.toString(), "--output", data.toString());
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out()).startsWith("synthetic: 96 training and 24 test samples in ");
    JsonNode said = new ObjectMapper().readTree(data.resolve("export.json").toFile());
    assertThat(said.path("calibration_samples").asInt()).isEqualTo(30);
    assertThat(said.path("features")).hasSize(4);
    List<String> test = Files.readAllLines(data.resolve("test.csv"));
    assertThat(test.get(0)).isEqualTo("row,x1,x2,x3,x4,class");
    assertThat(Files.readAllLines(data.resolve("train.csv"))).hasSize(97);

    String runs = Sweeps.register(output, Tables.RUNS);
    List<Row> rows =
        Sweeps.spark()
            .sql("SELECT run_id, metric_compressed, levels FROM %s WHERE draw = 1".formatted(runs))
            .collectAsList();
    assertThat(rows).hasSize(2);
    for (Row row : rows) {
      Path file = directory.resolve(row.getString(0) + ".safetensors");
      assertThat(
              Sweeps.command("replay", output.toString(), row.getString(0), "-o", file.toString())
                  .exitStatus())
          .isZero();
      Tensors network = Tensors.read(file);
      assertThat(accuracy(network, test)).isEqualTo(row.getDouble(1));
      assertThat(network.about("run_id")).isEqualTo(row.getString(0));
      assertThat(network.about("metric_compressed")).isEqualTo("" + row.getDouble(1));
      assertThat(network.about(row.isNullAt(2) ? "keep_probability" : "levels"))
          .isEqualTo(row.isNullAt(2) ? "0.5" : "1");
      assertThat(network.about("dataset")).isEqualTo("synthetic");
      assertThat(network.about("scaling")).isEqualTo("standardize");
    }
  }
}
