package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import java.util.OptionalInt;

/**
 * Size of a hidden layer: a fixed number of units, or the swept width.
 *
 * @param fixed number of units, at least 1; empty for the width
 */
public record HiddenSize(OptionalInt fixed) {
  /** The swept width, written {@value #WIDTH_WORD}. */
  public static final HiddenSize WIDTH = new HiddenSize(OptionalInt.empty());

  static final String WIDTH_WORD = "width";
  static final String FORM = "the word width or a whole number of at least 1";

  public HiddenSize {
    require(fixed.isEmpty() || fixed.getAsInt() >= 1, "size", fixed, FORM);
  }

  public static HiddenSize of(int units) {
    require(units >= 1, "size", units, FORM);
    return new HiddenSize(OptionalInt.of(units));
  }

  /** The number of units at a width. */
  public int at(int width) {
    return fixed.orElse(width);
  }

  /** {@code w}, the architecture's letter for the width, or the number. */
  @Override
  public String toString() {
    return fixed.isPresent() ? String.valueOf(fixed.getAsInt()) : "w";
  }
}
