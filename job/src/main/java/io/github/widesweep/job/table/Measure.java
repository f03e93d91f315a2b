package io.github.widesweep.job.table;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.statistics.Scale;
import java.util.List;
import java.util.stream.Stream;

/**
 * A measurement of a run that commands take a mean of.
 *
 * @param name its name in commands
 * @param scale what kind of number it is
 * @param better which of two values is the better one
 * @param expression the same as an expression over {@code runs}
 */
public record Measure(String name, Scale scale, Better better, String expression) {
  /** Which of two values is the better one. */
  public enum Better {
    /** The lesser, as of errors. */
    LESS,
    /** The greater, as of accuracies. */
    GREATER
  }

  private static final List<Measure> ALL =
      Stream.concat(
              Stream.of(
                      "delta",
                      "delta_logits",
                      "psi",
                      "psi_relative",
                      "output_error_sq",
                      "logit_error_sq")
                  .map(name -> new Measure(name, Scale.ERRORS, Better.LESS, name)),
              Stream.of(
                  new Measure(
                      "metric_compressed", Scale.SIGNED, Better.GREATER, "metric_compressed"),
                  new Measure(
                      "metric_drop",
                      Scale.SIGNED,
                      Better.LESS,
                      "(metric_dense - metric_compressed)")))
          .toList();

  /**
   * Finds one.
   *
   * @param field what messages call it
   * @throws io.github.widesweep.InvalidValueException if there is none of that name
   */
  public static Measure of(String field, String name) {
    List<String> names = ALL.stream().map(Measure::name).toList();
    require(names.contains(name), field, name, "one of " + String.join(", ", names));
    return ALL.get(names.indexOf(name));
  }

  /** The measure of a run; NULL unless the run is ok or a fallback. */
  public String ofRun() {
    return "IF(%s, %s, NULL)".formatted(Views.measured(), expression);
  }

  @Override
  public String toString() {
    return name;
  }
}
