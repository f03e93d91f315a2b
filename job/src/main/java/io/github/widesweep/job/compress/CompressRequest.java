package io.github.widesweep.job.compress;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import java.util.OptionalDouble;

/**
 * How one network is to be compressed.
 *
 * @param target which layers, in which role
 * @param unit what is offered to one draw
 * @param method how units are chosen, with its parameters
 * @param scheme the replacement; what a search for {@code error} begins with
 * @param error the largest mean squared output error allowed; empty for the scheme as it is
 * @param assurance what is said of the error, and what {@code error} is about
 * @param draws how many draws are tried, at least 1: the one of least error on the calibration
 *     samples is taken
 * @param heldOut fraction of the samples that are held out, strictly between 0 and 1
 * @param seed of the draws and of which samples are held out
 */
public record CompressRequest(
    Target target,
    Unit unit,
    Method method,
    Scheme scheme,
    OptionalDouble error,
    Assurance assurance,
    int draws,
    double heldOut,
    long seed) {
  /** How an error is known. */
  public enum Assurance {
    /** By measuring it on samples held out. */
    MEASURED,
    /**
     * By a bound over the calibration samples too: of its expectation over the draws, and of the
     * error itself where nothing is drawn.
     */
    GUARANTEED
  }

  public CompressRequest {
    require(draws >= 1, "draws", draws, "a whole number of at least 1");
    require(heldOut > 0 && heldOut < 1, "held_out", heldOut, "a number strictly between 0 and 1");
    require(error.orElse(0) >= 0, "error", error.orElse(0), "a number of at least 0");
    for (Role role : target.roles().values()) {
      require(
          method.supports(role, unit, scheme),
          "method",
          method.name(),
          "one that compresses such units of such layers: %s takes %s"
              .formatted(method.name(), method.supported()));
    }
  }

  boolean isGuaranteed() {
    return assurance == Assurance.GUARANTEED;
  }

  /** The compression with some replacement. */
  CompressionSpec compression(Scheme other) {
    return new CompressionSpec(target, unit, method, other, Projections.NONE);
  }
}
