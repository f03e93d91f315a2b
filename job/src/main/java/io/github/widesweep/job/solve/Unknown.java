package io.github.widesweep.job.solve;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.sweep.grid.Cell;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.OptionalDouble;

/** What is looked for: the more of it, the easier a condition is supposed to be met. */
public enum Unknown {
  /** The width of networks. */
  WIDTH("grid.widths with candidates") {
    @Override
    OptionalDouble of(Cell cell) {
      return OptionalDouble.of(cell.width());
    }
  },
  /** The fraction of the compressed layers' units that is expected to be kept. */
  DENSITY("grid.schemes with candidates under density or prune, or --from, --to and --step") {
    @Override
    OptionalDouble of(Cell cell) {
      return density(cell.compression());
    }
  },
  /** Quantization levels. */
  LEVELS("grid.schemes with candidates under quantize, or --from, --to and --step") {
    @Override
    OptionalDouble of(Cell cell) {
      return cell.compression().scheme() instanceof Scheme.Quantize quantize
          ? OptionalDouble.of(quantize.levels())
          : OptionalDouble.empty();
    }
  };

  private final String expected;

  Unknown(String expected) {
    this.expected = expected;
  }

  /** What a spec must have so that it can be looked for. */
  String expected() {
    return expected;
  }

  /** Its value in a cell; empty if the cell has none. */
  abstract OptionalDouble of(Cell cell);

  /** The word in arguments and answers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code 1 - alpha (1 - p)} to 12 decimal places; empty under quantize. */
  static OptionalDouble density(CompressionSpec how) {
    if (!(how.scheme() instanceof Scheme.Prune prune)) {
      return OptionalDouble.empty();
    }
    BigDecimal removed =
        BigDecimal.valueOf(how.method().offered())
            .multiply(BigDecimal.ONE.subtract(BigDecimal.valueOf(prune.keepProbability())));
    return OptionalDouble.of(
        BigDecimal.ONE.subtract(removed).setScale(12, RoundingMode.HALF_EVEN).doubleValue());
  }
}
