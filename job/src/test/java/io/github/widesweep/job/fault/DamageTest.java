package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of damage: {@code verify} names it, {@code run} refuses in one line where rows cannot
 * be trusted, {@code repair} moves it aside, and the same run then gives the rows it gave before.
 */
class DamageTest {
  private static final FaultTable TABLE = new FaultTable();
  private static final String SPEC =
      Sweeps.SMALL.replace("draws: 2", "draws: 1").replace("[W1, B1]", "[W1]");

  @TempDir private static Path directory;

  private static Path whole;
  private static List<String> plain;

  private final Random random = new Random(7);
  private Path output;
  private Path spec;

  @BeforeAll
  static void run() throws IOException {
    plain = Sweeps.plainRows(SPEC);
    whole = directory.resolve("whole");
    Files.writeString(directory.resolve("spec.yaml"), SPEC);
    // A wave for each width.
    Sweeps.run(SPEC.replace("[6, 12]", "[6]"), whole, 0.001);
    Sweeps.run(SPEC, whole, 0.001);
    assertThat(Sweeps.rows(whole)).isEqualTo(plain);
    // With them, any flipped bit would be found by Hadoop.
    Copies.deleteChecksums(whole);
  }

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @BeforeEach
  void copy() throws IOException {
    output = directory.resolve("out-" + random.nextInt() + System.nanoTime());
    Copies.copy(whole, output);
    spec = directory.resolve("spec.yaml");
  }

  private Answer command(String name) {
    return Sweeps.command(name, output.toString());
  }

  private Answer sweep() {
    return Sweeps.command("run", spec.toString(), "-o", output.toString());
  }

  private List<Path> parquet(String table) throws IOException {
    return Copies.files(output.resolve(table), "part-", ".parquet");
  }

  private Path wave(String table) throws IOException {
    return parquet(table).get(0).getParent();
  }

  private void assertFound(String... parts) {
    Answer answer = command("verify");
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isEqualTo(4);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out()).startsWith("problem: ").contains(parts);
  }

  private void assertRefused() {
    Answer answer = sweep();
    assertThat(answer.exitStatus()).as(answer.out() + answer.err()).isEqualTo(2);
    assertThat(answer.err().lines().filter(line -> line.startsWith("widesweep:"))).hasSize(1);
    assertThat(answer.err()).contains("widesweep repair").doesNotContain("\tat ");
  }

  /** Repairs and runs: all as before. */
  private void assertMended(String fault) {
    Answer repaired = command("repair");
    assertThat(repaired.exitStatus()).as(repaired.err()).isZero();
    Answer again = sweep();
    assertThat(again.exitStatus()).as(again.err()).isZero();
    Answer verified = command("verify");
    assertThat(verified.exitStatus()).as(verified.out() + verified.err()).isZero();
    TABLE.add(fault, plain, Sweeps.rows(output));
  }

  @Test
  void aFlippedBitInAnyFile() throws IOException {
    List<Path> files =
        new ArrayList<>(
            List.of(
                parquet("runs").get(0),
                parquet("networks").get(0),
                parquet("provenance").get(0),
                parquet("summary").get(0),
                wave("runs").resolve("_manifest.json"),
                wave("runs").resolve("_draws.tsv"),
                Copies.files(output.resolve("weights"), "width", ".safetensors").get(0)));
    for (Path file : files) {
      byte[] before = Files.readAllBytes(file);
      for (int i : Tries.of(24, 1)) {
        Random place = new Random(i);
        Copies.flip(file, place);
        assertFound(output.relativize(file).toString(), "repair moves");
        Files.write(file, before);
      }
    }
    // All at once, but for what would hide another: a manifest its wave, networks their weights.
    files.remove(wave("runs").resolve("_manifest.json"));
    files.remove(wave("runs").resolve("_draws.tsv"));
    files.remove(parquet("networks").get(0));
    for (Path file : files) {
      Copies.flip(file, random);
    }
    assertFound(
        files.stream().map(file -> output.relativize(file).toString()).toArray(String[]::new));
    assertMended("bits flipped in every kind of file");
    assertThat(Copies.files(output.resolve("damaged"), "part-", ".parquet"))
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void truncatedAndDeletedFiles() throws IOException {
    Path runs = parquet("runs").get(0);
    byte[] bytes = Files.readAllBytes(runs);
    Files.write(runs, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertFound(output.relativize(runs) + " has ", "bytes", "were written");
    assertRefused();
    Files.write(runs, bytes);

    List<Path> parts = parquet("runs");
    Files.delete(parts.get(parts.size() - 1));
    assertFound("is missing; repair moves runs/wave-");
    assertRefused();

    Path weights = Copies.files(output.resolve("weights"), "width", ".safetensors").get(0);
    Files.delete(weights);
    assertFound(output.relativize(weights) + " is missing; run does it again");
    Files.write(runs, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertMended("a file truncated, another deleted, weights lost");
  }

  @Test
  void aCopiedWaveDoesNotCountEvenBeforeItIsRepaired() throws IOException {
    Copies.copy(wave("runs"), output.resolve("runs/wave-0"));
    Copies.copy(wave("networks"), output.resolve("networks/wave-0"));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertFound("runs/wave-0 is a copy", "networks/wave-0 is a copy");
    assertMended("waves copied");
    assertThat(output.resolve("runs/wave-0")).doesNotExist();
  }

  @Test
  void foreignFiles() throws IOException {
    Path part = parquet("runs").get(0);
    Files.copy(part, part.resolveSibling("part-copy.parquet"));
    Files.copy(part, output.resolve("runs/part-copy.parquet"));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertFound("part-copy.parquet does not belong to its wave", "runs/part-copy.parquet does not");
    assertMended("files copied into a table");
  }

  @Test
  void provenanceThatIsLost() throws IOException {
    Copies.delete(output.resolve("provenance"));
    assertFound("provenance holds no invocation");
    // Another sweep's rows may not be mixed with these.
    spec = Files.writeString(directory.resolve("other.yaml"), SPEC.replace("seed: 7", "seed: 8"));
    assertRefused();
    spec = directory.resolve("spec.yaml");
    assertMended("provenance lost");
  }

  @Test
  void anOutputWithoutManifestsStaysReadable() throws IOException {
    for (Path manifest : Copies.files(output, "_manifest", ".json")) {
      Files.delete(manifest);
    }
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertThat(command("verify").exitStatus()).isZero();
    assertThat(command("verify").out()).contains("note: waves of an older version");
    // A page is held to its own checksum.
    Path runs = parquet("runs").get(0);
    byte[] bytes = Files.readAllBytes(runs);
    bytes[Copies.endOfFirstColumn(runs) - 1] ^= 1;
    Files.write(runs, bytes);
    assertFound(output.relativize(runs) + " cannot be read");
    assertRefused();
    assertMended("a bit flipped in a page of an old output");
    Copies.copy(wave("runs"), output.resolve("runs/wave-0"));
    assertThat(Sweeps.rows(output)).isEqualTo(plain);
    assertMended("a wave copied in an old output");
    Copies.delete(output.resolve("provenance"));
    assertFound("is of a sweep that provenance does not know");
    assertRefused();
    assertMended("provenance of an old output lost");
  }
}
