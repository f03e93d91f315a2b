package io.github.widesweep;

/**
 * A field holds a value outside its range. Thrown where a value is built, so that a value that
 * exists is valid; the spec reader adds file and line and turns it into a {@link UserException}.
 */
public class InvalidValueException extends IllegalArgumentException {
  /** Characters of a value that the message shows. */
  private static final int SHOWN = 200;

  private final String field;
  private final transient Object value;
  private final String expected;

  public InvalidValueException(String field, Object value, String expected) {
    super(
        "%s is %s, expected %s"
            .formatted(field, OneLine.of(String.valueOf(value), SHOWN), expected));
    this.field = field;
    this.value = value;
    this.expected = expected;
  }

  /**
   * Throws unless {@code valid}. Write conditions so that NaN makes them false: {@code p > 0 && p <
   * 1}, never {@code !(p <= 0)}.
   *
   * @param field the field's name as a user writes it, with an index where it is a list's element
   * @param value what was found
   * @param expected what would be right, as a noun phrase: "a number strictly between 0 and 1"
   */
  public static void require(boolean valid, String field, Object value, String expected) {
    if (!valid) {
      throw new InvalidValueException(field, value, expected);
    }
  }

  public String field() {
    return field;
  }

  public Object value() {
    return value;
  }

  public String expected() {
    return expected;
  }
}
