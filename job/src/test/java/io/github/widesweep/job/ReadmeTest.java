package io.github.widesweep.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.cli.Main;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.table.Views;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the READMEs say is so: their specs are read, their queries answer, their columns are the
 * tables'.
 */
class ReadmeTest {
  private static final List<String> FOLDERS = List.of(".", "conf", "core", "job", "submit");

  @TempDir private static Path directory;

  private static String readme;
  private static Path output;

  @BeforeAll
  static void run() throws IOException {
    readme = readmes();
    output = directory.resolve("out");
    Sweeps.copyFinished(output);
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
  }

  static List<String> queries() throws IOException {
    return blocks(readmes(), "sql");
  }

  /** That of every folder, one after the other. */
  private static String readmes() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String folder : FOLDERS) {
      all.append(Files.readString(Path.of("..", folder, "README.md"))).append('\n');
    }
    return all.toString();
  }

  @ParameterizedTest
  @MethodSource("queries")
  void queriesAnswer(String query) {
    Answer answer = Sweeps.command("sql", output.toString(), query, "--format", "csv");
    assertThat(answer.err()).doesNotContain("widesweep:");
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out().lines().count()).as(answer.out()).isGreaterThan(1);
  }

  /** Their options are known, what they need is there. */
  @Test
  void commandsAreUnderstood() {
    List<String> commands =
        Stream.of("bash", "console")
            .flatMap(language -> blocks(readme, language).stream())
            .flatMap(block -> block.replaceAll("\\\\\n", " ").lines())
            .map(line -> line.strip().replaceFirst("^\\$ ", ""))
            .filter(line -> line.startsWith("submit/widesweep "))
            .flatMap(line -> Stream.of(line.split(" && ")))
            .toList();
    assertThat(commands).hasSizeGreaterThan(30);
    for (String command : commands) {
      assertThat(Main.commandLine().parseArgs(words(command)).hasSubcommand()).as(command).isTrue();
    }
  }

  /**
   * What the shell gives to the program, up to the options of spark-submit, a comment or a file.
   */
  private static String[] words(String command) {
    return Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+")
        .matcher(command)
        .results()
        .map(MatchResult::group)
        .skip(1)
        .takeWhile(word -> !List.of("--", "#", ">", "|").contains(word))
        .map(word -> word.replaceAll("^[\"']|[\"']$", ""))
        .toArray(String[]::new);
  }

  @Test
  void everyCommandIsExplained() {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, line) -> {
              if (!line.getCommandSpec().usageMessage().hidden()) {
                assertThat(section("## Commands")).contains("`" + name);
              }
            });
  }

  @Test
  void specsAreRead() {
    List<String> specs = blocks(readme, "yaml");
    assertThat(specs).isNotEmpty();
    for (String spec : specs) {
      SweepSpec read = SpecReader.parse(spec, "README.md");
      // What needs files is planned in TableDataTest.
      if (read.network() instanceof TrainedNetworks) {
        assertThat(Grid.of(read, "digits", 64, 10).runCount()).isPositive();
      }
    }
  }

  static Stream<String> tables() {
    return Stream.concat(
        Stream.of("runs", "layers", "origins", "networks", "summary", "provenance"),
        Views.NAMES.stream());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void columnsAreTheTables(String table) {
    List<String> expected = new ArrayList<>();
    for (StructField field : Sweeps.spark().table(table).schema().fields()) {
      expected.add(
          "| `%s` | %s | %s |"
              .formatted(field.name(), field.dataType().simpleString(), field.getComment().get()));
    }
    String section = section("### `" + table + "`");
    assertThat(section.lines().filter(line -> line.startsWith("| `")).toList())
        .containsExactlyElementsOf(expected);
  }

  private static String section(String heading) {
    assertThat(readme).contains(heading + "\n");
    String rest = readme.substring(readme.indexOf(heading + "\n") + heading.length());
    Matcher next = Pattern.compile("(?m)^##").matcher(rest);
    return next.find() ? rest.substring(0, next.start()) : rest;
  }

  private static List<String> blocks(String text, String language) {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(text);
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }
}
