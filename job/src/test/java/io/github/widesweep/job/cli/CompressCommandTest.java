package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.NumberFormat;
import io.github.widesweep.network.io.TensorFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

class CompressCommandTest {
  /** What npz files do not say. */
  private static final String LAYERS =
      "layers.1.weight+layers.1.bias:relu,layers.2.weight+layers.2.bias:tanh,layers.3.weight";

  @TempDir private static Path directory;

  private static final Network NETWORK = network();
  private static Path samples;

  private static Network network() {
    SplittableRandom random = new SplittableRandom(11);
    return new Network(
        List.of(
            new Dense(
                gaussian(random, 20, 6),
                Optional.of(gaussian(random, 20, 1).data),
                Activation.RELU,
                Double.POSITIVE_INFINITY),
            new Dense(
                gaussian(random, 9, 20),
                Optional.of(gaussian(random, 9, 1).data),
                Activation.TANH,
                Double.POSITIVE_INFINITY),
            new Dense(gaussian(random, 3, 9), Activation.IDENTITY)));
  }

  private static R064Store gaussian(SplittableRandom random, int rows, int columns) {
    R064Store matrix = LinearAlgebra.zeros(rows, columns);
    Arrays.setAll(matrix.data, i -> (float) (random.nextGaussian() / Math.sqrt(columns)));
    return matrix;
  }

  @BeforeAll
  static void writeFiles() throws IOException {
    for (TensorFormat format : TensorFormat.values()) {
      Files.write(
          directory.resolve("network" + format.suffix()),
          NetworkFile.write(format, NumberFormat.FLOAT32, NETWORK));
    }
    SplittableRandom random = new SplittableRandom(12);
    List<String> lines = new ArrayList<>(List.of("id,a,b,c,d,e,f,label"));
    for (int s = 0; s < 120; s++) {
      StringBuilder line = new StringBuilder().append(s).append(',');
      for (int j = 0; j < 6; j++) {
        line.append(random.nextGaussian()).append(',');
      }
      lines.add(line.append(s % 3).toString());
    }
    samples = Files.write(directory.resolve("samples.csv"), lines);
  }

  private static Answer compress(TensorFormat format, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "compress",
                directory.resolve("network" + format.suffix()).toString(),
                "--samples",
                samples.toString(),
                "--drop",
                "1,label"));
    if (format == TensorFormat.NPZ) {
      all.addAll(List.of("--layers", LAYERS));
    }
    all.addAll(List.of(arguments));
    return Sweeps.command(all.toArray(String[]::new));
  }

  private static Network read(Path file) throws IOException {
    return NetworkFile.read(TensorFormat.of(file.toString()), Files.readAllBytes(file), List.of())
        .network();
  }

  /** The same network in every format gives the same answer, and the same network. */
  @ParameterizedTest
  @EnumSource
  void whatIsNotCompressedIsAsItWas(TensorFormat format) throws IOException {
    Path output = directory.resolve("compressed" + format.suffix());
    Answer answer =
        compress(format, "--target", "W2", "--keep", "0.3", "--output", output.toString());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitStatus()).isZero();
    assertThat(answer.out()).contains("W2 of 6-20-9-3 by greedy, keep probability 0.3\n");
    if (format != TensorFormat.ONNX) {
      assertThat(NetworkFile.read(format, Files.readAllBytes(output), List.of()).about())
          .containsEntry("target", "W2")
          .containsEntry("method", "greedy")
          .containsEntry("keep_probability", "0.3");
    }
    Network compressed = read(output);
    Network first = read(directory.resolve("network.onnx"));
    for (int l : List.of(1, 3)) {
      assertThat(compressed.layer(l).weights().data).containsExactly(first.layer(l).weights().data);
    }
    assertThat(compressed.layer(2).bias().orElseThrow())
        .containsExactly(first.layer(2).bias().orElseThrow());
    double[] dense = first.layer(2).weights().data;
    double[] now = compressed.layer(2).weights().data;
    int unchanged = 0;
    for (int i = 0; i < dense.length; i++) {
      double kept = NumberFormat.FLOAT32.round(dense[i] / 0.3);
      assertThat(now[i]).isIn(dense[i], kept, 0.0);
      unchanged += now[i] == dense[i] ? 1 : 0;
    }
    assertThat(unchanged).isEqualTo(180 - (int) (0.9 * 180));
    assertThat(answer.out()).contains("written: " + output + "\n");
    assertThat(answer.out().replaceAll("written: .*\n", ""))
        .isEqualTo(compress(TensorFormat.ONNX, "--target", "W2", "--keep", "0.3").out());
  }

  private static double heldOutError(Answer answer) {
    Matcher matcher = Pattern.compile("samples, (\\S+) over 24 held out").matcher(answer.out());
    assertThat(matcher.find()).as(answer.out()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void anErrorFindsTheSparsest() {
    double at30 =
        heldOutError(compress(TensorFormat.ONNX, "--target", "W1", "--keep", "0.3", "--seed", "4"));
    Answer found =
        compress(
            TensorFormat.ONNX,
            "--target",
            "W1",
            "--seed",
            "4",
            "--error",
            Double.toString(1.01 * at30));
    assertThat(found.exitStatus()).as(found.err()).isZero();
    assertThat(heldOutError(found)).isLessThanOrEqualTo(1.01 * at30);
    Matcher keep = Pattern.compile("keep probability ([\\d.]+)").matcher(found.out());
    assertThat(keep.find()).isTrue();
    String sparser = "%.2f".formatted(Double.parseDouble(keep.group(1)) - 0.01);
    assertThat(
            heldOutError(
                compress(TensorFormat.ONNX, "--target", "W1", "--seed", "4", "--keep", sparser)))
        .isGreaterThan(1.01 * at30);
    Answer levels =
        compress(
            TensorFormat.ONNX, "--target", "W1", "--error", "1e-9", "--quantize", "--draws", "1");
    assertThat(levels.exitStatus()).as(levels.err()).isZero();
    assertThat(heldOutError(levels)).isLessThanOrEqualTo(1e-9);
    Answer none = compress(TensorFormat.ONNX, "--target", "W1", "--error", "0");
    assertThat(none.exitStatus()).isEqualTo(2);
    assertThat(none.err())
        .isEqualTo("widesweep: --error is 0.0, and no compression of W1 by greedy keeps it\n");
  }

  @Test
  void theBestDrawOfSeveralIsTaken() {
    Pattern calibration = Pattern.compile("squared error (\\S+) over calibration");
    double least = Double.POSITIVE_INFINITY;
    for (String draws : List.of("1", "5")) {
      Answer answer =
          compress(TensorFormat.ONNX, "--target", "W1", "--keep", "0.3", "--draws", draws);
      Matcher matcher = calibration.matcher(answer.out());
      assertThat(matcher.find()).as(answer.out()).isTrue();
      assertThat(Double.parseDouble(matcher.group(1))).isLessThanOrEqualTo(least);
      least = Double.parseDouble(matcher.group(1));
      assertThat(answer.out().contains("best of 5 draws")).isEqualTo(draws.equals("5"));
    }
  }

  private static double guaranteed(Answer answer) {
    Matcher matcher = Pattern.compile("guaranteed .*: at most (\\S+)").matcher(answer.out());
    assertThat(matcher.find()).as(answer.out() + answer.err()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  /** The sparsest of which the bound is within the error: a hundredth less kept is not. */
  @ParameterizedTest
  @ValueSource(strings = {"greedy", "{walk: {lambda: 0.3}}", "obs"})
  void anErrorIsGuaranteed(String method) {
    List<String> common = List.of("--target", "W1", "--method", method, "--guaranteed");
    double error = guaranteed(compress(common, "--keep", "0.4"));
    assertThat(error).isPositive();
    Answer found = compress(common, "--error", Double.toString(1.001 * error));
    assertThat(guaranteed(found)).isLessThanOrEqualTo(1.001 * error);
    Matcher keep = Pattern.compile("keep probability ([\\d.]+)").matcher(found.out());
    assertThat(keep.find()).isTrue();
    double probability = Double.parseDouble(keep.group(1));
    assertThat(probability).isLessThanOrEqualTo(0.4);
    String sparser = "%.2f".formatted(probability - 0.01);
    assertThat(guaranteed(compress(common, "--keep", sparser))).isGreaterThan(1.001 * error);
    Answer none = compress(common, "--error", "0");
    assertThat(none.exitStatus()).isEqualTo(2);
    assertThat(none.err()).contains("--error is 0.0, and no compression of W1 by", "guarantees it");
  }

  private static Answer compress(List<String> common, String... further) {
    List<String> all = new ArrayList<>(common);
    all.addAll(List.of(further));
    return compress(TensorFormat.ONNX, all.toArray(String[]::new));
  }

  /** Tensors of different formats keep every bit in a file of another kind. */
  @Test
  void anotherFormatOfFileKeepsEveryNumber() throws IOException {
    Path output = directory.resolve("other.npz");
    Answer answer =
        compress(
            TensorFormat.SAFETENSORS, "--target", "W2", "--keep", "0.5", "-o", output.toString());
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    Network other = read(output);
    for (int l : List.of(1, 3)) {
      assertThat(other.layer(l).weights().data).containsExactly(NETWORK.layer(l).weights().data);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--target W4 --keep 0.3 | W4",
        "--target W2 --keep 1.5 | --keep is 1.5, expected",
        "--target W2 --keep NaN | --keep is NaN, expected",
        "--target W2 --levels 0 | --levels is 0, expected",
        "--target W2 --error -1 | --error is -1.0, expected",
        "--target W2 --keep 0.3 --draws 0 | --draws is 0, expected",
        "--target W2 --keep 0.3 --held-out 1 | --held-out is 1.0, expected",
        "--target W2 --keep 0.3 --method greddy | greedy",
        "--target W2 --keep 0.3 --method {walk | --method is {walk, expected",
        "--target W2 --keep 0.3 --output out.pt | out.pt: its name ends in no known format",
        "--target W2 --keep 0.3 --layers w1:swish | --layers has 'w1:swish', expected swish to be",
        "--target W2 --keep 0.3 --layers a,,b | --layers has '', expected WEIGHT",
        "--target W2 --keep 0.3 --layers lost | there is no tensor lost",
      })
  void mistakesAreOneLine(String arguments, String message) {
    Answer answer = compress(TensorFormat.ONNX, arguments.strip().split(" "));
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("widesweep: ").contains(message.strip());
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void samplesMustFit() {
    Answer answer =
        Sweeps.command(
            "compress",
            directory.resolve("network.onnx").toString(),
            "--samples",
            samples.toString(),
            "--target",
            "W1",
            "--keep",
            "0.5");
    assertThat(answer.exitStatus()).isEqualTo(2);
    assertThat(answer.err())
        .endsWith(
            "8 columns of inputs, expected the network's 6; --drop leaves out others, such as a label\n");
  }
}
