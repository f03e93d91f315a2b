package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.LayerSource;
import io.github.widesweep.network.io.LayerSource.Orientation;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ojalgo.matrix.store.R064Store;

/** Sweeps over networks in files: NumPy's, ours, and ONNX's own writer's. */
class OwnNetworksTest {
  /** Written by NumPy 2.4, and by the package onnx 1.23: 5-6-2 with biases, float64. */
  private static final Path FIXTURES =
      Path.of(System.getProperty("widesweep.root"))
          .resolve("core/src/test/resources/io/github/widesweep/network/io");

  private static final String LAYERS =
      """
        layers:
          - {weight: w1, bias: b1, activation: tanh, orientation: inputs_first}
          - {weight: w2, bias: b2, activation: identity, orientation: inputs_first}
      """;

  @TempDir private Path directory;

  private static String spec(String source, String layers) {
    return """
    name: own
    seed: 7
    data: {source: synthetic, samples: 100, features: 5, outputs: 2, teacher_width: 6}
    network:
      source: %s
    %sgrid:
      draws: 2
      targets: [W1, W2]
      schemes: {prune: [0.3]}
      alphas: [0.9]
    """
        .formatted(source, layers);
  }

  private static Network numpys() throws IOException {
    return NetworkFile.read(
            TensorFormat.NPZ,
            Files.readAllBytes(FIXTURES.resolve("own.npz")),
            List.of(
                LayerSource.dense(
                    "w1", Optional.of("b1"), Orientation.INPUTS_FIRST, Activation.TANH),
                LayerSource.dense(
                    "w2", Optional.of("b2"), Orientation.INPUTS_FIRST, Activation.IDENTITY)))
        .network();
  }

  private static Network network(int width, long seed) {
    return Sweeps.network(5, width, 2, seed);
  }

  private Path write(String name, Network network) throws IOException {
    return Sweeps.write(directory.resolve(name), network);
  }

  private Answer run(String yaml, Path output) throws IOException {
    Path file = Files.writeString(directory.resolve("spec.yaml"), yaml);
    return Sweeps.command("run", file.toString(), "-o", output.toString());
  }

  private static void assertDone(Answer answer) {
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isZero();
  }

  /** The rows of a plain loop over the same networks. */
  private List<String> plainRows(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("spec.yaml"), yaml);
    Sweep sweep =
        Sources.of(Sessions.hadoop(), Sweeps::spark).sweep(SpecReader.readPlaced(file, Map.of()));
    SweepSpec spec = sweep.spec();
    Dataset data = Grid.loadData((LocalData) spec.data(), spec.seed());
    ChunkRunner runner = new ChunkRunner(spec, data);
    Sources sources = Sources.of(Sessions.hadoop(), Sweeps::spark);
    return Sweeps.texts(
        ChunkRunner.runAll(
            spec, data, 1e9, key -> runner.measure(key, sources.network(sweep, key))));
  }

  @Test
  void theSameWeightsGiveTheSameRowsWhateverTheFile() throws IOException {
    Path ours = write("any.safetensors", numpys());
    List<String> rows = null;
    int outputs = 0;
    for (String source :
        List.of(
            spec(FIXTURES.resolve("own.npz").toString(), LAYERS),
            spec(ours.toString(), ""),
            spec(FIXTURES.resolve("own.onnx").toString(), ""))) {
      Path output = directory.resolve("output-" + outputs++);
      assertDone(run(source, output));
      List<String> found = Sweeps.rows(output);
      assertThat(found).hasSize(4).isEqualTo(rows == null ? found : rows);
      rows = found;
    }
    assertThat(rows).isEqualTo(plainRows(spec(ours.toString(), "")));
    assertThat(rows).allMatch(row -> row.contains("5-w-2 tanh identity bias,6,"));
  }

  @Test
  void networksMakeAnAxisAndTheirFilesMayVanish() throws IOException {
    write("nets/a.npz", network(6, 1));
    write("nets/b.onnx", network(9, 2));
    Path labelled = write("nets/c.safetensors", network(9, 3));
    String layers =
        """
          layers:
            - {weight: layers.1.weight, bias: layers.1.bias, activation: relu}
            - {weight: layers.2.weight, activation: identity}
        """;
    // Beside the spec, and at a place of its own.
    String yaml = spec("['nets/[ab].*', {file: %s, label: late}]".formatted(labelled), layers);
    Path output = directory.resolve("output");
    assertDone(run(yaml, output));
    assertThat(Sweeps.rows(output)).hasSize(12).isEqualTo(plainRows(yaml));
    List<Row> networks = networks(output);
    assertThat(networks).extracting(row -> row.getAs("width")).containsExactly(6, 9, 9);
    assertThat(networks).extracting(row -> row.getAs("label")).containsExactly(null, null, "late");
    assertThat(networks)
        .allSatisfy(
            row -> {
              assertThat(row.<Double>getAs("test_loss")).isPositive();
              assertThat(row.<Double>getAs("train_seconds")).isNull();
              assertThat(row.<String>getAs("status")).isEqualTo("ok");
            });

    for (Path file : List.of(directory.resolve("nets/b.onnx"), labelled)) {
      Files.delete(file);
    }
    Answer extended = run(yaml.replace("draws: 2", "draws: 3"), output);
    assertDone(extended);
    assertThat(extended.err()).contains("network.source " + labelled + " is not there: going on");
    assertThat(Sweeps.rows(output)).hasSize(18);
    assertDone(Sweeps.command("clean", output.toString()));
    Answer verified = Sweeps.command("verify", output.toString());
    assertThat(verified.out()).contains("verified: 18 runs, 3 networks");
    String id =
        Sweeps.spark()
            .sql("SELECT run_id FROM " + Sweeps.register(output, Tables.RUNS) + " ORDER BY run_id")
            .first()
            .getString(0);
    assertDone(
        Sweeps.command(
            "replay", output.toString(), id, "-o", directory.resolve("r.safetensors").toString()));
    assertThat(Sweeps.command("status", output.toString()).out()).contains("missing 0");

    // Labels are in rows.
    write("nets/c.safetensors", network(9, 3));
    write("nets/b.onnx", network(9, 2));
    Answer relabelled = run(yaml.replace("label: late", "label: early"), output);
    assertThat(relabelled.exitStatus()).isEqualTo(2);
    assertThat(relabelled.err()).contains("has label late there, early here");
  }

  private static List<Row> networks(Path output) {
    return Sweeps.spark()
        .sql("SELECT * FROM " + Sweeps.register(output, Tables.NETWORKS) + " ORDER BY width, label")
        .collectAsList();
  }

  @Test
  void whatCannotBeSweptIsRefusedBeforeAnythingIsWritten() throws IOException {
    Path whole = write("whole.onnx", network(6, 1));
    byte[] bytes = Files.readAllBytes(whole);
    Path half = Files.write(directory.resolve("half.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    Path text = Files.writeString(directory.resolve("text.npz"), "no archive");
    Path length = Files.write(directory.resolve("length.safetensors"), lyingLength());
    Path other = write("other.safetensors", new Network(network(6, 1).layers().subList(0, 1)));
    Path twin = write("twin.safetensors", network(6, 1));
    Path nan = write("nan.safetensors", withNan());
    Map<String, String> refusals =
        Map.of(
            spec(half.toString(), ""),
            half + ": onnx: ",
            spec(text.toString(), LAYERS),
            text + ": npz: ",
            spec(length.toString(), ""),
            length + ": safetensors: ",
            spec(FIXTURES.resolve("own.npz").toString(), LAYERS.replace("w2", "w9")),
            "there is no tensor w9",
            spec(FIXTURES.resolve("own.npz").toString(), ""),
            "the file does not say what its",
            spec(other.toString(), ""),
            other + ": has 6 outputs, expected 2, the targets of data",
            spec("[%s, %s]".formatted(whole, twin), ""),
            "holds the same network as",
            spec(nan.toString(), ""),
            nan + ": safetensors: layers.2.weight holds NaN",
            spec(whole.toString(), "").replace("[W1, W2]", "[W1, W3]"),
            "spec.yaml:8: grid.targets[1] is W3, expected",
            spec("no/*.onnx", ""),
            "spec.yaml:5: network.source[0] is no/*.onnx, expected the path of a file that is there,"
                + " or a pattern that matches one: neither no/*.onnx nor "
                + directory.resolve("no/*.onnx")
                + " does");
    Path output = directory.resolve("output");
    List<String> wrong = new ArrayList<>();
    refusals.forEach(
        (yaml, message) -> {
          try {
            Answer answer = run(yaml, output);
            boolean right =
                answer.exitStatus() == 2
                    && answer.err().contains(message)
                    && answer.err().lines().count() == 1;
            wrong.addAll(right ? List.of() : List.of(message + " but " + answer));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(wrong).isEmpty();
    assertThat(output).doesNotExist();
  }

  /** A header that claims to be nearly all of a long's range. */
  private static byte[] lyingLength() {
    byte[] bytes = new byte[64];
    Arrays.fill(bytes, 0, 7, (byte) 0xff);
    bytes[7] = 0x7f;
    return bytes;
  }

  private static Network withNan() {
    Network network = network(6, 4);
    R064Store weights = LinearAlgebra.zeros(2, 6);
    weights.data[3] = Double.NaN;
    return network.withLayer(2, new Dense(weights, Activation.IDENTITY));
  }
}
