package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
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
    assertThat(same)
        .as("pinned: sweeps on disk are continued by it")
        .isEqualTo("42ef04c2ce156799bf410283c19a640ab721070d4df18add93c3805022474a56");
    assertThat(fingerprint("  draws: 3", "  draws: 4")).isEqualTo(same);
    assertThat(fingerprint("seed: 7", "seed: 8")).isNotEqualTo(same);
    assertThat(Canonical.fingerprint(Specs.digits(), "e")).isNotEqualTo(same);
  }

  private static String fingerprint(String line, String replacement) {
    return Canonical.fingerprint(
        SpecReader.parse(Specs.digitsWith(line, replacement), "a.yaml"), "d");
  }
}
