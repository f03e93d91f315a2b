package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.export.TablesExport;
import io.github.widesweep.job.store.Wave;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.job.table.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as plain files, read by readers that know nothing of Spark or waves. */
class ExportTablesTest {
  /** Not the views that take long to compute. */
  private static final List<String> TABLES =
      List.of("runs", "layers", "networks", "summary", "provenance", "failures");

  @TempDir private static Path directory;

  private static Path output;

  @BeforeAll
  static void run() throws IOException {
    output = directory.resolve("out");
    // Two invocations: the latest summary and the end of each are what counts.
    Sweeps.run(Sweeps.SMALL.replace("draws: 2", "draws: 1"), output, 5);
    Sweeps.run(Sweeps.SMALL, output, 5);
    // A wave that was never committed, as a killed driver leaves it.
    Wave wave = Sweeps.output(output).waves(Tables.RUNS).committed().get(0);
    copy(wave, "wave-20000101T000000.000Z-00000000", "_SUCCESS");
  }

  /** Copies a wave without one of its files. */
  private static Path copy(Wave wave, String name, String missing) throws IOException {
    Path from = Path.of(wave.path().toUri().getPath());
    Path to = Files.createDirectory(from.resolveSibling(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String fileName = file.getFileName().toString();
        if (!fileName.contains(missing)) {
          Files.copy(file, to.resolve(fileName));
        }
      }
    }
    return to;
  }

  private static Answer export(Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("export-tables", output.toString(), "--output", to.toString()));
    arguments.addAll(List.of(more));
    return Sweeps.command(arguments.toArray(String[]::new));
  }

  private static List<String> names(Path files) throws IOException {
    try (Stream<Path> list = Files.list(files)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> expected(String extension) {
    return Stream.concat(TABLES.stream().map(name -> name + extension), Stream.of("export.json"))
        .sorted()
        .toList();
  }

  private static List<CSVRecord> csv(Path file) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            Files.newBufferedReader(file),
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    }
  }

  private static List<Group> parquet(Path file) throws IOException {
    List<Group> rows = new ArrayList<>();
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .withConf(new Configuration())
            .build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void everyTableAndViewIsOne() {
    assertThat(TablesExport.NAMES).containsAll(TABLES).containsAll(Views.NAMES);
  }

  @Test
  void filesHaveTheCommittedRowsToTheBit() throws IOException {
    Path text = Files.createDirectory(directory.resolve("text"));
    Answer answer = export(text, "--format", "csv", "--tables", String.join(",", TABLES));
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("runs                     48 rows");
    assertThat(names(text)).isEqualTo(expected(".csv"));

    Map<String, List<Double>> recorded = new TreeMap<>();
    String runs = Sweeps.register(output, Tables.RUNS);
    for (Row row : Sweeps.spark().sql("SELECT run_id, psi, delta FROM " + runs).collectAsList()) {
      recorded.put(row.getString(0), List.of(row.getDouble(1), row.getDouble(2)));
    }
    assertThat(recorded).hasSize(48);
    Map<String, List<Double>> fromText = new TreeMap<>();
    for (CSVRecord row : csv(text.resolve("runs.csv"))) {
      fromText.put(
          row.get("run_id"),
          List.of(Double.parseDouble(row.get("psi")), Double.parseDouble(row.get("delta"))));
    }
    assertThat(fromText).isEqualTo(recorded);
    // A cell once, of all its runs; an invocation once, with its end.
    assertThat(csv(text.resolve("summary.csv")))
        .hasSize(12)
        .allMatch(row -> row.get("runs").equals("4"));
    assertThat(csv(text.resolve("provenance.csv")))
        .hasSize(2)
        .allMatch(row -> row.get("finished").equals("true"))
        // A spec has many lines, a list of losses many numbers.
        .allMatch(row -> row.get("resolved_spec").contains("\n  teacher_width: 6\n"));
    assertThat(csv(text.resolve("networks.csv")))
        .hasSize(4)
        .allMatch(row -> row.get("epoch_losses").matches("\\[[-0-9.E]+,[-0-9.E]+]"));
    assertThat(csv(text.resolve("failures.csv"))).isEmpty();
    JsonNode mark = new ObjectMapper().readTree(text.resolve("export.json").toFile());
    assertThat(mark.path("tables")).hasSize(TABLES.size());
    JsonNode runId = mark.path("tables").get(0).path("columns").get(0);
    assertThat(runId.path("name").asText()).isEqualTo("run_id");
    assertThat(runId.path("meaning").asText()).startsWith("Hash of the run's coordinates");

    // Only an earlier export is replaced, and only if the user says so.
    Answer again = export(text);
    assertThat(again.exitStatus()).isEqualTo(2);
    assertThat(again.err()).contains("expected --overwrite").hasLineCount(1);
    assertThat(names(text)).isEqualTo(expected(".csv"));
    assertThat(export(text, "--overwrite", "--tables", "runs").exitStatus()).isZero();
    assertThat(names(text)).containsExactly("export.json", "runs.parquet");
    Map<String, List<Double>> fromParquet = new TreeMap<>();
    for (Group row : parquet(text.resolve("runs.parquet"))) {
      fromParquet.put(
          row.getString("run_id", 0), List.of(row.getDouble("psi", 0), row.getDouble("delta", 0)));
    }
    assertThat(fromParquet).isEqualTo(recorded);
  }

  @Test
  void otherFilesAreNeverReplaced() throws IOException {
    Path other = Files.createDirectory(directory.resolve("other"));
    Files.writeString(other.resolve("thesis.tex"), "mine");
    Answer unknown = export(other, "--tables", "runs,run");
    assertThat(unknown.exitStatus()).isEqualTo(2);
    assertThat(unknown.err()).contains("--tables is run, expected one of runs, layers");
    Answer refused = export(other, "--overwrite");
    assertThat(refused.exitStatus()).isEqualTo(2);
    assertThat(refused.err()).contains("holds other files").hasLineCount(1);
    assertThat(names(other)).containsExactly("thesis.tex");
    // Nothing is left beside them.
    assertThat(names(directory)).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void doubledRowsAreNotExported() throws IOException {
    // Without its manifest it looks like a wave of an older version, not like a copy.
    Wave wave = Sweeps.output(output).waves(Tables.RUNS).committed().get(0);
    Path doubled = copy(wave, "wave-20000102T000000.000Z-00000000", "_manifest");
    Path to = directory.resolve("doubled");
    Answer answer = export(to);
    assertThat(answer.exitStatus()).isEqualTo(2);
    assertThat(answer.err()).contains("more than once", "repair").hasLineCount(1);
    assertThat(to).doesNotExist();
    try (Stream<Path> files = Files.list(doubled)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(doubled);
  }
}
