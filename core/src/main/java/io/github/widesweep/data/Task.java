package io.github.widesweep.data;

/** What a dataset asks of a network. */
public enum Task {
  /** Targets are numbers, the metric is R^2. */
  REGRESSION,
  /** Targets are one-hot classes, the metric is accuracy. */
  CLASSIFICATION
}
