package io.github.widesweep.data;

/**
 * How samples were made from those of their source: sample {@code s} is row {@code row(s)} there,
 * and its feature {@code j} is {@code (x - centre(j)) / spread(j)} of the number {@code x} in that
 * row; so are its targets of theirs. Immutable.
 */
public final class Preparation {
  private final int[] rows;
  private final double[] centres;
  private final double[] spreads;
  private final double[] targetCentres;
  private final double[] targetSpreads;

  /** Takes the arrays over; they are not to be changed. */
  Preparation(
      int[] rows,
      double[] centres,
      double[] spreads,
      double[] targetCentres,
      double[] targetSpreads) {
    this.rows = rows;
    this.centres = centres;
    this.spreads = spreads;
    this.targetCentres = targetCentres;
    this.targetSpreads = targetSpreads;
  }

  /** Row of a sample in the source, from 0: of a CSV file without its header. */
  public int row(int sample) {
    return rows[sample];
  }

  /** What was subtracted from a feature. */
  public double centre(int feature) {
    return centres[feature];
  }

  /** What it was divided by then. */
  public double spread(int feature) {
    return spreads[feature];
  }

  /** What was subtracted from a target; 0 of those that are as they were. */
  public double targetCentre(int output) {
    return targetCentres[output];
  }

  /** What it was divided by then; 1 of those that are as they were. */
  public double targetSpread(int output) {
    return targetSpreads[output];
  }
}
