package io.github.widesweep.sweep.spec;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.sweep.grid.Grid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Specs for tests. */
public final class Specs {
  /** The data of a spec that needs nobody to bring it. */
  public static Dataset data(SweepSpec spec) {
    return Grid.loadData((LocalData) spec.data(), spec.seed());
  }

  /** Complete but for defaults. Tests count its lines: grid is on line 12. */
  public static final String DIGITS =
      """
      name: tiny
      seed: 7
      data:
        source: digits
        scaling: standardize
      network:
        hidden: [width, 6]
        activation: relu
      training:
        epochs: 1
        batch_size: 32
      grid:
        widths: [3, 5]
        networks: 2
        draws: 3
        targets: [W1, B1, W2]
        schemes:
          prune: [0.3, 0.7]
          quantize: [2]
        alphas: [0.9, 0.5]
        orderings: [static, refresh: 0.25]
        calibration_samples: 50
      """;

  /** Seconds for the whole sweep: synthetic regression. */
  public static final String SYNTHETIC =
      """
      name: synthetic
      seed: 11
      data: {source: synthetic, samples: 120, features: 5, teacher_width: 4, outputs: 2}
      network: {hidden: [width, 4], activation: tanh}
      training: {epochs: 2, batch_size: 16}
      grid:
        widths: [3, 6]
        networks: 2
        draws: 3
        targets: [W1, B1, W1+B2, W3]
        schemes: {prune: [0.4], quantize: [3]}
        alphas: [0.75]
        orderings: [exact, static]
        calibration_samples: 40
      """;

  /** Small images through two convolutions, filters compressed. */
  public static final String CONVOLUTION =
      """
      name: convolution
      seed: 5
      data: {source: synthetic, samples: 60, features: 32, teacher_width: 4, outputs: 2}
      network:
        image: {channels: 2, side: 4}
        hidden: [{conv: width, kernel: 3}, {conv: 3, kernel: 2}, 5]
        activation: tanh
        bias: true
      training: {epochs: 2, batch_size: 16}
      grid:
        widths: [3, 6]
        networks: 1
        draws: 3
        units: [neuron]
        targets: [W1, B1, W2, B2, B1+W3, W4]
        schemes: {prune: [0.4], quantize: [3]}
        alphas: [0.75]
        calibration_samples: 40
      """;

  private Specs() {}

  public static SweepSpec convolution() {
    return SpecReader.parse(CONVOLUTION, "convolution.yaml");
  }

  /** The synthetic sweep with neurons beside weights. */
  public static SweepSpec neurons() {
    return SpecReader.parse(
        SYNTHETIC.replace("  schemes:", "  units: [weight, neuron]\n  schemes:"), "neurons.yaml");
  }

  public static SweepSpec digits() {
    return SpecReader.parse(DIGITS, "digits.yaml");
  }

  public static SweepSpec synthetic() {
    return SpecReader.parse(SYNTHETIC, "synthetic.yaml");
  }

  /** {@link #DIGITS} with one line replaced; the line must be there. */
  public static String digitsWith(String line, String replacement) {
    if (DIGITS.lines().filter(line::equals).count() != 1) {
      throw new IllegalArgumentException(line);
    }
    return Stream.of(DIGITS.split("\n"))
        .map(each -> each.equals(line) ? replacement : each)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** A file of this text, there until the JVM ends. */
  public static Path file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  public static Path file(byte[] bytes) {
    try {
      Path file = Files.createTempFile("spec", ".yaml");
      file.toFile().deleteOnExit();
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
