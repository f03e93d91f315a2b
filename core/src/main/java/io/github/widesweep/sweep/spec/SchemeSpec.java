package io.github.widesweep.sweep.spec;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Scheme;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;

/** A random replacement as a spec asks for it: as it is, or by what it is to leave. */
public sealed interface SchemeSpec extends Serializable {
  /**
   * The replacement of a method's units.
   *
   * @param offered the fraction of units that the method may change, in (0, 1]
   */
  Scheme of(double offered);

  /** A replacement with a keep probability or with levels that are given. */
  record Given(Scheme scheme) implements SchemeSpec {
    @Override
    public Scheme of(double offered) {
      return scheme;
    }

    @Override
    public String toString() {
      return scheme instanceof Scheme.Prune prune
          ? "prune " + prune.keepProbability()
          : "quantize " + ((Scheme.Quantize) scheme).levels();
    }
  }

  /**
   * Pruning that is expected to keep a fraction of all units of the compressed layers.
   *
   * @param density the fraction, strictly between 0 and 1
   */
  record Density(double density) implements SchemeSpec {
    public Density {
      require(density > 0 && density < 1, "density", density, "a number strictly between 0 and 1");
    }

    /**
     * Pruning with {@code p = 1 - (1 - density) / offered}, so that {@code 1 - offered (1 - p)} are
     * expected to remain, to 16 decimal digits.
     *
     * @throws io.github.widesweep.InvalidValueException if more than {@code density} remain at any
     *     {@code p}
     */
    @Override
    public Scheme of(double offered) {
      require(
          density > least(offered),
          "density",
          density,
          "a number above %s, what remains of an alpha of %s at the least"
              .formatted(least(offered), offered));
      BigDecimal removed = BigDecimal.ONE.subtract(BigDecimal.valueOf(density));
      BigDecimal part = removed.divide(BigDecimal.valueOf(offered), MathContext.DECIMAL64);
      return new Scheme.Prune(BigDecimal.ONE.subtract(part).doubleValue());
    }

    /** {@code 1 - offered}, exactly. */
    private static double least(double offered) {
      return BigDecimal.ONE.subtract(BigDecimal.valueOf(offered)).doubleValue();
    }

    @Override
    public String toString() {
      return "density " + density;
    }
  }

  /** A replacement of the same kind, for questions that its amount makes no difference to. */
  default Scheme some() {
    return prunes() ? new Scheme.Prune(0.5) : new Scheme.Quantize(1);
  }

  /** Whether units are pruned, not quantized. */
  default boolean prunes() {
    return !(this instanceof Given given && given.scheme() instanceof Scheme.Quantize);
  }
}
