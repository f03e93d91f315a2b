package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.bench.Bench;
import io.github.widesweep.job.bench.BenchWork;
import io.github.widesweep.job.bench.NumpyLoop;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.OptionalMeasurement;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bench} measures and says; nothing about how fast. */
class BenchTest {
  private static final Path SCRIPT = Path.of("..").resolve(NumpyLoop.SCRIPT);

  @Test
  void everyFastWorkHasARow() {
    Answer answer = Sweeps.command("bench", "--quick", "--widths", "3");
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("machine ", "JVM ", "BLAS ", "width  work", "one thread");
    for (BenchWork work : BenchWork.FAST) {
      assertThat(answer.out())
          .containsPattern(" 3  " + work.label() + "( +[\\d.,]+){3} +[\\d.]+ ms( +\\d+ %){2}\n");
    }
    // The launcher says where the script is; here nobody does.
    assertThat(answer.out()).contains("No NumPy loop to compare with: there is no submit");
  }

  @Test
  void csvHasEveryWidthAndSlowWork() {
    Answer answer =
        Sweeps.command("bench", "--quick", "--exact", "--widths", "2,3", "--format", "csv");
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    List<String> lines = answer.out().lines().toList();
    assertThat(lines.get(0).split(",")).hasSize(8);
    List<String> rows = lines.subList(1, lines.size());
    assertThat(rows).allMatch(row -> row.matches("\\d,\"[^\"]+\"(,[\\d.e-]+){6}"));
    assertThat(rows.stream().map(row -> row.replaceFirst("\",.*", "")))
        .containsExactly(
            "2,\"B1 exact", "2,\"B1 refresh 0.01", "3,\"B1 exact", "3,\"B1 refresh 0.01");
  }

  @Test
  void overheadIsOfTheSameSweepByBoth(@TempDir Path directory) throws IOException {
    Path spec = Files.writeString(directory.resolve("spec.yaml"), Sweeps.SMALL);
    Answer answer =
        Sweeps.command("bench", "--overhead", spec.toString(), "--set", "grid.draws=1", "--quick");
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out())
        .contains("4 networks, 24 runs")
        .containsPattern(
            "(?s)plain loop( +[\\d.]+){3} %.*\nSpark .*\nSpark .*\nplain loop .*"
                + "wall [+-][\\d.]+ %, at work [+-][\\d.]+ %, processor [+-][\\d.]+ %, all [+-]");
    List<Double> busy =
        Pattern.compile("([\\d.]+) %  ")
            .matcher(answer.out())
            .results()
            .map(share -> Double.valueOf(share.group(1)))
            .toList();
    assertThat(busy).hasSize(4).allMatch(share -> share > 0.1 && share < 101);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--overhead nowhere.yaml",
        "--overhead conf/quickstart.yaml --exact",
        "--set grid.draws=1",
        "--widths 0",
        "--widths 20,-1",
        "--widths 20,,40",
        "--widths wide",
        "--widths 99999999999",
        "--widths 100000000",
        "--widths",
        "--fast",
        "--format xml",
        "conf/quickstart.yaml"
      })
  void nonsenseIsRefusedInOneLine(String arguments) {
    Answer answer = Sweeps.command(("bench " + arguments).split(" "));
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("widesweep: ");
    assertThat(answer.out()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(BenchWork.class)
  void aWorkIsOneRunOfTheNetworkThatAllShare(BenchWork work) {
    SweepSpec spec = work.spec(20);
    Grid grid = Grid.of(spec, "digits", 64, 10);
    assertThat(grid.runCount()).isEqualTo(1);
    assertThat(grid.networks().get(0).architecture()).isEqualTo("64-w-40-10 relu softmax");
    assertThat(spec.coordinates()).isEqualTo(BenchWork.W2_PRUNE.spec(20).coordinates());
    assertThat(spec.measure())
        .isEqualTo(
            work == BenchWork.W2_CALIBRATION
                ? List.of(OptionalMeasurement.CALIBRATION_ERROR)
                : List.of());
    assertThat(work.label()).startsWith(grid.cells().get(0).compression().target().toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01})
  void timesAreAscendingAndSharesOfAWhole(double chunk) {
    Bench.Timing timing = new Bench(3).time(BenchWork.B1_REFRESH, new Bench.Pace(0, chunk, 4));
    assertThat(timing.seconds()).hasSize(4).isSorted().allMatch(seconds -> seconds > 0);
    assertThat(timing.least()).isEqualTo(timing.seconds().get(0));
    assertThat(timing.most()).isEqualTo(timing.seconds().get(3));
    assertThat(timing.median()).isBetween(timing.least(), timing.most());
    assertThat(timing.select()).isPositive();
    assertThat(timing.evaluate()).isPositive();
    // A run is a bit more than both.
    assertThat(timing.select() + timing.evaluate()).isLessThan(1 + 1e-9);
  }

  @Test
  void theScriptRunsOrItIsSaidWhyNot() {
    NumpyLoop numpy = NumpyLoop.run(SCRIPT, List.of(3, 5), 0.01);
    if (numpy.runsPerSecond().isEmpty()) {
      assertThat(numpy.note()).containsPattern("python3.*(No such file|No module named 'numpy')");
    } else {
      assertThat(numpy.runsPerSecond()).containsOnlyKeys(3, 5);
      assertThat(numpy.runsPerSecond().values()).allMatch(rate -> rate > 0);
      assertThat(numpy.note()).matches("NumPy [\\d.]+.*, Python [\\d.]+.*");
    }
  }

  @Test
  void aScriptThatIsNotThereMeasuresNothing() {
    assertThat(NumpyLoop.run(Path.of("nowhere.py"), List.of(3), 0.01))
        .isEqualTo(new NumpyLoop("there is no nowhere.py", Map.of()));
  }

  @Test
  void whatTheScriptSaysIsRead() {
    assertThat(NumpyLoop.of(0, List.of("# NumPy 2", "a warning", "20 5577.3", "340 896.0")))
        .isEqualTo(new NumpyLoop("NumPy 2", Map.of(20, 5577.3, 340, 896.0)));
    assertThat(NumpyLoop.of(1, List.of("Traceback", "No module named 'numpy'")))
        .isEqualTo(
            new NumpyLoop("python3 ended with 1 and said: No module named 'numpy'", Map.of()));
    assertThat(NumpyLoop.of(9, List.of()).note())
        .isEqualTo("python3 ended with 9 and said: nothing");
  }
}
