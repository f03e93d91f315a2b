package io.github.widesweep.job.cli;

import io.github.widesweep.job.Sweeps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mistakes in what {@code certify} is asked. */
class CertifyRefusalTest extends CertifyCase {
  @Test
  void mistakesAreOneLineThatNamesTheOption() throws IOException {
    assertMistake("--alpha is 1.5", "--target=W2", "--alpha=1.5", "--keep=0.3");
    assertMistake("--alpha is NaN", "--target=W2", "--alpha=NaN", "--keep=0.3");
    assertMistake("--keep is 0.0", "--target=W2", "--alpha=0.5", "--keep=0");
    assertMistake("--levels is 0", "--target=W2", "--alpha=0.5", "--levels=0");
    assertMistake("--levels is 3", "--target=W2", "--alpha=0.5", "--levels=3", "--unit=neuron");
    assertMistake("--target is W9", "--target=W9", "--alpha=0.5", "--keep=0.3");
    assertMistake("--target is X", "--target=X", "--alpha=0.5", "--keep=0.3");
    assertMistake("--radius is -1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--radius=-1");
    assertMistake("--error is -1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--error=-1");
    for (String bad : List.of("0", "-1", "NaN", "Infinity")) {
      assertMistake("--omega is ", "--target=W2", "--alpha=0.5", "--keep=0.3", "--omega=" + bad);
    }
    assertMistake("--width-of is 1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--width-of=1");
    assertMistake(
        "--width-of is 3, expected a hidden layer, from 1 to 2",
        "--target=W2",
        "--alpha=0.5",
        "--keep=0.3",
        "--error=1",
        "--width-of=3");
    assertMistake("--keep", "--target=W2", "--alpha=0.5");
    assertMistake("mutually exclusive", "--target=W2", "--alpha=0.5", "--keep=0.3", "--levels=2");
    assertMistake("--unit", "--target=W2", "--alpha=0.5", "--keep=0.3", "--unit=layer");
    assertMistake("--samples", "--target=W2", "--alpha=0.5", "--keep=0.3", "--samples");
    Path spec = Files.writeString(directory.resolve("other.yaml"), Sweeps.SMALL);
    assertRefused(
        certify(convolutionFile, "--target=W3", "--alpha=0.5", "--keep=0.3", "--data=" + spec),
        "--data is 5 features and 2 outputs, expected the network's 9 and 2");
    assertRefused(
        certify(spec, "--target=W2", "--alpha=0.5", "--keep=0.3", "--data=" + spec),
        "--data is there, expected a network's file");
    assertMistake("--set", "--target=W2", "--alpha=0.5", "--keep=0.3", "--set", "seed=1");
    Path bad = Files.writeString(directory.resolve("bad.safetensors"), "not a network");
    for (Path file : List.of(bad, directory.resolve("none.safetensors"), directory)) {
      assertRefused(
          certify(file, "--target=W2", "--alpha=0.5", "--keep=0.3"), "widesweep: " + file + ": ");
    }
  }

  private static void assertMistake(String message, String... options) {
    assertRefused(certify(tanhFile, options), message);
  }
}
