package io.github.widesweep.compression;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;

/** The random replacement of a unit (Section 3.2): every draw is unbiased, {@code E[t] = w}. */
public sealed interface Scheme extends Serializable {
  /**
   * {@code t = w/p} with probability {@code p}, else 0.
   *
   * @param keepProbability {@code p}, strictly between 0 and 1
   */
  record Prune(double keepProbability) implements Scheme {
    public Prune {
      require(
          keepProbability > 0 && keepProbability < 1,
          "keep_probability",
          keepProbability,
          "a number strictly between 0 and 1");
    }

    @Override
    public String toString() {
      return "prune";
    }
  }

  /**
   * The random rounding {@code q(w; M, k)} of Lemma 8 to multiples of {@code M / k}, where {@code
   * M} is the layer's largest absolute weight.
   *
   * @param levels {@code k}, at least 1
   */
  record Quantize(int levels) implements Scheme {
    public Quantize {
      require(levels >= 1, "levels", levels, "a whole number of at least 1");
    }

    @Override
    public String toString() {
      return "quantize";
    }
  }
}
