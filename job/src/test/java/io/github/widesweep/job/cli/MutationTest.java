package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged specs, CSV files and networks: each is a valid reading or one line and exit code 2, and
 * nothing is written. 38 of each kind; {@code -Dmutation.tries=N} for N, {@code -Dmutation.seed=S}
 * for others, with a table of what came of them.
 */
class MutationTest {
  private static final int TRIES = Integer.getInteger("mutation.tries", 38);
  private static final long SEED = Long.getLong("mutation.seed", 1);

  /** An input that takes so long is taken to have no end. */
  private static final int HANG_SECONDS = 60;

  private static final Pattern NUMBER =
      Pattern.compile(" *[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)? *");
  private static final List<String> TABLE = new ArrayList<>();
  private static final ExecutorService THREAD =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          });

  @TempDir private Path directory;

  /** Whether what was accepted is what the file says, as found in another way. */
  @FunctionalInterface
  private interface Check {
    boolean isRight(byte[] bytes) throws IOException;
  }

  @AfterAll
  static void printTable() {
    THREAD.shutdownNow();
    if (System.getProperty("mutation.tries") != null) {
      System.out.printf(
          "%-12s %7s %8s %9s %17s %8s %6s %13s%n",
          "input",
          "tried",
          "refused",
          "accepted",
          "wrongly accepted",
          "crashes",
          "hangs",
          "slowest, s");
      TABLE.forEach(System.out::println);
    }
  }

  @Test
  void specs() throws Exception {
    Mutations mutations = new Mutations(SEED);
    Path file = directory.resolve("spec.yaml");
    tally(
        "spec",
        file,
        i -> mutations.spec(Sweeps.SMALL),
        MutationTest::readsBack,
        "plan",
        file.toString());
  }

  /** An accepted spec, written, must be the same spec again. */
  private static boolean readsBack(byte[] bytes) {
    SweepSpec spec = SpecReader.parse(new String(bytes, StandardCharsets.UTF_8), "spec.yaml");
    return SpecReader.parse(spec.toYaml(), "again.yaml").equals(spec);
  }

  @Test
  void csvFiles() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    StringBuilder text = new StringBuilder("x1,x2,x3,price\n");
    for (int i = 0; i < 120; i++) {
      text.append(
          "%.4f,%.3e,%d,%.2f%n"
              .formatted(
                  random.nextDouble(),
                  random.nextDouble(),
                  random.nextInt(9),
                  random.nextDouble()));
    }
    String csv = text.toString().replace(System.lineSeparator(), "\n");
    String yaml =
        Sweeps.SMALL.replaceFirst(
            "data: .*", "data: {source: csv, file: FILE, target: price, task: regression}");
    Mutations mutations = new Mutations(SEED);
    for (String name : List.of("a.csv", "a.csv.gz")) {
      Path file = directory.resolve(name);
      Path spec = directory.resolve("spec.yaml");
      Files.writeString(spec, yaml.replace("FILE", file.toString()));
      boolean packed = name.endsWith(".gz");
      tally(
          packed ? "packed CSV" : "CSV",
          file,
          i -> mutations.csv(csv, packed),
          bytes -> packed || isNumbers(bytes),
          "plan",
          spec.toString());
    }
  }

  /** Without quotes: under the first line equally many numbers in every line that is not empty. */
  private static boolean isNumbers(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('"') >= 0) {
      return true;
    }
    List<String> lines = text.lines().filter(line -> !line.isEmpty()).toList();
    int columns = lines.get(0).split(",", -1).length;
    return lines.stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .allMatch(
            cells ->
                cells.length == columns
                    && Stream.of(cells).allMatch(cell -> NUMBER.matcher(cell).matches()));
  }

  @Test
  void networks() throws Exception {
    SweepSpec spec = SpecReader.parse(Sweeps.SMALL, "small.yaml");
    byte[] network =
        Safetensors.write(
            ((TrainedNetworks) spec.network()).initialize(5, 6, 2, new SplittableRandom(SEED)));
    Mutations mutations = new Mutations(SEED);
    Path file = directory.resolve("a.safetensors");
    tally(
        "safetensors",
        file,
        i -> mutations.network(network),
        bytes -> Safetensors.write(Safetensors.read(bytes)).length > 0,
        "certify",
        file.toString(),
        "--target",
        "W1",
        "--alpha",
        "0.9",
        "--keep",
        "0.3");
  }

  private void tally(
      String what, Path file, IntFunction<Mutations.Input> inputs, Check check, String... command)
      throws Exception {
    int refused = 0;
    int accepted = 0;
    List<String> wrong = new ArrayList<>();
    List<String> crashes = new ArrayList<>();
    List<String> hangs = new ArrayList<>();
    double slowest = 0;
    for (int i = 0; i < TRIES; i++) {
      Mutations.Input input = inputs.apply(i);
      Files.write(file, input.bytes());
      List<String> before = names();
      String place = "%s %d, %s".formatted(what, i, input.what());
      long start = System.nanoTime();
      Answer answer;
      try {
        answer = THREAD.submit(() -> Sweeps.command(command)).get(HANG_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        hangs.add(place);
        continue;
      } catch (ExecutionException e) {
        crashes.add(place + ": " + e.getCause());
        continue;
      }
      slowest = Math.max(slowest, (System.nanoTime() - start) / 1e9);
      if (answer.exitStatus() == 0) {
        accepted++;
        if (input.wrong() || !isRight(check, input.bytes())) {
          wrong.add(place);
        }
      } else if (isRefused(answer) && names().equals(before)) {
        refused++;
      } else {
        crashes.add(place + ": " + answer);
      }
    }
    TABLE.add(
        "%-12s %,7d %,8d %,9d %,17d %,8d %,6d %13.2f"
            .formatted(
                what,
                TRIES,
                refused,
                accepted,
                wrong.size(),
                crashes.size(),
                hangs.size(),
                slowest));
    assertThat(crashes).isEmpty();
    assertThat(hangs).isEmpty();
    assertThat(wrong).isEmpty();
    assertThat(refused).isGreaterThan(TRIES / 3);
  }

  private static boolean isRight(Check check, byte[] bytes) throws IOException {
    try {
      return check.isRight(bytes);
    } catch (UserException e) {
      return false;
    }
  }

  /** A line for each mistake; only specs have more than one. */
  private static boolean isRefused(Answer answer) {
    return answer.exitStatus() == 2
        && answer.out().isEmpty()
        && answer.err().lines().count() > 0
        && answer.err().lines().allMatch(line -> line.startsWith("widesweep: "))
        && answer.err().length() < 8_000;
  }

  /** Files of the working directory, and of the one that holds the input. */
  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    for (Path place : List.of(Path.of(""), directory)) {
      try (Stream<Path> files = Files.list(place)) {
        files.map(Path::toString).sorted().forEach(names::add);
      }
    }
    return names;
  }
}
