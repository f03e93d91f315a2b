package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.sweep.grid.Canonical;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may ask for by mistake: one line each, and nothing written. */
class BorderTest {
  @TempDir private Path directory;

  private String spec(String yaml) throws IOException {
    return Files.writeString(directory.resolve("spec.yaml"), yaml).toString();
  }

  private static void assertRefused(String message, String... arguments) {
    Answer answer = Sweeps.command(arguments);
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("widesweep: ").contains(message).hasSizeLessThan(8_000);
  }

  @Test
  void timesAreSecondsOfADay() throws IOException {
    String spec = spec(Sweeps.SMALL);
    String output = directory.resolve("out").toString();
    for (String option : List.of("--wave-seconds", "--chunk-seconds")) {
      for (String value : List.of("0", "-3", "NaN", "Infinity", "1e308", "86401")) {
        assertRefused(option + " is ", "run", spec, "-o", output, option, value);
      }
    }
    assertRefused("--chunk-seconds is NaN", "plan", spec, "--chunk-seconds", "NaN");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void patienceIsMinutesOfAYear() throws IOException {
    String spec = spec(Sweeps.SMALL);
    String output = directory.resolve("out").toString();
    for (String value : List.of("-1", "NaN", "Infinity", "525601")) {
      String refusal =
          "--patience is " + Double.parseDouble(value) + ", expected minutes from 0 to 525,600";
      assertRefused(refusal, "run", spec, "-o", output, "--patience", value);
      assertRefused(
          refusal,
          "solve",
          spec,
          "--find",
          "width",
          "--such-that",
          "metric_drop <= 1",
          "-o",
          output,
          "--patience",
          value);
    }
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void eachMistakeOfASpecHasItsLine() throws IOException {
    String spec =
        spec(
            Sweeps.SMALL.replace("epochs: 2", "epochs: -4").replace("alphas: [", "alphas: [1.5, "));
    Answer answer = Sweeps.command("plan", spec, "--set", "grid.targets=[Q2]");
    assertThat(answer.exitStatus()).isEqualTo(2);
    assertThat(answer.err().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("widesweep: "))
        .anyMatch(line -> line.contains("training.epochs is -4"))
        .anyMatch(line -> line.contains("override grid.targets=[Q2]: grid.targets[0] is Q2"))
        .anyMatch(line -> line.contains("grid.alphas[0] is 1.5"));
  }

  @Test
  void filesThatAreNone() throws IOException {
    for (String file : List.of(directory.toString(), directory + "/none")) {
      assertRefused(file, "plan", file);
      assertRefused("holds no sweep", "status", file);
      for (String network : List.of(file, file + ".safetensors")) {
        assertRefused(
            network, "certify", network, "--target", "W1", "--alpha", "0.9", "--keep", "0.3");
      }
    }
    String spec = spec(Sweeps.SMALL);
    assertRefused(
        "output s3a://bucket/out: its file system's classes are not there",
        "run",
        spec,
        "-o",
        "s3a://bucket/out");
    assertRefused("output no-such-system://x/out: ", "run", spec, "-o", "no-such-system://x/out");
  }

  /** Mistakes that only the data shows keep the line of the spec. */
  @Test
  void widthsThatDoNotFitAreNamedWithTheirLine() throws IOException {
    String wide = spec(Sweeps.SMALL.replace("12]", "2000000000]"));
    assertRefused(
        wide + ":7: grid.widths[1] is 2000000000, expected a width that gives layer 1",
        "plan",
        wide);
    String spec = spec(Sweeps.SMALL);
    assertRefused(
        "override grid.widths=[6, 2000000000]: grid.widths[1] is 2000000000",
        "run",
        spec,
        "--set",
        "grid.widths=[6, 2000000000]",
        "-o",
        directory.resolve("out").toString());
    assertRefused(
        "grid.widths[430] is 430000001",
        "plan",
        spec,
        "--set",
        "grid.widths={from: 1, to: 2147483647, step: 1000000}");
    assertRefused(
        "override data.samples=30000: data.samples is 30000, expected fewer samples or features",
        "plan",
        spec,
        "--set",
        "data.features=60000",
        "--set",
        "data.samples=30000");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void aBillionRunsArePlanned() throws IOException {
    Answer answer = Sweeps.command("plan", spec(Sweeps.SMALL), "--set", "grid.draws=41666666");
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(answer.out()).contains("runs              999,999,984");
  }

  private static String csv() {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("x1,x2,x3,price\n");
    for (int i = 0; i < 40; i++) {
      text.append(random.nextDouble()).append(',').append(random.nextDouble()).append(',');
      text.append(random.nextDouble()).append(',').append(random.nextDouble()).append('\n');
    }
    return text.toString();
  }

  /** A dataset is what it contains and is called: a file may move, a name may not change. */
  @Test
  void aRenamedFileIsTheSameDataOnlyUnderItsName() throws IOException {
    Path houses = Files.writeString(directory.resolve("houses.csv"), csv());
    String yaml =
        Sweeps.SMALL.replaceFirst(
            "data: .*", "data: {source: csv, file: FILE, target: price, task: regression}");
    String output = directory.resolve("out").toString();
    Answer done =
        Sweeps.command("run", spec(yaml.replace("FILE", houses.toString())), "-o", output);
    assertThat(done.exitStatus()).as(done.err()).isZero();
    List<String> rows = Sweeps.rows(directory.resolve("out"));

    Path homes = Files.move(houses, directory.resolve("homes.csv"));
    String renamed = spec(yaml.replace("FILE", homes.toString()));
    assertRefused("data.name is houses there, homes here", "run", renamed, "-o", output);
    Answer named = Sweeps.command("run", renamed, "-o", output, "--set", "data.name=houses");
    assertThat(named.exitStatus()).as(named.err()).isZero();
    assertThat(named.out()).contains("0 runs done now, 48 in all");
    assertThat(Sweeps.rows(directory.resolve("out"))).isEqualTo(rows);
    Answer verified = Sweeps.command("verify", output);
    assertThat(verified.exitStatus()).as(verified.out()).isZero();

    Files.writeString(homes, csv().replaceFirst("0\\.", "1."));
    assertRefused(
        "the same spec, but the data's values have changed",
        "run",
        renamed,
        "-o",
        output,
        "--set",
        "data.name=houses");
  }

  @Test
  void sweepsOfTheFirstFingerprintGoOn() {
    Sweep sweep = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
    String former = Canonical.formerFingerprint(sweep.spec(), sweep.data().fingerprint());
    assertThat(former).isNotEqualTo(sweep.fingerprint());
    assertThat(sweep.isOf(sweep.fingerprint(), "synthetic")).isTrue();
    assertThat(sweep.isOf(former, "synthetic")).isTrue();
    assertThat(sweep.isOf(former, "other")).isFalse();
    assertThat(sweep.isOf("0" + former.substring(1), "synthetic")).isFalse();
  }
}
