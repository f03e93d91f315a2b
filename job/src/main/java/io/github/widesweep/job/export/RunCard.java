package io.github.widesweep.job.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.Hashes;
import io.github.widesweep.job.Versions;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What an exported network is, as JSON: the file and its layers; how it was chosen, with a warning
 * where that makes its numbers look better than they are; and the whole rows of the tables {@code
 * runs} (coordinates, errors, bounds), {@code layers}, {@code networks} and {@code provenance} that
 * are about it, under their columns' names.
 */
public final class RunCard {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RunCard() {}

  /**
   * The card.
   *
   * @param spark a session in which the output's tables are registered
   * @param invocation whose grid holds the run
   * @param networkId the run's trained network
   * @param file name of the exported file
   * @param bytes the file
   * @param network what it holds
   */
  public static byte[] of(
      SparkSession spark,
      Choice choice,
      String invocation,
      String networkId,
      String file,
      byte[] bytes,
      Network network) {
    ObjectNode card = MAPPER.createObjectNode();
    card.put("file", file);
    card.put("sha256", Hashes.sha256(bytes));
    ArrayNode shapes = card.putArray("network_layers");
    for (Layer layer : network.layers()) {
      ObjectNode shape = shapes.addObject();
      shape.put("inputs", layer.inputs());
      shape.put("outputs", layer.outputs());
      shape.put("activation", layer.activation().name().toLowerCase(Locale.ROOT));
      shape.put("bias", layer.bias().isPresent());
      shape.put("nonzero_weights", layer.nonzeroWeights());
    }
    ObjectNode selection = card.putObject("selection");
    selection.put("predicate", choice.predicate());
    selection.put("least", choice.criterion().toString());
    selection.put("measured_on", choice.criterion().part());
    selection.put("value", choice.value());
    selection.put("chosen_from_runs", choice.candidates());
    selection.put("warning", choice.warning().isEmpty() ? null : choice.warning());
    card.set("run", rows(spark, "runs", "run_id", choice.runId()).get(0));
    ArrayNode layers = card.putArray("layers");
    rows(spark, "layers", "run_id", choice.runId()).forEach(layers::add);
    card.set("network", rows(spark, "networks", "network_id", networkId).get(0));
    card.set("provenance", rows(spark, "provenance", "invocation_id", invocation).get(0));
    ObjectNode exported = card.putObject("exported_by");
    exported.put("widesweep_version", Versions.widesweep());
    exported.put("java_version", Versions.java());
    exported.put("os", Versions.os());
    exported.put("blas", LinearAlgebra.blasName());
    return (card.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static List<ObjectNode> rows(
      SparkSession spark, String table, String column, String value) {
    Dataset<Row> rows = spark.table(table).where(functions.col(column).equalTo(value));
    return rows
        .select(
            functions.to_json(
                functions.struct(functions.col("*")), Map.of("ignoreNullFields", "false")))
        .collectAsList()
        .stream()
        .map(row -> parsed(row.getString(0)))
        .toList();
  }

  private static ObjectNode parsed(String json) {
    try {
      return (ObjectNode) MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark wrote something else than an object: " + json, e);
    }
  }
}
