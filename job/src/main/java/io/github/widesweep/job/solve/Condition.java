package io.github.widesweep.job.solve;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on a column of {@code summary}, such as {@code metric_drop <= 0.01}.
 *
 * @param column the column's name
 * @param comparison how it is to compare
 * @param bound with what, finite
 */
public record Condition(String column, Comparison comparison, double bound) {
  private static final String EXPECTED =
      "COLUMN <=, <, >= or > NUMBER, such as metric_drop <= 0.01 or metric_drop <= 1%";
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\w+)\\s*(<=|<|>=|>)\\s*([^\\s%]+)\\s*(%?)\\s*");

  /** How a number compares with a bound. */
  public enum Comparison {
    AT_MOST("<="),
    BELOW("<"),
    AT_LEAST(">="),
    ABOVE(">");

    private final String symbol;

    Comparison(String symbol) {
      this.symbol = symbol;
    }

    boolean isUpper() {
      return this == AT_MOST || this == BELOW;
    }

    boolean holds(double value, double bound) {
      return switch (this) {
        case AT_MOST -> value <= bound;
        case BELOW -> value < bound;
        case AT_LEAST -> value >= bound;
        case ABOVE -> value > bound;
      };
    }
  }

  /**
   * Reads one.
   *
   * @param field what messages call it
   * @param columns the columns there are
   * @throws io.github.widesweep.InvalidValueException if it is none, or its column is unknown
   */
  public static Condition parse(String field, String text, List<String> columns) {
    Matcher form = FORM.matcher(text);
    require(form.matches(), field, "\"" + text + "\"", EXPECTED);
    String column = form.group(1);
    require(columns.contains(column), field + ": column", column, Suggestion.of(column, columns));
    double bound;
    try {
      bound = Double.parseDouble(form.group(3));
    } catch (NumberFormatException e) {
      bound = Double.NaN;
    }
    require(Double.isFinite(bound), field, "\"" + text + "\"", EXPECTED);
    Comparison comparison =
        Arrays.stream(Comparison.values())
            .filter(each -> each.symbol.equals(form.group(2)))
            .findFirst()
            .orElseThrow();
    return new Condition(column, comparison, form.group(4).isEmpty() ? bound : bound / 100);
  }

  /** Whether the mean meets it; not if there is none. */
  boolean holds(Estimate estimate) {
    return comparison.holds(estimate.mean(), bound);
  }

  /** Whether the end of the interval that is farther from it meets it. */
  boolean surelyHolds(Estimate estimate) {
    return comparison.holds(comparison.isUpper() ? estimate.high() : estimate.low(), bound);
  }

  /** Whether the end of the interval that is nearer to it fails it, or nothing was measured. */
  boolean surelyFails(Estimate estimate) {
    double near = comparison.isUpper() ? estimate.low() : estimate.high();
    return Double.isNaN(estimate.mean()) || !(Double.isNaN(near) || comparison.holds(near, bound));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s %s", column, comparison.symbol, bound);
  }
}
