package io.github.widesweep.job;

import io.github.widesweep.data.LocalData;
import io.github.widesweep.job.cli.Main;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Table;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.NumberFormat;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.Utils;
import org.ojalgo.matrix.store.R064Store;

/** Small sweeps, and what tests ask about them. */
public final class Sweeps {
  /** 40 runs of a few milliseconds each: both roles, both schemes, two orderings. */
  public static final String SMALL =
      """
      name: small
      seed: 7
      data: {source: synthetic, samples: 100, features: 5, outputs: 2, teacher_width: 6}
      network: {hidden: [width, 4], activation: relu}
      training: {epochs: 2, batch_size: 16}
      grid:
        widths: [6, 12]
        networks: 2
        draws: 2
        targets: [W1, B1]
        schemes: {prune: [0.3], quantize: [2]}
        alphas: [0.9]
        orderings: [exact, static]
      """;

  private static final Set<String> TIMES =
      Set.of("select_seconds", "evaluate_seconds", "layer_seconds");

  private static Path finished;

  private Sweeps() {}

  /** The session of this JVM's tests. */
  public static SparkSession spark() {
    return Sessions.open("tests");
  }

  /**
   * A directory with the finished sweep {@link #SMALL}: a copy of one that this JVM ran once.
   *
   * @param directory does not exist yet
   */
  public static synchronized void copyFinished(Path directory) throws IOException {
    if (finished == null) {
      finished = Files.createTempDirectory("widesweep-finished-").resolve("out");
      Runtime.getRuntime().addShutdownHook(new Thread(Sweeps::deleteFinished));
      run(SMALL, finished, 5);
    }
    try (Stream<Path> files = Files.walk(finished)) {
      for (Path file : files.toList()) {
        Files.copy(file, directory.resolve(finished.relativize(file).toString()));
      }
    }
  }

  private static void deleteFinished() {
    Utils.deleteRecursively(finished.getParent().toFile());
  }

  public static Output output(Path directory) {
    return Output.of(directory.toString(), Sessions.hadoop());
  }

  /** The sweep of a spec whose data need nobody to bring them. */
  public static Sweep sweep(SweepSpec spec) {
    return Sweep.of(spec, (LocalData) spec.data());
  }

  /** Runs what is missing of a sweep. */
  public static RunAction.Outcome run(String yaml, Path directory, double chunkSeconds) {
    return run(yaml, directory, chunkSeconds, Long.MAX_VALUE, RunAction.Before.KEEP);
  }

  /** The same, until too many runs fail. */
  public static RunAction.Outcome run(
      String yaml,
      Path directory,
      double chunkSeconds,
      long mostFailures,
      RunAction.Before before) {
    return new RunAction(
            spark(),
            output(directory),
            sweep(SpecReader.parse(yaml, "test")),
            new RunAction.Settings(chunkSeconds, 20, mostFailures, before),
            new PrintWriter(new StringWriter()))
        .run("test");
  }

  /** Rows of {@code runs} but for times, as text, in the order of their ids. */
  public static List<String> rows(Path directory) {
    return spark().sql("SELECT * FROM " + register(directory, Tables.RUNS)).collectAsList().stream()
        .map(Sweeps::withoutTimes)
        .sorted()
        .toList();
  }

  /** The same rows by a plain loop on one thread, without Spark. */
  public static List<String> plainRows(String yaml) {
    Sweep sweep = sweep(SpecReader.parse(yaml, "test"));
    return texts(ChunkRunner.runAll(sweep.spec(), sweep.data()));
  }

  /** The rows of results, as {@link #rows} gives those of a table. */
  public static List<String> texts(List<RunResult> results) {
    return results.stream()
        .map(Tables.RUNS::row)
        .map(row -> withoutTimes(row, Tables.RUNS.schema()))
        .sorted()
        .toList();
  }

  /** The file of a network, whose name ends with its hash. */
  public static Path weights(Path output, String network) {
    try (Stream<Path> files = Files.list(output.resolve("weights"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(network))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static <T> String register(Path directory, Table<T> table) {
    String name = "test_" + table.name();
    output(directory).waves(table).read(spark(), table.schema()).createOrReplaceTempView(name);
    return name;
  }

  private static String withoutTimes(Row row) {
    return withoutTimes(row, Tables.RUNS.schema());
  }

  private static String withoutTimes(Row row, StructType schema) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < row.length(); i++) {
      StructField field = schema.fields()[i];
      if (!TIMES.contains(field.name())) {
        Object value = row.get(i);
        text.append(text.length() == 1 ? "" : ",")
            .append(field.dataType() instanceof ArrayType list ? texts(row, i, list) : value);
      }
    }
    return text.append("]").toString();
  }

  /** The rows of a column that holds rows, however a table or Spark holds them. */
  private static List<String> texts(Row row, int column, ArrayType type) {
    List<Row> rows =
        row.get(column) instanceof Row[] array ? List.of(array) : row.<Row>getList(column);
    StructType schema = (StructType) type.elementType();
    return rows.stream().map(each -> withoutTimes(each, schema)).toList();
  }

  /** A network of one hidden layer with biases, in ReLU; linear behind it. */
  public static Network network(int inputs, int width, int outputs, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    R064Store first = LinearAlgebra.zeros(width, inputs);
    R064Store second = LinearAlgebra.zeros(outputs, width);
    double[] bias = new double[width];
    Arrays.setAll(first.data, i -> random.nextGaussian());
    Arrays.setAll(second.data, i -> random.nextGaussian());
    Arrays.setAll(bias, i -> random.nextGaussian());
    return new Network(
        List.of(
            new Dense(first, Optional.of(bias), Activation.RELU, Double.POSITIVE_INFINITY),
            new Dense(second, Activation.IDENTITY)));
  }

  /** Writes a network in the format that a file's name says, in float64. */
  public static Path write(Path file, Network network) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(
        file, NetworkFile.write(TensorFormat.of(file.toString()), NumberFormat.FLOAT64, network));
  }

  /** What a command printed, and its exit code. */
  public record Answer(int exitStatus, String out, String err) {}

  /** Runs a command in this JVM. */
  public static Answer command(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitStatus =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Answer(exitStatus, out.toString(), err.toString());
  }
}
