package io.github.widesweep.compression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

  /** Why this case cannot be run yet; empty if it can. */
  Optional<String> unsupported() {
    for (JsonNode layer : json.get("layers")) {
      if (!layer.get("type").asText().equals("dense")) {
        return Optional.of("it has a layer of type " + layer.get("type").asText());
      }
    }
    return Optional.empty();
  }

  Network network() {
    List<Layer> layers = new ArrayList<>();
    for (JsonNode layer : json.get("layers")) {
      layers.add(
          new Dense(
              matrix(layer.get("W")),
              Activation.valueOf(layer.get("act").asText().toUpperCase(Locale.ROOT))));
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
        Method.GREEDY,
        scheme,
        json.get("alpha").asDouble(),
        new Ordering.Exact(),
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
