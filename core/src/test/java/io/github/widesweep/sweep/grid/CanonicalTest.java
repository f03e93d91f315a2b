package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  @Test
  void namesCannotForgeOtherCoordinates() {
    assertThat(Canonical.line("a", "1;b=2", "b", "3")).isEqualTo("a=1\\;b=2;b=3");
    assertThat(Canonical.line("a", "1\\", "b", "3")).isNotEqualTo(Canonical.line("a", "1\\;b=3"));
  }

  @Test
  void fingerprintIsOfMeaningAndData() {
    String same = Canonical.fingerprint(Specs.digits(), "d");
    assertThat(List.of(same, Canonical.formerFingerprint(Specs.digits(), "d")))
        .as("pinned: sweeps on disk are continued by them")
        .containsExactly(
            "93f916b827e614abd4bb2bd77630c2201727db805062456a6bf8bc39596d740e",
            "42ef04c2ce156799bf410283c19a640ab721070d4df18add93c3805022474a56");
    assertThat(fingerprint("  draws: 3", "  draws: 4")).isEqualTo(same);
    assertThat(fingerprint("seed: 7", "seed: 8")).isNotEqualTo(same);
    assertThat(Canonical.fingerprint(Specs.digits(), "e")).isNotEqualTo(same);
    assertThat(fingerprint("  source: digits", "  source: digits\n  name: others"))
        .isNotEqualTo(same);
    // What a field of data does is seen in the values.
    assertThat(fingerprint("  scaling: standardize", "  scaling: scale")).isEqualTo(same);
  }

  @Test
  void dataIsWhatItContainsAndIsCalled() {
    String yaml =
        Specs.SYNTHETIC.replaceFirst(
            "data: .*", "data: {source: csv, file: FILE, target: y, task: regression}");
    String same = csv(yaml, "houses.csv");
    assertThat(csv(yaml, "elsewhere/houses.csv.gz")).isEqualTo(same);
    assertThat(csv(yaml.replace("target: y", "target: 3"), "houses.csv")).isEqualTo(same);
    assertThat(csv(yaml, "homes.csv")).isNotEqualTo(same);
    assertThat(csv(yaml, "homes.csv, name: houses")).isEqualTo(same);
    String former = yaml.replace("FILE", "houses.csv");
    assertThat(
            Canonical.formerFingerprint(
                SpecReader.parse(former.replace("houses.csv", "homes.csv, name: x"), "a"), "d"))
        .isEqualTo(Canonical.formerFingerprint(SpecReader.parse(former, "a"), "d"));
  }

  private static String csv(String yaml, String file) {
    return Canonical.fingerprint(SpecReader.parse(yaml.replace("FILE", file), "a.yaml"), "d");
  }

  private static String fingerprint(String line, String replacement) {
    return Canonical.fingerprint(
        SpecReader.parse(Specs.digitsWith(line, replacement), "a.yaml"), "d");
  }
}
