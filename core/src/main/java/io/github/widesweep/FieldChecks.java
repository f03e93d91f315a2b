package io.github.widesweep;

import static io.github.widesweep.InvalidValueException.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks at several fields of one value, so that all that are wrong are told at once. For a record's
 * constructor: what is known of each field alone first, then {@link #done}, then what several
 * fields must have in common.
 */
public final class FieldChecks {
  private final List<InvalidValueException> problems = new ArrayList<>();

  /** As {@link InvalidValueException#require}, but goes on. Returns {@code valid}. */
  public boolean that(boolean valid, String field, Object value, String expected) {
    return passes(() -> require(valid, field, value, expected));
  }

  /** Runs a check that throws, and goes on. Returns whether it passed. */
  public boolean passes(Runnable check) {
    int before = problems.size();
    of(
        () -> {
          check.run();
          return null;
        });
    return problems.size() == before;
  }

  /** What a supplier gives; null if it finds a field wrong. */
  public <T> T of(Supplier<T> value) {
    try {
      return value.get();
    } catch (InvalidValuesException e) {
      problems.addAll(e.problems());
    } catch (InvalidValueException e) {
      problems.add(e);
    }
    return null;
  }

  /**
   * Ends the looking.
   *
   * @throws InvalidValuesException if a field was wrong
   */
  public void done() {
    if (!problems.isEmpty()) {
      throw new InvalidValuesException(problems);
    }
  }
}
