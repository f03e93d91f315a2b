package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Column;
import io.github.widesweep.job.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaveWriterTest {
  private static final Table<Integer> TABLE =
      new Table<>("numbers", List.of(Column.integer("number", "A number", n -> n)));

  @TempDir private Path directory;

  private Waves waves(String name) {
    return Sweeps.output(directory.resolve(name)).waves(TABLE);
  }

  private WaveWriter writer(Waves waves, WaveWriter.Pace pace, Runnable onFailure) {
    return new WaveWriter(
        Sweeps.spark(),
        waves,
        new Waves.Origin("invocation", "fingerprint"),
        TABLE.schema(),
        pace,
        onFailure);
  }

  private static List<Integer> numbers(Waves waves) {
    return waves.read(Sweeps.spark(), TABLE.schema()).collectAsList().stream()
        .map(row -> row.getInt(0))
        .sorted()
        .toList();
  }

  private static void add(WaveWriter writer, int from, int to) {
    IntStream.range(from, to).mapToObj(TABLE::row).forEach(writer::add);
  }

  @Test
  void everyRowIsCommittedOnceInWavesOfAFewRows() {
    // Brackets, braces and stars mean something in Hadoop's patterns.
    Waves waves = waves("out[1]{a,b} *?");
    try (WaveWriter writer = writer(waves, new WaveWriter.Pace(Duration.ofHours(1), 4), () -> {})) {
      add(writer, 0, 10);
    }
    assertThat(waves.committed()).hasSize(3);
    assertThat(numbers(waves)).containsExactlyElementsOf(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void noRowsNoWave() {
    Waves waves = waves("empty");
    writer(waves, WaveWriter.Pace.ofSeconds(1), () -> {}).close();
    assertThat(waves.committed()).isEmpty();
    assertThat(numbers(waves)).isEmpty();
  }

  @Test
  void aWaveIsCommittedWhenItsTimeIsUp() {
    Waves waves = waves("timed");
    try (WaveWriter writer = writer(waves, WaveWriter.Pace.ofSeconds(0.05), () -> {})) {
      add(writer, 0, 1);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (waves.committed().isEmpty() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(numbers(waves)).containsExactly(0);
    }
  }

  @Test
  void aWaveThatIsNotMarkedIsNotThere() throws IOException {
    Waves waves = waves("unmarked");
    try (WaveWriter writer = writer(waves, new WaveWriter.Pace(Duration.ofHours(1), 1), () -> {})) {
      add(writer, 0, 2);
    }
    Path first = Path.of(waves.committed().get(0).path().toUri());
    Row lost = Waves.read(Sweeps.spark(), TABLE.schema(), waves.committed().subList(0, 1)).head();
    Files.delete(first.resolve("_SUCCESS"));
    assertThat(waves.committed()).hasSize(1);
    assertThat(numbers(waves)).hasSize(1).doesNotContain(lost.getInt(0));
  }

  @Test
  void aFailureEndsTheJobAndIsThrownAtTheEnd() throws Exception {
    Files.writeString(directory.resolve("file"), "in the way");
    CountDownLatch told = new CountDownLatch(1);
    WaveWriter writer =
        writer(waves("file"), new WaveWriter.Pace(Duration.ofHours(1), 1), told::countDown);
    add(writer, 0, 1);
    assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
    add(writer, 1, 2);
    assertThatThrownBy(writer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("numbers")
        .hasRootCauseInstanceOf(IOException.class);
  }
}
