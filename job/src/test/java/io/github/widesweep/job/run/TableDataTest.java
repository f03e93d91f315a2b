package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from tables that Spark reads. */
class TableDataTest {
  private static final int ROWS = 60;

  @TempDir private static Path directory;

  /** The same rows in five forms, cut differently; beside it a table with gaps. */
  @BeforeAll
  static void tables() throws IOException {
    SparkSession spark = Sweeps.spark();
    String rows =
        "SELECT id, cast((id * 37) %% 11 - 5 AS double) / 4 AS a, cast((id * 53) %% 13 AS double) / 8"
            + " AS b, id %% 3 AS y FROM range(%d)".formatted(ROWS);
    var table = spark.sql(rows.replace("%%", "%"));
    table.repartition(4).write().parquet(directory.resolve("t.parquet").toString());
    table.repartition(3).write().orc(directory.resolve("t.orc").toString());
    table.coalesce(1).write().json(directory.resolve("t.json").toString());
    table
        .repartition(2)
        .write()
        .option("header", "true")
        .csv(directory.resolve("t.csv").toString());
    table
        .selectExpr("id", "array(a, b) AS x", "y")
        .write()
        .parquet(directory.resolve("list.parquet").toString());
    // As Spark ML stores vectors: every other one sparse.
    table
        .selectExpr(
            "id",
            "if(id % 2 = 0, named_struct('type', cast(1 AS tinyint), 'size', cast(NULL AS int),"
                + " 'indices', cast(NULL AS array<int>), 'values', array(a, b)),"
                + " named_struct('type', cast(0 AS tinyint), 'size', 2, 'indices', array(0, 1),"
                + " 'values', array(a, b))) AS x",
            "y")
        .write()
        .parquet(directory.resolve("vector.parquet").toString());
    table
        .selectExpr("id", "if(id = 17, NULL, a) AS a", "b", "y", "cast(y AS string) AS word")
        .write()
        .parquet(directory.resolve("gaps.parquet").toString());
    Sweeps.write(directory.resolve("net.onnx"), Sweeps.network(2, 7, 3, 3));
  }

  private static String spec(String data) {
    return """
        name: tables
        seed: 7
        data: {source: table, name: t, %s}
        network: {source: net.onnx}
        grid:
          draws: 1
          targets: [W1]
          schemes: {prune: [0.3]}
          alphas: [0.9]
        """
        .formatted(data);
  }

  private static String from(String file) {
    String format = file.replaceFirst(".*\\.", "");
    return "format: %s, path: %s/%s, target: y, task: classification, key: id"
        .formatted(format, directory, file);
  }

  private static Dataset read(String data) throws IOException {
    Path file = Files.writeString(directory.resolve("spec.yaml"), spec(data));
    return Sources.of(Sessions.hadoop(), Sweeps::spark)
        .sweep(SpecReader.readPlaced(file, Map.of()))
        .data();
  }

  @Test
  void theSameRowsAreTheSameDataWhateverTheFiles() throws IOException {
    Dataset parquet = read(from("t.parquet"));
    assertThat(parquet.train().count()).isEqualTo(48);
    assertThat(parquet.test().count()).isEqualTo(12);
    assertThat(parquet.train().targets().getColDim()).isEqualTo(3);
    for (String data :
        List.of(
            from("t.orc"),
            from("t.json"),
            from("t.csv"),
            from("list.parquet"),
            from("vector.parquet"),
            from("t.parquet") + ", features: [a, b], query: SELECT * FROM samples",
            "query: SELECT * FROM parquet.`%s/t.parquet`, target: y, task: classification, key: id"
                .formatted(directory))) {
      assertThat(read(data).fingerprint()).as(data).isEqualTo(parquet.fingerprint());
    }
    assertThat(read(from("t.parquet") + ", features: [b, a]").fingerprint())
        .isNotEqualTo(parquet.fingerprint());
  }

  /** Fewer samples are those of the least hashes, in the same order. */
  @Test
  void aKeysHashSaysWhichRowsAreTaken() throws IOException {
    Dataset all = read(from("t.parquet"));
    Dataset some = read(from("t.csv") + ", samples: 20");
    assertThat(some.train().count()).isEqualTo(16);
    double[] first = Arrays.copyOf(all.train().inputs().data, 16);
    assertThat(Arrays.copyOf(some.train().inputs().data, 16)).isEqualTo(first);
    // Uniform on rows: the mean of 48 of 60 ids' targets is near that of all.
    String keyless = from("t.parquet").replace(", key: id", ", features: [a, b]");
    assertThat(read(keyless).fingerprint())
        .isEqualTo(
            read(keyless.replace("t.parquet", "t.orc").replace("format: parquet", "format: orc"))
                .fingerprint())
        .isNotEqualTo(all.fingerprint());
  }

  private static Answer run(String yaml, Path output) throws IOException {
    Path file = Files.writeString(directory.resolve("spec.yaml"), yaml);
    return Sweeps.command("run", file.toString(), "-o", output.toString());
  }

  private static void assertDone(Answer answer) {
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isZero();
  }

  @Test
  void withoutTargetsOnlyErrorsAreMeasuredAndTheSourceMayVanish() throws IOException {
    Path copy = directory.resolve("gone.parquet");
    Sweeps.spark()
        .read()
        .parquet(directory.resolve("t.parquet").toString())
        .write()
        .parquet(copy.toString());
    // Beside the spec, as the network is.
    String yaml = spec("format: parquet, path: gone.parquet, features: [a, b], key: id");
    Path output = directory.resolve("output");
    assertDone(run(yaml, output));
    remove(copy);
    Files.move(directory.resolve("net.onnx"), directory.resolve("elsewhere"));
    try {
      Answer more = run(yaml.replace("draws: 1", "draws: 2"), output);
      assertDone(more);
      assertThat(more.err()).contains("data t: the samples that", "network.source");
    } finally {
      Files.move(directory.resolve("elsewhere"), directory.resolve("net.onnx"));
    }
    List<Row> rows =
        Sweeps.spark().sql("SELECT * FROM " + Sweeps.register(output, Tables.RUNS)).collectAsList();
    assertThat(rows)
        .hasSize(2)
        .allSatisfy(
            row -> {
              assertThat(row.<String>getAs("status")).isEqualTo("ok");
              assertThat(row.<Double>getAs("output_error_sq")).isPositive();
              assertThat(row.<Double>getAs("metric_dense")).isNull();
              assertThat(row.<Double>getAs("loss_compressed")).isNull();
            });
    assertThat(Sweeps.command("verify", output.toString()).out()).contains("verified: 2 runs");
    assertDone(
        Sweeps.command(
            "replay",
            output.toString(),
            rows.get(0).getAs("run_id"),
            "-o",
            directory.resolve("replayed.safetensors").toString()));
    assertDone(
        Sweeps.command(
            "report", output.toString(), "--html", directory.resolve("report.html").toString()));
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** With files of the kinds that it names. */
  @Test
  void theReadmesSpecIsPlanned() throws IOException {
    Path root = Path.of(System.getProperty("widesweep.root"));
    String readme = Files.readString(root.resolve("conf/README.md"));
    String block = readme.substring(readme.indexOf("```yaml\nname: mine"));
    String yaml = block.substring(8, block.indexOf("```\n"));
    Path spec = Files.writeString(directory.resolve("mine.yaml"), yaml);
    Path five = directory.resolve("five.parquet");
    Sweeps.spark()
        .sql("SELECT id, array(id, -id, id % 7, 1, 0.5) AS x, id % 2 AS y FROM range(40)")
        .write()
        .parquet(five.toString());
    Path network = root.resolve("core/src/test/resources/io/github/widesweep/network/io/own.npz");
    Answer answer =
        Sweeps.command(
            "plan",
            spec.toString(),
            "--set",
            "data.path=" + five,
            "--set",
            "network.source=" + network);
    assertDone(answer);
    assertThat(answer.out()).contains("32 training and 8 test samples, 5 features, 2 outputs");
    assertThat(answer.out()).containsPattern("runs +10");
  }

  @Test
  void whatIsNoDataIsRefusedAtItsPlace() throws IOException {
    Map<String, String> refusals = new TreeMap<>();
    refusals.put("format: parquet, path: /nowhere", "data: [PATH_NOT_FOUND]");
    refusals.put("query: SELEKT 1", "data: ");
    refusals.put(
        "query: DROP TABLE x", "spec.yaml:3: data.query is DROP TABLE x, expected a SELECT");
    refusals.put(
        from("t.parquet") + ", features: [a, c]",
        "spec.yaml:3: data.features[1] is c, expected one of id, a, b, y");
    refusals.put(
        from("gaps.parquet") + ", features: [a, word]",
        "data.features[1] is word, a column of string, expected numbers, lists");
    refusals.put(
        from("gaps.parquet") + ", features: [a, b]",
        "data: column a is NULL in a row with key {\"id\":17}, expected finite numbers");
    refusals.put(
        from("t.parquet").replace("target: y", "target: a"),
        "spec.yaml:3: data.target is a, which holds");
    refusals.put(
        from("t.parquet") + ", samples: 2000000000",
        "spec.yaml:3: data.samples is 2000000000, expected at most");
    refusals.put(
        from("t.parquet").replace(", task: classification", ""),
        "spec.yaml:3: data.task is missing, expected regression or classification");
    refusals.put("format: parquet", "spec.yaml:3: data.path is missing");
    Path output = directory.resolve("refused");
    refusals.forEach(
        (data, message) -> {
          try {
            Answer answer = run(spec(data), output);
            assertThat(answer.exitStatus()).as(data + answer).isEqualTo(2);
            assertThat(answer.err()).as(data).contains(message).hasLineCount(1);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThat(output).doesNotExist();
  }
}
