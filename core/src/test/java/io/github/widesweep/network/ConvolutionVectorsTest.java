package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** The dense networks and the norms of the reference vectors with convolutions. */
class ConvolutionVectorsTest {
  private static final String VECTORS = "/io/github/widesweep/compression/vectors-public.json";
  private static final double TOLERANCE = 1e-9;

  @ParameterizedTest
  @CsvSource({"P10, 2", "P11, 1"})
  void outputsAndNormsAreTheReferences(String id, int compressed) throws IOException {
    JsonNode json = read(id);
    Network network = network(json);
    R064Store expected = matrix(json.at("/expected/dense_test_output"));
    assertThat(network.outputs(matrix(json.get("X_test"))).data)
        .containsExactly(expected.data, within(TOLERANCE));
    assertClose(network.c(), json.at("/expected/c"));
    // The bound is of the compressed layer and, in B, of the next one.
    JsonNode bound = json.at("/expected/layers/" + compressed + "/bound");
    for (int k = 0; k < bound.get("sigma").size(); k++) {
      Convolution layer = (Convolution) network.layer(compressed + k);
      assertClose(layer.operatorNorm(), bound.get("sigma").get(k));
      assertClose(LinearAlgebra.maxAbs(layer.blockNorms()), bound.get("nu").get(k));
    }
  }

  private static void assertClose(double actual, JsonNode expected) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(TOLERANCE * expected.asDouble()));
  }

  private static JsonNode read(String id) throws IOException {
    try (InputStream stream = ConvolutionVectorsTest.class.getResourceAsStream(VECTORS)) {
      for (JsonNode json : new ObjectMapper().readTree(stream).get("cases")) {
        if (json.get("id").asText().equals(id)) {
          return json;
        }
      }
    }
    throw new AssertionError("no case " + id);
  }

  private static Network network(JsonNode json) {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : json.get("layers")) {
      Activation activation =
          Activation.valueOf(layer.get("act").asText().toUpperCase(Locale.ROOT));
      if (layer.get("type").asText().equals("dense")) {
        layers.add(new Dense(matrix(layer.get("W")), activation));
      } else {
        JsonNode kernels = layer.get("K");
        int q = kernels.get(0).get(0).size();
        layers.add(new Convolution(matrix(kernels), q, layer.get("r").asInt(), activation));
      }
    }
    return new Network(layers);
  }

  /** A row for each element of the outermost array, inner arrays flattened. */
  private static R064Store matrix(JsonNode rows) {
    List<R064Store> flat = new ArrayList<>();
    for (JsonNode row : rows) {
      List<Double> numbers = new ArrayList<>();
      collect(row, numbers);
      flat.add(R064Store.FACTORY.row(numbers.stream().mapToDouble(x -> x).toArray()));
    }
    R064Store matrix = LinearAlgebra.zeros(flat.size(), flat.get(0).getColDim());
    for (int i = 0; i < flat.size(); i++) {
      for (int j = 0; j < matrix.getColDim(); j++) {
        matrix.set(i, j, flat.get(i).data[j]);
      }
    }
    return matrix;
  }

  private static void collect(JsonNode node, List<Double> numbers) {
    if (node.isNumber()) {
      numbers.add(node.asDouble());
    }
    node.forEach(child -> collect(child, numbers));
  }
}
