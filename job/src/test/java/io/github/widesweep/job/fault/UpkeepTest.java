package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.fault.Machine.Fault;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.upkeep.Cleaning;
import io.github.widesweep.job.upkeep.Compaction;
import io.github.widesweep.job.upkeep.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compact}, {@code clean} and {@code repair}, killed at each of their steps. */
class UpkeepTest {
  private static final FaultTable TABLE = new FaultTable();
  private static final String SPEC = Sweeps.SMALL.replace("[W1, B1]", "[W1]");

  @TempDir private static Path directory;

  private static Path whole;
  private static List<String> plain;
  private static int copies;

  private Path output;

  /** Three invocations, each of which extends the grid: at least three waves of runs. */
  @BeforeAll
  static void run() {
    whole = directory.resolve("whole");
    for (int draws = 1; draws <= 3; draws++) {
      Sweeps.run(SPEC.replace("draws: 2", "draws: " + draws), whole, 1);
    }
    plain = Sweeps.plainRows(SPEC.replace("draws: 2", "draws: 3"));
    assertThat(Sweeps.rows(whole)).isEqualTo(plain);
  }

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @BeforeEach
  void copy() throws IOException {
    output = Copies.copy(whole, directory.resolve("out-" + ++copies));
  }

  private Answer command(String... words) {
    Answer answer = Sweeps.command(words);
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isZero();
    return answer;
  }

  @Test
  void compactMergesSmallFilesOnce() throws IOException {
    Answer merged = command("compact", output.toString());
    assertThat(merged.out()).contains("runs: ", "became 1, ", "24 rows");
    assertThat(Copies.files(output.resolve("runs"), "part-", ".parquet")).hasSize(1);
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    String origins = "SELECT count(*) AS n FROM origins JOIN provenance USING (invocation_id)";
    assertThat(command("sql", output.toString(), origins, "--format", "csv").out())
        .isEqualTo("n\n24\n");
    command("verify", output.toString());
    assertThat(command("compact", output.toString()).out()).isEmpty();
  }

  @Test
  void cleanRemovesWhatNothingNeeds() throws IOException {
    List<String> litter =
        List.of(
            "weights/width-00099-network-000.safetensors",
            "weights/.width-00006-network-000.safetensors.partial",
            "runs/wave-dead/_temporary/0/part-0.parquet",
            "spark-warehouse/a",
            ".probe-1");
    for (String name : litter) {
      Files.createDirectories(output.resolve(name).getParent());
      Files.writeString(output.resolve(name), "x".repeat(1 << 20));
    }
    Path kept = Files.createDirectories(output.resolve("damaged/20260101T000000.000Z"));
    Answer asked = command("clean", output.toString(), "--dry-run");
    assertThat(asked.out())
        .contains("runs/wave-dead: a wave that was never committed, 1.0 MiB")
        .contains("a summary that was computed anew")
        .contains("would be removed: ");
    for (String name : litter) {
      assertThat(output.resolve(name)).exists();
    }
    assertThat(command("clean", output.toString()).out())
        .isEqualTo(asked.out().replace("would be removed", "removed"));
    for (String name : litter) {
      assertThat(output.resolve(name)).doesNotExist();
    }
    assertThat(kept).exists();
    assertThat(command("clean", output.toString()).out())
        .isEqualToIgnoringNewLines("removed: 0 files, 0.0 MiB\n");
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    command("verify", output.toString());
  }

  @Test
  void compactKilledAtEveryStep() throws IOException {
    killed("compact", there -> Compaction.of(Sweeps.spark(), there), path -> {}, 1);
  }

  @Test
  void cleanKilledAtEveryStep() throws IOException {
    killed(
        "clean",
        there -> Cleaning.remove(there, Cleaning.find(Sweeps.spark(), there)),
        path -> {},
        1);
  }

  @Test
  void repairKilledAtEveryStep() throws IOException {
    killed(
        "repair",
        there -> Repair.of(Sweeps.spark(), there, Instant.now()),
        path -> {
          try {
            List<Path> parts = Copies.files(path.resolve("runs"), "part-", ".parquet");
            Copies.copy(parts.get(1).getParent(), path.resolve("runs/wave-0"));
            Copies.flip(parts.get(0), new Random(1));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        1);
  }

  /**
   * Kills something at one operation after the other, on a file system with atomic renames and on
   * one without. Rows count once before anything else is done (a repair that was killed may have
   * moved some aside), and when it and {@code run} have followed.
   */
  private void killed(String what, Consumer<Output> work, Consumer<Path> before, int few)
      throws IOException {
    boolean moves = what.equals("repair");
    for (boolean renames : new boolean[] {true, false}) {
      String fault = what + " killed, " + (renames ? "atomic renames" : "renames by copying");
      Machine counting = renames ? Machine.sound() : Machine.sound().likeAnObjectStore();
      copy();
      before.accept(output);
      work.accept(there(output, counting));
      for (int step : Tries.of(counting.operations(), few)) {
        copy();
        before.accept(output);
        Machine machine = Machine.with(Fault.KILL, step);
        machine = renames ? machine : machine.likeAnObjectStore();
        try {
          work.accept(there(output, machine));
        } catch (Exception e) {
          // Spark throws exceptions that its signatures do not declare.
          assertThat(machine.isStruck()).as(e.toString()).isTrue();
        }
        if (!moves) {
          assertThat(Sweeps.rows(output)).as(fault + " at " + step).isEqualTo(plain);
        }
        work.accept(there(output, Machine.sound()));
        if (moves) {
          Sweeps.run(SPEC.replace("draws: 2", "draws: 3"), output, 1);
        }
        TABLE.add(fault, plain, Sweeps.rows(output));
      }
      command("verify", output.toString());
    }
  }

  private static Output there(Path path, Machine machine) {
    String root = FaultyFileSystem.register("m" + ++copies, machine);
    return Output.of(root + path, Sessions.hadoop());
  }
}
