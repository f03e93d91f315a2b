package io.github.widesweep.compression;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** One layer's offer: how many units, what they may become, and the uniforms that decide. */
record Draw(Replacement replacement, int steps, double[] uniforms) {
  /** {@code floor(alpha units)} in exact decimal arithmetic: 0.29 of 100 is 29, not 28. */
  static int steps(double alpha, int units) {
    return BigDecimal.valueOf(alpha)
        .multiply(BigDecimal.valueOf(units))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }

  /** What unit {@code u}, of weight {@code w}, becomes. */
  double outcome(int u, double w) {
    return replacement.draw(w, uniforms[u]);
  }
}
