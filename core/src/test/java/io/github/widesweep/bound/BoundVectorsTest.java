package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ojalgo.matrix.store.R064Store;

/**
 * The {@code bound} entries of every reference vector to 1e-9: the constants from literal matrices,
 * convolutions included, the radii and input error from the samples and the compressed weights that
 * the vectors give, and the bound from those.
 */
class BoundVectorsTest {
  private static final String MORE = "widesweep.vectors";

  @TestFactory
  Stream<DynamicTest> publicVectors() throws IOException {
    try (InputStream stream = Compressor.class.getResourceAsStream("vectors-public.json")) {
      return tests(stream);
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
      return tests(stream);
    }
  }

  private static Stream<DynamicTest> tests(InputStream stream) throws IOException {
    List<JsonNode> cases = new ArrayList<>();
    new ObjectMapper().readTree(stream).get("cases").forEach(cases::add);
    return cases.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("id").asText() + ": " + c.get("about").asText(), () -> check(c)));
  }

  private static void check(JsonNode c) {
    R064Store z = matrix(c.get("X_cal"));
    R064Store zh = z;
    for (int l = 1; l <= c.get("layers").size(); l++) {
      JsonNode layer = c.get("layers").get(l - 1);
      JsonNode done = c.get("expected").get("layers").get(Integer.toString(l));
      Dense dense = literal(layer, weights(layer));
      Dense compressed = dense;
      if (done != null) {
        checkBound(c, l, done, z, zh);
        compressed = literal(layer, done.get("weight"));
      }
      JsonNode radius = c.get("expected").get("projections").get(Integer.toString(l));
      if (radius != null) {
        compressed = compressed.withRadius(radius.asDouble());
      }
      z = dense.forward(z);
      zh = compressed.forward(zh);
    }
  }

  private static void checkBound(JsonNode c, int l, JsonNode done, R064Store z, R064Store zh) {
    JsonNode expected = done.get("bound");
    close("rho", Nets.largestNorm(z), expected.get("rho"));
    close("theta", Nets.largestNorm(zh), expected.get("theta"));
    close("input_error", LinearAlgebra.meanSquaredDistance(z, zh), expected.get("input_error"));

    Offer offer =
        new Offer(
            c.get("scheme").asText().equals("prune")
                ? new Scheme.Prune(c.get("p").asDouble())
                : new Scheme.Quantize(c.get("k").asInt()),
            c.get("alpha").asDouble(),
            c.get("structured").asBoolean() ? Grain.BLOCKS : Grain.WEIGHTS);
    double theta = expected.get("theta").asDouble();
    double inputError = expected.get("input_error").asDouble();
    LayerConstants first = constants(c.get("layers").get(l - 1));
    close("sigma", first.sigma(), expected.get("sigma").get(0));
    close("nu", first.nu(), expected.get("nu").get(0));
    Magnitude bound;
    if (done.get("role").asText().equals("W")) {
      bound = LayerBounds.wide(first, offer, theta, inputError);
    } else {
      LayerConstants second = constants(c.get("layers").get(l));
      close("sigma", second.sigma(), expected.get("sigma").get(1));
      close("nu", second.nu(), expected.get("nu").get(1));
      BlockBound block = LayerBounds.block(first, second, offer, theta, inputError);
      close("Lambda", block.lambda().value(), expected.get("Lambda"));
      close("omega", block.omega().value(), expected.get("omega"));
      bound = block.bound();
    }
    close("log", bound.log(), expected.get("log"));
    if (expected.get("value").isNull()) {
      assertThat(bound.value()).isInfinite();
    } else {
      close("value", bound.value(), expected.get("value"));
    }
    assertThat(done.get("psi_start").asDouble()).isLessThan(bound.value());
  }

  private static LayerConstants constants(JsonNode layer) {
    Dense dense = literal(layer, weights(layer));
    if (layer.get("type").asText().equals("dense")) {
      return LayerConstants.of(dense);
    }
    int block = layer.get("r").asInt() * layer.get("r").asInt();
    double nu = 0;
    for (int o = 0; o < dense.outputs(); o += block) {
      for (int i = 0; i < dense.inputs(); i += block) {
        R064Store piece = LinearAlgebra.zeros(block, block);
        for (int row = 0; row < block; row++) {
          for (int column = 0; column < block; column++) {
            piece.set(row, column, dense.weights().doubleValue(o + row, i + column));
          }
        }
        nu = Math.max(nu, LinearAlgebra.operatorNorm(piece));
      }
    }
    LayerConstants measured = LayerConstants.of(convolution(layer, dense.activation()));
    LayerConstants whole = LayerConstants.of(dense);
    assertThat(measured.block()).isEqualTo(block);
    assertThat(measured.nu()).isCloseTo(nu, within(1e-12));
    assertThat(measured.sigma()).isCloseTo(whole.sigma(), within(1e-12));
    assertThat(measured.absoluteNorm()).isCloseTo(whole.absoluteNorm(), within(1e-12));
    return measured;
  }

  private static Convolution convolution(JsonNode layer, Activation activation) {
    JsonNode kernels = layer.get("K");
    int q = kernels.get(0).get(0).size();
    R064Store matrix = LinearAlgebra.zeros(kernels.size(), kernels.get(0).size() * q * q);
    for (int o = 0; o < matrix.getRowDim(); o++) {
      for (int j = 0; j < matrix.getColDim(); j++) {
        JsonNode kernel = kernels.get(o).get(j / (q * q));
        matrix.set(o, j, kernel.get(j / q % q).get(j % q).asDouble());
      }
    }
    return new Convolution(matrix, q, layer.get("r").asInt(), activation);
  }

  private static JsonNode weights(JsonNode layer) {
    return layer.has("W") ? layer.get("W") : layer.get("K");
  }

  /** The layer's whole matrix, for convolutions {@code W(K)} of Lemma 13 entry by entry. */
  private static Dense literal(JsonNode layer, JsonNode weights) {
    Activation activation = Activation.valueOf(layer.get("act").asText().toUpperCase(Locale.ROOT));
    if (layer.get("type").asText().equals("dense")) {
      return new Dense(matrix(weights), activation);
    }
    int r = layer.get("r").asInt();
    int q = weights.get(0).get(0).size();
    R064Store matrix = LinearAlgebra.zeros(weights.size() * r * r, weights.get(0).size() * r * r);
    for (int o = 0; o < weights.size(); o++) {
      for (int i = 0; i < weights.get(o).size(); i++) {
        for (int tap = 0; tap < q * q; tap++) {
          double k = weights.get(o).get(i).get(tap / q).get(tap % q).asDouble();
          for (int at = 0; at < r * r; at++) {
            int u = (at / r + tap / q + 1) % r;
            int v = (at % r + tap % q + 1) % r;
            int column = i * r * r + u * r + v;
            matrix.set(o * r * r + at, column, k);
          }
        }
      }
    }
    return new Dense(matrix, activation);
  }

  private static R064Store matrix(JsonNode rows) {
    R064Store matrix = LinearAlgebra.zeros(rows.size(), rows.get(0).size());
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < rows.get(i).size(); j++) {
        matrix.set(i, j, rows.get(i).get(j).asDouble());
      }
    }
    return matrix;
  }

  private static void close(String what, double actual, JsonNode expected) {
    double value = expected.asDouble();
    assertThat(actual).as(what).isCloseTo(value, within(1e-9 * Math.abs(value)));
  }
}
