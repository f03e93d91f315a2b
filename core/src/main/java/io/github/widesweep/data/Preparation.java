package io.github.widesweep.data;

/**
 * How samples were made from those of their source: sample {@code s} is row {@code row(s)} there,
 * and its feature {@code j} is {@code (x - centre(j)) / spread(j)} of the number {@code x} in that
 * row. Immutable.
 */
public final class Preparation {
  private final int[] rows;
  private final double[] centres;
  private final double[] spreads;

  /** Takes the arrays over; they are not to be changed. */
  Preparation(int[] rows, double[] centres, double[] spreads) {
    this.rows = rows;
    this.centres = centres;
    this.spreads = spreads;
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
}
