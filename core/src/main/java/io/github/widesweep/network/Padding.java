package io.github.widesweep.network;

import static io.github.widesweep.InvalidValueException.require;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a convolution, of stride 1, sees beyond the edges of its maps; see {@link ConvolutionMap}.
 *
 * @param kind the rule
 * @param before lines and columns of zeros before the first, at least 0; 0 if circular
 * @param after those after the last
 */
public record Padding(Kind kind, int before, int after) {
  /** The maps' other side, with taps at offsets 1..q, as in the paper's Appendix B. */
  public static final Padding CIRCULAR = new Padding(Kind.CIRCULAR, 0, 0);

  private static final Pattern ZERO = Pattern.compile("zero (\\d{1,9}) (\\d{1,9})");

  /** Rules. */
  public enum Kind {
    /** Maps wrap around, and keep their size. */
    CIRCULAR,
    /**
     * Zeros: {@code [before, before, after, after]} as {@code pads} of ONNX's {@code Conv} has
     * them. Maps of side {@code r} become maps of side {@code r + before + after - q + 1}.
     */
    ZERO
  }

  public Padding {
    require(before >= 0, "before", before, "at least 0");
    require(after >= 0, "after", after, "at least 0");
    String none = "0, as circular padding adds no lines";
    require(kind == Kind.ZERO || before == 0, "before", before, none);
    require(kind == Kind.ZERO || after == 0, "after", after, none);
  }

  /** So many lines and columns of zeros before the first and after the last. */
  public static Padding zero(int before, int after) {
    return new Padding(Kind.ZERO, before, after);
  }

  /**
   * Reads the written form.
   *
   * @throws io.github.widesweep.InvalidValueException if it is none
   */
  public static Padding parse(String text) {
    Matcher matcher = ZERO.matcher(text);
    boolean zero = matcher.matches();
    require(
        zero || text.equals(CIRCULAR.toString()),
        "padding",
        text,
        "circular, or zero BEFORE AFTER, two whole numbers");
    return zero
        ? zero(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
        : CIRCULAR;
  }

  public boolean isCircular() {
    return kind == Kind.CIRCULAR;
  }

  /** The side of what kernels of side {@code q} make of maps of side {@code r}; below 1 if none. */
  long outputSide(int side, int kernelSide) {
    return isCircular() ? side : (long) side + before + after - kernelSide + 1;
  }

  /** Where the first tap of a kernel lies, as seen from the position that it gives. */
  int firstTap() {
    return isCircular() ? 1 : -before;
  }

  /** The written form: {@code circular}, or {@code zero 1 1}. */
  @Override
  public String toString() {
    return isCircular() ? "circular" : "zero %d %d".formatted(before, after);
  }
}
