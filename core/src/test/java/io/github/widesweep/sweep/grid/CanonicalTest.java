package io.github.widesweep.sweep.grid;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
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

  /** Texts of every kind of double: each gives its number back, and no two are alike. */
  @Test
  void numbersAreTheirShortestExactTexts() {
    SplittableRandom random = new SplittableRandom(8);
    Set<Double> numbers = new HashSet<>();
    Set<String> lines = new HashSet<>();
    for (int i = 0; i < 2000; i++) {
      double number =
          i % 2 == 0
              ? Double.longBitsToDouble(random.nextLong())
              : Math.nextUp(random.nextInt(1000) / 1000.0);
      if (Double.isFinite(number)) {
        String line = Canonical.line("a", number);
        assertThat(Double.parseDouble(line.substring(2))).isEqualTo(number);
        numbers.add(number);
        lines.add(line);
      }
    }
    assertThat(lines).hasSameSizeAs(numbers);
    assertThat(Canonical.line("a", 0.1, "b", 1e-3, "c", 1e7, "d", 100, "e", 1.0))
        .isEqualTo("a=0.1;b=0.001;c=1.0E7;d=100;e=1.0");
  }

  /** Read back literally, character by character, a line gives the values that it was made of. */
  @Test
  void everyLineCanBeReadBack() {
    SplittableRandom random = new SplittableRandom(9);
    String alphabet = "a;\\=b";
    for (int i = 0; i < 2000; i++) {
      List<String> values = new ArrayList<>();
      for (int v = 0; v < 3; v++) {
        StringBuilder value = new StringBuilder();
        for (int c = random.nextInt(5); c > 0; c--) {
          value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        values.add(value.toString());
      }
      String line = Canonical.line("x", values.get(0), "y", values.get(1), "z", values.get(2));
      assertThat(valuesOf(line)).isEqualTo(values);
    }
  }

  private static List<String> valuesOf(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int c = 2; c < line.length(); c++) {
      if (line.charAt(c) == '\\') {
        c++;
        value.append(line.charAt(c));
      } else if (line.charAt(c) == ';') {
        values.add(value.toString());
        value.setLength(0);
        // The next name and its sign.
        c += 2;
      } else {
        value.append(line.charAt(c));
      }
    }
    values.add(value.toString());
    return values;
  }

  /** FIPS 180-4's examples, and a text beyond ASCII. */
  @Test
  void hashesAreThoseOfTheStandard() {
    assertThat(Canonical.sha256Hex("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Canonical.sha256Hex(""))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Canonical.sha256("\u00e9"))
        .isEqualTo(
            HexFormat.of()
                .parseHex("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"));
  }
}
