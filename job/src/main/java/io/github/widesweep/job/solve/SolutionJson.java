package io.github.widesweep.job.solve;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.Json;
import io.github.widesweep.sweep.grid.Cell;
import java.util.Locale;
import java.util.Optional;

/** A solution for programs. */
public final class SolutionJson {
  private SolutionJson() {}

  /** One document: the question, an answer per line with its curve, the cost. */
  public static ObjectNode of(Solution solution) {
    ObjectNode root = Json.object();
    root.put("find", solution.unknown().word());
    root.put("such_that", solution.condition().toString());
    root.put("judged_by", solution.verdict().name().toLowerCase(Locale.ROOT));
    root.put("networks", solution.networks());
    ArrayNode answers = root.putArray("answers");
    for (Answer answer : solution.answers()) {
      add(answers.addObject(), answer, solution);
    }
    root.put("runs", solution.asked().runCount());
    root.put("runs_of_all", solution.all().runCount());
    root.put("trained_networks", solution.asked().networkCount());
    root.put("trained_networks_of_all", solution.all().networkCount());
    return root;
  }

  private static void add(ObjectNode node, Answer answer, Solution solution) {
    node.set("settings", Json.node(answer.line().settings()));
    put(node, solution.unknown().word(), answer, answer.least());
    put(node, "fails_below", answer, answer.above());
    put(node, "holds_from", answer, answer.within());
    ArrayNode violations = node.putArray("holds_also_at");
    answer.violations().forEach(i -> violations.add(answer.line().values().get(i)));
    node.put("candidates", answer.line().cells().size());
    ArrayNode curve = node.putArray("measured");
    answer
        .estimates()
        .forEach(
            (i, estimate) -> {
              Cell cell = answer.line().cells().get(i);
              ObjectNode point = curve.addObject();
              point.put(solution.unknown().word(), answer.line().values().get(i));
              point.put("first_run_id", cell.id());
              point.set("mean", Json.number(estimate.mean()));
              point.set("low", Json.number(estimate.low()));
              point.set("high", Json.number(estimate.high()));
              point.put("holds", solution.verdict().holds(solution.condition(), estimate));
            });
  }

  private static void put(ObjectNode node, String name, Answer answer, Optional<Integer> index) {
    node.set(name, Json.node(index.map(answer.line().values()::get).orElse(null)));
  }
}
