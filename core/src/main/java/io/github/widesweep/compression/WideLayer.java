package io.github.widesweep.compression;

/**
 * A W layer ready to be compressed. {@code Psi} is quadratic in each of its units with constant
 * curvature, so every score is known beforehand, and the order is one sort (digest section 3).
 */
interface WideLayer {
  /** Draws the {@code draw.steps()} units of least score. */
  LayerOutcome compress(Draw draw);
}
