package io.github.widesweep.compression;

/**
 * The two outcomes of one weight's draw, and their chances: {@link Scheme} bound to a layer. All
 * functions of the weight {@code w} alone.
 */
public sealed interface Replacement {
  /** The outcome when the uniform lies below {@link #probability}. */
  double high(double w);

  /** The other outcome. */
  double low(double w);

  /** The chance of {@link #high}. */
  double probability(double w);

  /** {@code Var(t)}. */
  double variance(double w);

  /** The size of variances in this layer: rounding errors of {@link #variance} scale with it. */
  double varianceScale(double w);

  /** The outcome that a uniform in [0, 1) selects. */
  default double draw(double w, double uniform) {
    return uniform < probability(w) ? high(w) : low(w);
  }

  /**
   * A scheme bound to a layer.
   *
   * @param maxAbsWeight {@code nu_l}, the layer's largest absolute weight
   */
  static Replacement of(Scheme scheme, double maxAbsWeight) {
    if (scheme instanceof Scheme.Prune prune) {
      return new Pruning(prune.keepProbability());
    }
    return new Rounding(maxAbsWeight, ((Scheme.Quantize) scheme).levels());
  }

  /** {@code t = w/p} with probability {@code p}, else 0 (Section 3.2). */
  record Pruning(double p) implements Replacement {
    @Override
    public double high(double w) {
      return w / p;
    }

    @Override
    public double low(double w) {
      return 0;
    }

    @Override
    public double probability(double w) {
      return p;
    }

    @Override
    public double variance(double w) {
      return w * w * (1 - p) / p;
    }

    @Override
    public double varianceScale(double w) {
      return variance(w);
    }
  }

  /** {@code q(w; M, k)} of Lemma 8, {@code sign(0) = +1}; a layer of zeros stays as it is. */
  record Rounding(double maxAbs, int levels) implements Replacement {
    /** {@code lw = min { i in [k] : |w| <= i M / k }}. */
    private int level(double w) {
      double magnitude = Math.abs(w);
      int guess = (int) Math.ceil(magnitude * levels / maxAbs);
      int level = Math.min(levels, Math.max(1, guess));
      // The quotient may round across a level; the definition compares with the level itself.
      while (level > 1 && magnitude <= (level - 1) * maxAbs / levels) {
        level--;
      }
      while (level < levels && magnitude > level * maxAbs / levels) {
        level++;
      }
      return level;
    }

    @Override
    public double high(double w) {
      return signed(w, level(w));
    }

    @Override
    public double low(double w) {
      return signed(w, level(w) - 1);
    }

    /**
     * The level nearest to a weight; of two as near, the one farther from 0, which for {@code w =
     * 0} is none. Weights beyond the largest level get that.
     */
    public double nearest(double w) {
      return probability(w) >= 0.5 ? high(w) : low(w);
    }

    private double signed(double w, int level) {
      double value = level * maxAbs / levels;
      return w < 0 ? -value : value;
    }

    @Override
    public double probability(double w) {
      if (maxAbs == 0) {
        return 1;
      }
      return 1 - level(w) + levels * Math.abs(w) / maxAbs;
    }

    @Override
    public double variance(double w) {
      double f = probability(w);
      return varianceScale(w) * Math.max(0, f * (1 - f));
    }

    @Override
    public double varianceScale(double w) {
      double step = maxAbs / levels;
      return step * step;
    }
  }
}
