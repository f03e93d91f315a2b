package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.InvalidValueException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a table says of exceptions, and what it lets one conclude from that. */
class FailuresTest {
  @Test
  void kindAndMessageAreOneLine() {
    assertThat(Failures.describe(new ArithmeticException("no\r\n\teigenvalues\u0000found\n")))
        .isEqualTo("ArithmeticException: no eigenvalues found");
    assertThat(Failures.describe(new InvalidValueException("width", "3\n4", "one number")))
        .isEqualTo("InvalidValueException: width is 3 4, expected one number");
    assertThat(Failures.describe(new NegativeArraySizeException()))
        .isEqualTo("NegativeArraySizeException");
    assertThat(Failures.describe(new IllegalStateException("  ")))
        .isEqualTo("IllegalStateException:");
  }

  @Test
  void withoutAMessageItIsTheCauseThatSpeaks() {
    Throwable cause = new ArithmeticException("divided by 0");
    assertThat(Failures.describe(new AssertionError(null, cause)))
        .isEqualTo("ArithmeticException: divided by 0");
    assertThat(Failures.describe(new Error(null, new Error(null, cause))))
        .isEqualTo("ArithmeticException: divided by 0");
    assertThat(Failures.describe(new Error(null, new IOException()))).isEqualTo("IOException");
    // A message of its own says more of the place than its cause does.
    assertThat(Failures.describe(new IllegalStateException("layer 2", cause)))
        .isEqualTo("IllegalStateException: layer 2");
  }

  @Test
  void onlyAFullHeapIsOutOfMemory() {
    assertThat(Failures.status(new OutOfMemoryError("Java heap space")))
        .isEqualTo(Status.OUT_OF_MEMORY);
    assertThat(Failures.status(new StackOverflowError())).isEqualTo(Status.FAILED);
    assertThat(Failures.status(new IllegalStateException(new OutOfMemoryError())))
        .isEqualTo(Status.FAILED);
  }

  /** What has all its numbers is not done again, and numbers that are what they are neither. */
  @Test
  void aStatusIsMeasuredOrMayPassOrNeither() {
    Set<Status> measured = EnumSet.noneOf(Status.class);
    Set<Status> passing = EnumSet.noneOf(Status.class);
    for (Status status : Status.values()) {
      if (status.isMeasured()) {
        measured.add(status);
      }
      if (status.mayPass()) {
        passing.add(status);
      }
    }
    assertThat(measured).containsExactlyInAnyOrder(Status.OK, Status.FALLBACK);
    assertThat(passing)
        .isEqualTo(
            EnumSet.complementOf(
                EnumSet.of(
                    Status.OK,
                    Status.FALLBACK,
                    Status.DIVERGED,
                    Status.NETWORK_DIVERGED,
                    Status.NON_FINITE)));
  }
}
