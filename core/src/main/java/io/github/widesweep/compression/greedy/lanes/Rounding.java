package io.github.widesweep.compression.greedy.lanes;

/**
 * The unit roundoffs that margins are made of. A sum of n products has a relative error of at most
 * {@code (n + 1) UNIT} of the sum of absolute terms, in whatever order it is added (to first order;
 * constants that are made of them have room for the rest).
 */
public final class Rounding {
  /** Relative error of one operation in double precision: 2^-53. */
  public static final double UNIT = 0x1p-53;

  /** Twice the relative error of a conversion to single precision. */
  public static final double SINGLE = 0x1p-23;

  private static final float ABOVE = 1 + 0x1p-20f;

  private Rounding() {}

  /** A float of at least this value, with room for 16 roundings of products that it enters. */
  public static float up(double value) {
    return Math.nextUp((float) value) * ABOVE;
  }

  /** A float of at most this value, which is at least 0; 0 for values below 0 or NaN. */
  public static float down(double value) {
    return value > 0 ? Math.max(0, Math.nextDown(Math.nextDown((float) value))) : 0;
  }
}
