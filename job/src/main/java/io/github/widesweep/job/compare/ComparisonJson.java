package io.github.widesweep.job.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.PairedMean;
import java.util.List;

/** A comparison for programs. */
public final class ComparisonJson {
  private ComparisonJson() {}

  /** The document. */
  public static ObjectNode of(
      Comparison comparison, List<SweepDifference> differences, boolean agrees) {
    ObjectNode root = Json.object();
    root.put("measure", comparison.measure().name());
    root.put("agrees", agrees);
    root.set("largest_relative_difference", Json.number(comparison.largest()));
    root.put("pairs", comparison.pairs());
    root.put("lost_a", comparison.lostA());
    root.put("lost_b", comparison.lostB());
    root.set("lost", Json.node(comparison.lost()));
    root.set("sweeps_differ", Json.node(differences));
    root.set("compared", Json.node(comparison.compared()));
    ArrayNode groups = root.putArray("groups");
    comparison.groups().forEach(group -> add(groups.addObject(), group));
    return root;
  }

  private static void add(ObjectNode node, Comparison.Group group) {
    node.set("settings", Json.node(group.settings()));
    node.put("networks", group.networks());
    node.put("pairs", group.pairs());
    node.set("wins", Json.number(group.wins()));
    node.set("mean_a", Json.number(group.meanA()));
    node.set("mean_b", Json.number(group.meanB()));
    add(node.putObject("difference"), group.difference(), group.difference().interval());
    if (group.logRatio() == null) {
      node.putNull("ratio");
    } else {
      add(
          node.putObject("ratio"),
          group.logRatio(),
          ComparisonText.ratio(group.logRatio().interval()));
    }
  }

  private static void add(ObjectNode node, PairedMean mean, MeanInterval interval) {
    node.set("mean", Json.number(interval.mean()));
    node.set("low", Json.number(interval.low()));
    node.set("high", Json.number(interval.high()));
    node.set("p_value", Json.number(mean.pValue()));
  }
}
