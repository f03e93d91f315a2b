package io.github.widesweep.job.solve;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A solution for people: answers first, then the curves that they rest on. */
public final class SolutionText {
  private static final String NONE = "-";

  /** Settings that are shown even if all lines have the same. */
  private static final Set<String> ALWAYS = Set.of("target", "method", "density", "levels");

  private final Solution solution;
  private final List<String> settings;
  private final String unknown;

  private SolutionText(Solution solution) {
    this.solution = solution;
    this.unknown = solution.unknown().word();
    this.settings =
        solution.answers().stream()
            .flatMap(answer -> answer.line().settings().keySet().stream())
            .distinct()
            .filter(name -> ALWAYS.contains(name) || differ(name))
            .toList();
  }

  private boolean differ(String setting) {
    return solution.answers().stream()
            .map(answer -> answer.line().settings().getOrDefault(setting, NONE))
            .distinct()
            .count()
        > 1;
  }

  /** All of it, lines ended. */
  public static String of(Solution solution) {
    SolutionText text = new SolutionText(solution);
    return String.join(
        System.lineSeparator(),
        text.title(),
        TextTable.align(text.answers()),
        "measured:",
        TextTable.align(text.curves()) + text.cost(),
        text.notes());
  }

  private String title() {
    return "least %s with %s, %s over %s"
        .formatted(
            unknown,
            solution.condition(),
            solution.verdict() == Verdict.MEAN ? "mean" : "for all of the 95 % interval",
            Messages.count(solution.networks(), "network"));
  }

  private List<List<String>> answers() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(header("of", unknown, "fails below", "holds from", solution.condition().column()));
    for (Answer answer : solution.answers()) {
      List<Double> values = answer.line().values();
      List<String> row = settings(answer);
      row.add(
          "%d, %s to %s"
              .formatted(
                  values.size(), number(values.get(0)), number(values.get(values.size() - 1))));
      row.add(answer.least().map(value(answer)).orElse("none"));
      row.add(answer.above().map(value(answer)).orElse(NONE));
      row.add(answer.within().map(value(answer)).orElse(NONE));
      row.add(answer.least().map(i -> estimate(answer.estimates().get(i))).orElse(NONE));
      rows.add(row);
    }
    return rows;
  }

  private static Function<Integer, String> value(Answer answer) {
    return i -> number(answer.line().values().get(i));
  }

  private List<String> header(String... more) {
    List<String> header = new ArrayList<>(settings);
    header.addAll(List.of(more));
    return header;
  }

  private List<String> settings(Answer answer) {
    return settings.stream()
        .map(name -> answer.line().settings().getOrDefault(name, NONE))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private List<List<String>> curves() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(header(unknown, solution.condition().column(), "holds"));
    for (Answer answer : solution.answers()) {
      answer
          .estimates()
          .forEach(
              (i, estimate) -> {
                List<String> row = settings(answer);
                row.add(value(answer).apply(i));
                row.add(estimate(estimate));
                row.add(solution.verdict().holds(solution.condition(), estimate) ? "yes" : "no");
                rows.add(row);
              });
    }
    return rows;
  }

  private static String estimate(Estimate estimate) {
    return Double.isNaN(estimate.low())
        ? figure(estimate.mean())
        : "%s (%s to %s)"
            .formatted(figure(estimate.mean()), figure(estimate.low()), figure(estimate.high()));
  }

  private static String figure(double value) {
    return Double.isNaN(value) ? NONE : String.format(Locale.ROOT, "%.4g", value);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private String cost() {
    return String.format(
        Locale.ROOT,
        "from %s of %,d (%.1f %%) on %s of %,d that trying all would take",
        Messages.count(solution.asked().runCount(), "run"),
        solution.all().runCount(),
        100 * solution.share(),
        Messages.count(solution.asked().networkCount(), "network"),
        solution.all().networkCount());
  }

  private String notes() {
    StringBuilder notes = new StringBuilder();
    for (Answer answer : solution.answers()) {
      Map<String, String> line = answer.line().settings();
      String name =
          new TreeSet<>(settings)
              .stream()
                  .filter(line::containsKey)
                  .map(setting -> setting + " " + line.get(setting))
                  .collect(Collectors.joining(", "));
      Optional<String> note = note(answer);
      note.ifPresent(
          words ->
              notes
                  .append("note: ")
                  .append(name)
                  .append(": ")
                  .append(words)
                  .append(System.lineSeparator()));
    }
    return notes.toString();
  }

  private Optional<String> note(Answer answer) {
    int last = answer.line().cells().size() - 1;
    if (answer.least().isEmpty()) {
      return Optional.of(
          "it is not met at %s, the greatest %s; nothing smaller was looked for"
              .formatted(value(answer).apply(last), unknown));
    }
    if (!answer.violations().isEmpty()) {
      return Optional.of(
          "it is met at %s too, but not at a greater %s: it does not hold from somewhere on, by"
                  .formatted(
                      answer.violations().stream()
                          .map(value(answer))
                          .collect(Collectors.joining(", ")),
                      unknown)
              + " chance or in truth, and the answer is the least from which on it does as far as"
              + " was looked");
    }
    return answer.least().get() == 0
        ? Optional.of("it is met at the least candidate; one below was not there to try")
        : Optional.empty();
  }
}
