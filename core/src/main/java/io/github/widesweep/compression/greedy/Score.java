package io.github.widesweep.compression.greedy;

/** What of the expected change of the watched loss a step takes the least of. */
enum Score {
  /** How large it is, as Algorithm 1 has it. */
  ABSOLUTE {
    @Override
    double of(double change) {
      return Math.abs(change);
    }
  },
  /** The change itself, so that what is expected to lower the loss comes first. */
  SIGNED {
    @Override
    double of(double change) {
      return change;
    }
  };

  /** The score of an expected change. */
  abstract double of(double change);
}
