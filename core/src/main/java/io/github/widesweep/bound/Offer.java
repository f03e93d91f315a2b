package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;

/**
 * What a bound uses of a compression: which units are offered to the draw, and how far a draw may
 * move them.
 *
 * @param scheme the random replacement; whole blocks can only be pruned
 * @param alpha the fraction of units that are offered, strictly between 0 and 1; bounds grow like
 *     {@code 1 / (1 - alpha)}, which stays finite
 * @param grain what a unit is
 */
public record Offer(Scheme scheme, double alpha, Grain grain) {
  /** What is offered to one draw, as far as bounds tell them apart. */
  public enum Grain {
    /** Single weights of a dense layer: Propositions 18, 19, 21, 22. */
    WEIGHTS,
    /** Columns or rows of blocks, which are neurons or filters: Propositions 24, 25. */
    BLOCKS
  }

  public Offer {
    require(alpha > 0 && alpha < 1, "alpha", alpha, "a number strictly between 0 and 1");
    require(
        grain == Grain.WEIGHTS || scheme instanceof Scheme.Prune,
        "scheme",
        scheme,
        "prune: rows, columns and filters are not quantized");
  }

  /**
   * The offer of a compression; every unit other than a weight is a row or column of blocks.
   *
   * @throws io.github.widesweep.InvalidValueException if units are not chosen by the greedy
   *     algorithm
   */
  public static Offer of(CompressionSpec spec) {
    Grain grain = spec.unit() == Unit.WEIGHT ? Grain.WEIGHTS : Grain.BLOCKS;
    require(
        spec.method() instanceof Greedy,
        "method",
        spec.method().name(),
        "greedy, which the paper's bounds are proved for");
    return new Offer(spec.scheme(), ((Greedy) spec.method()).alpha(), grain);
  }

  /** The same offer with another replacement. */
  Offer withScheme(Scheme other) {
    return new Offer(other, alpha, grain);
  }

  /** {@code 2 alpha / (1 - alpha)}: what the greedy choice makes of one weight's variance. */
  double share() {
    return 2 * alpha / (1 - alpha);
  }

  /**
   * {@code Var(t)} is at most this times {@code nu^2}: {@code (1-p)/p}, or {@code 1/k^2} (Lemma 8).
   */
  double variance() {
    if (scheme instanceof Scheme.Prune prune) {
      double p = prune.keepProbability();
      return (1 - p) / p;
    }
    double k = ((Scheme.Quantize) scheme).levels();
    return 1 / (k * k);
  }

  /**
   * {@code |t - w|} is at most this times {@code nu}, under pruning times {@code |w|} too: {@code
   * max(p, 1-p)/p}, or {@code 1/k}.
   */
  double reach() {
    if (scheme instanceof Scheme.Prune prune) {
      double p = prune.keepProbability();
      return Math.max(p, 1 - p) / p;
    }
    return 1.0 / ((Scheme.Quantize) scheme).levels();
  }

  /**
   * The largest possible {@code ||What - W||} over all draws: {@code reach} times {@code || |W| ||}
   * under pruning (entries dominated by {@code reach |W|}), times {@code sigma} for blocks ({@code
   * What - W} is {@code W} times a diagonal matrix), times {@code nu sqrt(alpha n_l n_{l+1})} under
   * quantization (Frobenius norm; not more than {@code alpha n_l n_{l+1}} entries move).
   */
  double deviation(LayerConstants layer) {
    if (grain == Grain.BLOCKS) {
      return reach() * layer.sigma();
    }
    if (scheme instanceof Scheme.Prune) {
      return reach() * layer.absoluteNorm();
    }
    return reach() * layer.nu() * Math.sqrt(alpha * layer.inputs() * (double) layer.outputs());
  }

  /**
   * The largest possible {@code ||What||} over all draws: {@code sigma} plus {@link #deviation}, or
   * if less {@code || |W| || / p}, {@code sigma / p} for blocks, {@code nu sqrt(n_l n_{l+1})} under
   * quantization, whose values never exceed {@code nu}.
   */
  double growth(LayerConstants layer) {
    double direct;
    if (scheme instanceof Scheme.Prune prune) {
      double norm = grain == Grain.BLOCKS ? layer.sigma() : layer.absoluteNorm();
      direct = norm / prune.keepProbability();
    } else {
      direct = layer.nu() * Math.sqrt(layer.inputs() * (double) layer.outputs());
    }
    // direct is at least sigma but for rounding, which must not take it below.
    return Math.min(layer.sigma() + deviation(layer), Math.max(direct, layer.sigma()));
  }
}
