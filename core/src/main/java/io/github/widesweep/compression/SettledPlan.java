package io.github.widesweep.compression;

import java.util.Optional;

/** A plan without randomness. */
record SettledPlan(LayerOutcome outcome) implements LayerPlan {
  @Override
  public LayerOutcome draw(double[] uniforms) {
    return outcome;
  }

  @Override
  public double psiAdded() {
    return Double.NaN;
  }

  @Override
  public Optional<double[]> variances() {
    return Optional.empty();
  }
}
