package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  /** What is said of so much work, of which some was done before and the rest is done now. */
  private static String said(long total, long before) {
    StringWriter err = new StringWriter();
    TimeLeft left = new TimeLeft(new Remaining(0, 0, 0, 0, 0, 0), 1, () -> 0);
    try (Progress progress = new Progress("runs", total, before, left, new PrintWriter(err))) {
      if (total > before) {
        progress.add(total - before);
      }
    }
    return err.toString();
  }

  @Test
  void theLastLineHasAll() {
    assertThat(said(5, 2).lines().reduce((first, last) -> last).orElseThrow())
        .startsWith("runs 100% [=")
        .contains("] 5/5 (")
        .endsWith("/s");
  }

  @Test
  void nothingIsSaidOfWorkThatWasDoneBefore() {
    assertThat(said(5, 5)).isEmpty();
  }
}
