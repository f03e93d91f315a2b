package io.github.widesweep.job.report;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/**
 * A logarithmic axis with ticks at powers of ten, at 2 and 5 times those where there are few, and
 * at all digits where these might be none.
 */
final class DecadeAxis extends LogAxis {
  private static final long serialVersionUID = 1;

  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  /** Decades up to which 2 and 5 have labels too. */
  private static final double FEW = 2.2;

  /** Decades up to which all digits have labels: of numbers written out, and of powers. */
  private static final double SHORT_COUNTS = 1.1;

  private static final double SHORT_POWERS = 0.5;

  private final Labels labels;

  /** How numbers are written, the same on every axis of a quantity. */
  enum Labels {
    /** Written out: 20, 500. Nothing is below 1. */
    COUNTS,
    /** As powers: 10⁻³, 5·10². */
    POWERS
  }

  DecadeAxis(String label, double low, double high, Labels labels) {
    super(label);
    this.labels = labels;
    setRange(low, high);
  }

  @Override
  public List<NumberTick> refreshTicks(
      Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
    boolean isHorizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = isHorizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    double decades = Math.log10(getUpperBound() / getLowerBound());
    double shortest = labels == Labels.COUNTS ? SHORT_COUNTS : SHORT_POWERS;
    int labelEvery = Math.max(1, (int) Math.ceil(decades / 8));
    List<NumberTick> ticks = new ArrayList<>();
    int first = (int) Math.floor(Math.log10(getLowerBound()));
    int last = (int) Math.ceil(Math.log10(getUpperBound()));
    for (int exponent = first; exponent <= last; exponent++) {
      for (int digit = 1; digit <= 9; digit++) {
        double value = digit * Math.pow(10, exponent);
        if (getRange().contains(value)) {
          boolean isMajor =
              digit == 1
                  ? exponent % labelEvery == 0
                  : ((digit == 2 || digit == 5) && decades <= FEW) || decades <= shortest;
          ticks.add(
              new NumberTick(
                  isMajor ? TickType.MAJOR : TickType.MINOR,
                  value,
                  isMajor && !(labels == Labels.COUNTS && exponent < 0)
                      ? label(digit, exponent)
                      : "",
                  anchor,
                  TextAnchor.CENTER,
                  0));
        }
      }
    }
    return ticks;
  }

  private String label(int digit, int exponent) {
    return labels == Labels.COUNTS
        ? String.valueOf((long) (digit * Math.pow(10, exponent)))
        : power(digit, exponent);
  }

  /** {@code 10⁻⁴}, {@code 5·10²}. */
  static String power(int digit, int exponent) {
    StringBuilder power = new StringBuilder(digit == 1 ? "10" : digit + "\u00b710");
    if (exponent < 0) {
      power.append('\u207b');
    }
    String.valueOf(Math.abs(exponent))
        .chars()
        .forEach(c -> power.append(SUPERSCRIPTS.charAt(c - '0')));
    return power.toString();
  }
}
