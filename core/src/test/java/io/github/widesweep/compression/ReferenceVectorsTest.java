package io.github.widesweep.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Shrinker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ojalgo.matrix.store.R064Store;

/**
 * Every reference vector: the order of choices exactly, every number to 1e-9 relative. The system
 * property {@code widesweep.vectors} names a file of further cases of the same format.
 */
class ReferenceVectorsTest {
  private static final String MORE = "widesweep.vectors";
  private static final double TOLERANCE = 1e-9;

  @TestFactory
  Stream<DynamicTest> publicVectors() throws IOException {
    try (InputStream stream =
        ReferenceVectorsTest.class.getResourceAsStream("vectors-public.json")) {
      return tests(ReferenceCase.read(stream));
    }
  }

  @TestFactory
  Stream<DynamicTest> furtherVectors() throws IOException {
    String file = System.getProperty(MORE, "");
    if (file.isEmpty()) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "no further vectors",
              () -> assumeTrue(false, "-D" + MORE + " names no file of further cases")));
    }
    try (InputStream stream = Files.newInputStream(Path.of(file))) {
      return tests(ReferenceCase.read(stream));
    }
  }

  private static Stream<DynamicTest> tests(List<ReferenceCase> cases) {
    return cases.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.id() + ": " + c.json().get("about").asText(), () -> check(c)));
  }

  private static void check(ReferenceCase c) {
    Network network = c.network();
    for (int l : c.spec().target().roles().keySet()) {
      assumeTrue(
          c.spec().unit() == Unit.NEURON || network.layer(l) instanceof Dense,
          c.id() + " cannot be run: single weights of a convolution, layer " + l);
    }
    Compression compression =
        Compressor.of(network, c.samples("X_cal").inputs(), c.spec().target())
            .compress(c.spec(), c.uniforms());
    for (LayerCompression layer : compression.layers()) {
      checkLayer(c, compression, layer);
    }
    checkOutputs(c, network, compression);
  }

  private static void checkLayer(ReferenceCase c, Compression compression, LayerCompression layer) {
    JsonNode expected = c.expected(layer.layer());
    assertThat(layer.role().symbol()).isEqualTo(expected.get("role").asText());
    int[] order = new int[expected.get("order").size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = expected.get("order").get(i).asInt();
    }
    assertThat(layer.order()).as("order of layer %d", layer.layer()).isEqualTo(order);
    R064Store weights = compression.network().layer(layer.layer()).weights();
    assertClose("weights", weights, ReferenceCase.weights(expected.get("weight")));
    assertClose("scores", layer.scores(), ReferenceCase.flat(expected.get("scores")));
    assertClose("psi_start", layer.psiStart(), expected.get("psi_start").asDouble());
    assertClose("psi_end", layer.psi(), expected.get("psi_end").asDouble());
    long kept = Arrays.stream(weights.data).filter(w -> w != 0).count();
    assertClose(
        "kept_fraction",
        (double) kept / weights.data.length,
        expected.get("kept_fraction").asDouble());
    if (expected.has("reduced")) {
      Network shrunk = Shrinker.shrink(compression.network());
      JsonNode reduced = expected.get("reduced");
      assertClose(
          "reduced weights",
          shrunk.layer(layer.layer()).weights(),
          ReferenceCase.weights(reduced.get("W")));
      assertClose(
          "reduced next weights",
          shrunk.layer(layer.layer() + 1).weights(),
          ReferenceCase.weights(reduced.get("W_next")));
    }
  }

  private static void checkOutputs(ReferenceCase c, Network network, Compression compression) {
    R064Store test = c.samples("X_test").inputs();
    R064Store outputs = network.outputs(test);
    R064Store compressedOutputs = compression.network().outputs(test);
    JsonNode expected = c.expected();
    assertClose("dense outputs", outputs, ReferenceCase.matrix(expected.get("dense_test_output")));
    assertClose(
        "compressed outputs",
        compressedOutputs,
        ReferenceCase.matrix(expected.get("compressed_test_output")));
    assertClose("c", network.c(), expected.get("c").asDouble());
    double delta =
        Math.pow(network.c(), -2.0 * network.depth())
            * LinearAlgebra.meanSquaredDistance(outputs, compressedOutputs);
    assertClose("delta", delta, expected.get("delta").asDouble());
    List<Integer> projected = new ArrayList<>();
    for (int l = 1; l <= network.depth(); l++) {
      double radius = compression.network().layer(l).radius();
      if (radius < Double.POSITIVE_INFINITY) {
        projected.add(l);
        assertClose(
            "radius", radius, expected.get("projections").get(Integer.toString(l)).asDouble());
      }
    }
    assertThat(projected).hasSize(expected.get("projections").size());
  }

  private static void assertClose(String what, R064Store actual, R064Store expected) {
    assertThat(actual.getRowDim()).as(what).isEqualTo(expected.getRowDim());
    assertClose(what, actual.data, expected.data);
  }

  private static void assertClose(String what, double[] actual, double[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    // Relative to the largest: a small output or score is a difference of large ones.
    double largest = 0;
    for (double value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s[%d]", what, i)
          .isCloseTo(expected[i], within(TOLERANCE * largest));
    }
  }

  private static void assertClose(String what, double actual, double expected) {
    assertThat(actual).as(what).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
  }
}
