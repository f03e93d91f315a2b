package io.github.widesweep.compression.walk;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.InvalidValueException;
import java.io.Serializable;

/**
 * How much of the walk is independent draws: {@code lambda} of {@code M = lambda I + (1 - lambda) V
 * / xi^2} (see the package).
 *
 * @param value from {@value #LEAST} to 1, which is independent draws; 0 for {@link #AUTO}
 */
public record Lambda(double value) implements Serializable {
  /** Below this, {@code M} of dependent inputs is singular up to rounding. */
  public static final double LEAST = 1e-6;

  /** For every group of units that walks together the value of least bound. */
  public static final Lambda AUTO = new Lambda(0);

  private static final String FORM = "the word auto or a number from 1e-6 to 1";

  public Lambda {
    require((value >= LEAST && value <= 1) || value == 0, "lambda", value, FORM);
  }

  /** Reads the written form. */
  public static Lambda parse(String text) {
    if (text.equals("auto")) {
      return AUTO;
    }
    try {
      double value = Double.parseDouble(text);
      require(value != 0, "lambda", text, FORM);
      return new Lambda(value);
    } catch (NumberFormatException e) {
      throw new InvalidValueException("lambda", text, FORM);
    }
  }

  /** The written form. */
  @Override
  public String toString() {
    return equals(AUTO) ? "auto" : String.valueOf(value);
  }
}
