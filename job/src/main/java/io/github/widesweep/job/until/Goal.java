package io.github.widesweep.job.until;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.table.Measure;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How tight the intervals of a measure are to be, such as {@code halfwidth(delta_logits) <= 5%}.
 *
 * @param measure the measure
 * @param bound the most that half an interval's length may be, positive
 * @param relative whether that is a fraction of the mean
 */
public record Goal(Measure measure, double bound, boolean relative) {
  private static final Pattern FORM =
      Pattern.compile("\\s*halfwidth\\(\\s*(\\w+)\\s*\\)\\s*<=\\s*([^\\s%]+)\\s*(%?)\\s*");
  private static final String EXPECTED =
      "halfwidth(MEASURE) <= X% of the mean, or <= X for a length";

  /**
   * Reads one.
   *
   * @param field what messages call it
   * @throws io.github.widesweep.InvalidValueException if it is none
   */
  public static Goal parse(String field, String text) {
    Matcher form = FORM.matcher(text);
    require(form.matches(), field, "\"" + text + "\"", EXPECTED);
    Measure measure = Measure.of(field + ": measure", form.group(1));
    boolean relative = !form.group(3).isEmpty();
    double number;
    try {
      number = Double.parseDouble(form.group(2));
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    require(
        number > 0 && Double.isFinite(number), field, "\"" + text + "\"", EXPECTED + ", above 0");
    return new Goal(measure, relative ? number / 100 : number, relative);
  }

  /** The most that half the length of an interval about a mean may be. */
  double halfWidth(double mean) {
    return relative ? bound * Math.abs(mean) : bound;
  }

  /** Whether an interval is tight enough; not if there is none. */
  boolean isMet(MeanInterval interval) {
    return interval.halfWidth() <= halfWidth(interval.mean());
  }

  /** Half an interval's length in the goal's terms: {@code 4.2 %} or {@code 0.013}. */
  public String describe(MeanInterval interval) {
    if (Double.isNaN(interval.halfWidth())) {
      return "no interval";
    }
    return relative
        ? String.format(Locale.ROOT, "%.2g %%", 100 * interval.relativeHalfWidth())
        : String.format(Locale.ROOT, "%.2g", interval.halfWidth());
  }

  @Override
  public String toString() {
    return relative
        ? "halfwidth(%s) <= %s%%".formatted(measure, number(100 * bound))
        : "halfwidth(%s) <= %s".formatted(measure, number(bound));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value).replaceFirst("\\.?0+$", "");
  }
}
