package io.github.widesweep.compression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.ojalgo.matrix.store.R064Store;

/** A case of the reference vectors, which an independent brute-force implementation computed. */
record ReferenceCase(JsonNode json) {
  static List<ReferenceCase> read(InputStream stream) throws IOException {
    List<ReferenceCase> cases = new ArrayList<>();
    new ObjectMapper().readTree(stream).get("cases").forEach(c -> cases.add(new ReferenceCase(c)));
    return cases;
  }

  String id() {
    return json.get("id").asText();
  }

  Network network() {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : json.get("layers")) {
      Activation activation =
          Activation.valueOf(layer.get("act").asText().toUpperCase(Locale.ROOT));
      layers.add(
          layer.get("type").asText().equals("conv")
              ? new Convolution(
                  kernels(layer.get("K")),
                  layer.get("K").get(0).get(0).size(),
                  layer.get("r").asInt(),
                  activation)
              : new Dense(matrix(layer.get("W")), activation));
    }
    return new Network(layers);
  }

  Samples samples(String name) {
    R064Store inputs = matrix(json.get(name));
    return new Samples(inputs, LinearAlgebra.zeros(inputs.getRowDim(), 1));
  }

  CompressionSpec spec() {
    TreeMap<Integer, Role> roles = new TreeMap<>();
    json.get("W_set").forEach(l -> roles.put(l.asInt(), Role.WIDE));
    json.get("B_set").forEach(l -> roles.put(l.asInt(), Role.BLOCK));
    Scheme scheme =
        json.get("scheme").asText().equals("prune")
            ? new Scheme.Prune(json.get("p").asDouble())
            : new Scheme.Quantize(json.get("k").asInt());
    return new CompressionSpec(
        new Target(roles),
        json.get("structured").asBoolean() ? Unit.NEURON : Unit.WEIGHT,
        new Greedy(json.get("alpha").asDouble(), new Ordering.Exact()),
        scheme,
        json.get("project").asBoolean() ? Projections.BALL : Projections.NONE);
  }

  Uniforms uniforms() {
    return (layer, units) -> flat(json.get("u").get(Integer.toString(layer)));
  }

  JsonNode expected() {
    return json.get("expected");
  }

  JsonNode expected(int layer) {
    return expected().get("layers").get(Integer.toString(layer));
  }

  /** Weights of a layer: a matrix, or kernels as a matrix with a row per output filter. */
  static R064Store weights(JsonNode node) {
    return node.get(0).get(0).isArray() ? kernels(node) : matrix(node);
  }

  private static R064Store kernels(JsonNode node) {
    int taps = flat(node.get(0)).length;
    R064Store kernels = LinearAlgebra.zeros(node.size(), taps);
    for (int o = 0; o < node.size(); o++) {
      double[] row = flat(node.get(o));
      for (int e = 0; e < taps; e++) {
        kernels.set(o, e, row[e]);
      }
    }
    return kernels;
  }

  static R064Store matrix(JsonNode rows) {
    R064Store matrix = LinearAlgebra.zeros(rows.size(), rows.get(0).size());
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < rows.get(i).size(); j++) {
        matrix.set(i, j, rows.get(i).get(j).asDouble());
      }
    }
    return matrix;
  }

  /** The numbers of nested arrays, outermost index slowest. */
  static double[] flat(JsonNode node) {
    List<Double> values = new ArrayList<>();
    collect(node, values);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> into) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, into));
    } else {
      into.add(node.asDouble());
    }
  }
}
