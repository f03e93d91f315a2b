package io.github.widesweep;

import java.util.List;

/** Several fields hold values outside their range, each for itself; told as the first of them. */
public final class InvalidValuesException extends InvalidValueException {
  private final transient List<InvalidValueException> problems;

  /**
   * @param problems at least one, in the order of the fields
   */
  InvalidValuesException(List<InvalidValueException> problems) {
    super(problems.get(0).field(), problems.get(0).value(), problems.get(0).expected());
    this.problems = List.copyOf(problems);
  }

  /** All of them. */
  public List<InvalidValueException> problems() {
    return problems;
  }
}
