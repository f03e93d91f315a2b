package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.ojalgo.matrix.store.R064Store;

/** Networks and files that tests of {@code certify} share. */
abstract class CertifyCase {
  static final String[] SAMPLED = {
    "--target=W2", "--alpha=0.9", "--keep=0.3", "--samples", "--error=0.05"
  };

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path directory;

  static Network tanh;
  static Network convolution;
  static Path tanhFile;
  static Path convolutionFile;

  @BeforeAll
  static void networks() throws IOException {
    tanh = new Network(List.of(dense(5, 8, 1), dense(8, 4, 2), dense(4, 2, 3)));
    convolution =
        new Network(
            List.of(
                new Convolution(weights(3, 4, 4), 2, 3, Activation.TANH),
                new Convolution(weights(2, 12, 5), 2, 3, Activation.RELU),
                dense(18, 2, 6)));
    tanhFile = write("tanh", tanh);
    convolutionFile = write("convolution", convolution);
  }

  static R064Store weights(int rows, int columns, int seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    R064Store weights = R064Store.FACTORY.make(rows, columns);
    for (int i = 0; i < weights.data.length; i++) {
      weights.data[i] = random.nextDouble(-0.5, 0.5);
    }
    return weights;
  }

  static Layer dense(int inputs, int outputs, int seed) {
    return new Dense(weights(outputs, inputs, seed), Activation.TANH);
  }

  static Path write(String name, Network network) throws IOException {
    return Files.write(directory.resolve(name + ".safetensors"), Safetensors.write(network));
  }

  static Answer certify(Path file, String... options) {
    return Sweeps.command(
        Stream.concat(Stream.of("certify", file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitStatus()).isZero();
    return JSON.readTree(answer.out());
  }

  static CompressionSpec compression(
      String target, Unit unit, Scheme scheme, double alpha, Projections projections) {
    return new CompressionSpec(
        Target.parse(target), unit, new Greedy(alpha, new Ordering.Exact()), scheme, projections);
  }

  static void assertSame(JsonNode bound, Magnitude magnitude) {
    double value = magnitude.value();
    assertThat(bound.get("value").isNull()).isEqualTo(Double.isInfinite(value));
    assertThat(bound.get("value").asDouble()).isEqualTo(Double.isInfinite(value) ? 0 : value);
    double log = magnitude.log10();
    assertThat(bound.get("log10").isNull()).isEqualTo(Double.isInfinite(log));
    assertThat(bound.get("log10").asDouble()).isEqualTo(Double.isInfinite(log) ? 0 : log);
  }

  static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  static void assertRefused(Answer answer, String message) {
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains(message);
  }
}
