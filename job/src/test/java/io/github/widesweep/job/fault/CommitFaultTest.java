package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.fault.Machine.Fault;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Waves;
import io.github.widesweep.job.table.Column;
import io.github.widesweep.job.table.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of the file system at every step of a wave's commit, and anywhere in a run. */
class CommitFaultTest {
  private static final FaultTable TABLE = new FaultTable();
  private static final String SPEC =
      Sweeps.SMALL.replace("draws: 2", "draws: 1").replace("[W1, B1]", "[W1]");
  private static final Table<Integer> NUMBERS =
      new Table<>("numbers", List.of(Column.integer("number", "A number", n -> n)));

  @TempDir private static Path directory;

  private static List<String> plain;

  /** How many operations a run takes, with atomic renames and without. */
  private static final Map<Boolean, Integer> STEPS = new HashMap<>();

  private static int outputs;

  private Path output;

  @BeforeAll
  static void plainLoop() {
    plain = Sweeps.plainRows(SPEC);
  }

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @BeforeEach
  void fresh() {
    output = directory.resolve("out-" + ++outputs);
  }

  private static String root(Machine machine) {
    return FaultyFileSystem.register("c" + ++outputs, machine);
  }

  private static Machine on(boolean renames, Machine machine) {
    return renames ? machine : machine.likeAnObjectStore();
  }

  private Waves numbers(Machine machine) {
    return Output.of(root(machine) + output, Sessions.hadoop()).waves(NUMBERS);
  }

  private static void write(Waves waves, String name) {
    List<Row> rows = IntStream.range(0, 4).mapToObj(NUMBERS::row).toList();
    waves.write(
        Sweeps.spark().createDataFrame(rows, NUMBERS.schema()),
        name,
        new Waves.Origin("invocation", "fingerprint"));
  }

  private List<String> found() {
    return numbers(Machine.sound()).read(Sweeps.spark(), NUMBERS.schema()).collectAsList().stream()
        .map(row -> row.getInt(0) + ",")
        .sorted()
        .toList();
  }

  @Test
  void aWaveIsThereWholeOrNotAtAll() {
    List<String> all = List.of("0,", "1,", "2,", "3,");
    for (boolean renames : new boolean[] {true, false}) {
      String fault = "commit of a wave killed, " + (renames ? "atomic renames" : "copying renames");
      Machine counting = on(renames, Machine.sound());
      write(numbers(counting), "wave-1");
      assertThat(found()).isEqualTo(all);
      for (int step : Tries.of(counting.operations(), 4)) {
        fresh();
        Machine machine = on(renames, Machine.with(Fault.KILL, step));
        try {
          write(numbers(machine), "wave-1");
        } catch (Exception e) {
          // Spark throws exceptions that its signatures do not declare.
          assertThat(machine.isStruck()).as(e.toString()).isTrue();
        }
        List<String> left = found();
        if (!left.equals(all)) {
          assertThat(left).as("%s at %d: %s", fault, step, machine.last()).isEmpty();
          write(numbers(Machine.sound()), "wave-2");
        }
        TABLE.add(fault, all, found());
      }
      fresh();
    }
  }

  @Test
  void aRunThatIsKilledAnywhereIsFinishedByTheSameCommand() throws IOException {
    run("run killed", Fault.KILL, true);
    run("run killed, copying renames", Fault.KILL, false);
  }

  @Test
  void aRunThatMeetsAFaultAnywhereIsFinishedByTheSameCommand() throws IOException {
    run("one operation failed", Fault.HICCUP, true);
    run("no space left", Fault.FULL, true);
    run("read-only from some moment on", Fault.READ_ONLY, true);
  }

  private int steps(boolean renames) throws IOException {
    if (!STEPS.containsKey(renames)) {
      fresh();
      Machine counting = on(renames, Machine.sound());
      assertThat(sweep(counting).exitStatus()).isZero();
      assertThat(Sweeps.rows(output)).isEqualTo(plain);
      STEPS.put(renames, counting.operations());
    }
    return STEPS.get(renames);
  }

  private void run(String name, Fault fault, boolean renames) throws IOException {
    for (int step : Tries.of(name, steps(renames), 1)) {
      fresh();
      Machine machine = on(renames, Machine.with(fault, step));
      Answer broken = sweep(machine);
      if (broken.exitStatus() == 0) {
        // The fault came too late, or was got over.
        assertThat(Sweeps.rows(output)).as(machine.last()).isEqualTo(plain);
      }
      Leases.expire(output);
      Answer again = sweep(Machine.sound());
      assertThat(again.exitStatus()).as(machine.last() + "\n" + again.err()).isZero();
      TABLE.add(name, plain, Sweeps.rows(output));
    }
  }

  private Answer sweep(Machine machine) throws IOException {
    Path spec = Files.writeString(directory.resolve("spec.yaml"), SPEC);
    return Sweeps.command(
        "run", spec.toString(), "--output", root(machine) + output, "--chunk-seconds", "0.01");
  }
}
