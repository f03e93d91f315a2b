package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/**
 * A non-negative number, kept as its natural logarithm: bounds of B layers grow like {@code L e^L}
 * and overflow {@code double} long before their logarithm does.
 *
 * <p>Logarithms carry the rounding of a few {@code double} operations of their own size, so they
 * are right to about 1e-15 relative, or 1e-14 absolute where terms of other sizes cancel (numbers
 * near 1).
 *
 * @param log natural logarithm; {@code -Infinity} for 0, {@code Infinity} for an infinite number
 *     (or one whose very logarithm overflows); never NaN
 */
public record Magnitude(double log) implements Comparable<Magnitude>, Serializable {
  /** 0. */
  public static final Magnitude ZERO = new Magnitude(Double.NEGATIVE_INFINITY);

  /** 1. */
  public static final Magnitude ONE = new Magnitude(0);

  /** Infinity, and any number whose logarithm overflows. */
  public static final Magnitude INFINITE = new Magnitude(Double.POSITIVE_INFINITY);

  private static final double LN_10 = Math.log(10);

  public Magnitude {
    require(!Double.isNaN(log), "log", log, "a number, not NaN");
  }

  /**
   * A number of at least 0, infinity included.
   *
   * @throws io.github.widesweep.InvalidValueException for negative numbers and NaN
   */
  public static Magnitude of(double value) {
    require(value >= 0, "value", value, "a number of at least 0");
    return new Magnitude(Math.log(value));
  }

  /** The number itself: infinite where it overflows, 0 where it underflows. */
  public double value() {
    return Math.exp(log);
  }

  /** The decimal logarithm. */
  public double log10() {
    return log / LN_10;
  }

  /** Whether it is 0 exactly; {@link #value} is 0 for very small numbers too. */
  public boolean isZero() {
    return log == Double.NEGATIVE_INFINITY;
  }

  /** The sum. */
  public Magnitude plus(Magnitude other) {
    double larger = Math.max(log, other.log);
    double smaller = Math.min(log, other.log);
    if (smaller == Double.NEGATIVE_INFINITY || larger == Double.POSITIVE_INFINITY) {
      return new Magnitude(larger);
    }
    return new Magnitude(larger + Math.log1p(Math.exp(smaller - larger)));
  }

  /** The product, where 0 times infinity is 0: a zero matrix passes nothing on. */
  public Magnitude times(Magnitude other) {
    return isZero() || other.isZero() ? ZERO : new Magnitude(log + other.log);
  }

  /** {@link #times(Magnitude)} by a number of at least 0. */
  public Magnitude times(double factor) {
    return times(of(factor));
  }

  /** The square. */
  public Magnitude squared() {
    return new Magnitude(2 * log);
  }

  /** The square root. */
  public Magnitude sqrt() {
    return new Magnitude(log / 2);
  }

  /** {@code x e^x}, the {@code f} of Propositions 21, 22 and 25. */
  public Magnitude timesExp() {
    return isZero() ? ZERO : new Magnitude(log + value());
  }

  /** The lesser of two. */
  public Magnitude min(Magnitude other) {
    return log <= other.log ? this : other;
  }

  @Override
  public int compareTo(Magnitude other) {
    return Double.compare(log, other.log);
  }
}
