package io.github.widesweep.job.export;

import java.util.Locale;

/** What the best run has least of: a column of the table {@code runs}, named alike. */
public enum Criterion {
  /** Mean squared error of outputs over the test samples. */
  OUTPUT_ERROR_SQ(Part.TEST),
  /** The same of logits. */
  LOGIT_ERROR_SQ(Part.TEST),
  /** {@link #OUTPUT_ERROR_SQ} in units of the network's own norms. */
  DELTA(Part.TEST),
  /** {@link #LOGIT_ERROR_SQ} in units of the network's own norms. */
  DELTA_LOGITS(Part.TEST),
  /** Loss of the compressed network over the test samples. */
  LOSS_COMPRESSED(Part.TEST),
  /** Mean squared error of outputs over the calibration samples. */
  CALIBRATION_ERROR_SQ(Part.CALIBRATION),
  /** The same of logits. */
  CALIBRATION_LOGIT_ERROR_SQ(Part.CALIBRATION);

  /** Parts of the data that a column is measured on. */
  enum Part {
    TEST,
    CALIBRATION
  }

  private final Part part;

  Criterion(Part part) {
    this.part = part;
  }

  /** The column's name, and the word for it in an argument. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  String part() {
    return part.name().toLowerCase(Locale.ROOT);
  }

  /**
   * What choosing among so many runs does to the chosen one's number: the least of several test
   * errors is below what new samples will show, the more so the more there were.
   *
   * @return a sentence; empty if the number stays honest
   */
  String optimism(long candidates) {
    return part == Part.CALIBRATION || candidates == 1
        ? ""
        : ("%s is the least of %,d runs on the test samples, so it is optimistic: expect more on new"
                + " samples; --by %s chooses without them")
            .formatted(this, candidates, CALIBRATION_ERROR_SQ);
  }
}
