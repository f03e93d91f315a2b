package io.github.widesweep.compression;

/** What a method may make of the weights that it keeps. */
public enum KeptValues {
  /** What they were, or that divided by the chance to be kept; under quantization a level. */
  FIXED,
  /** Solved for, so that they stand in for the weights that are gone. */
  REFIT
}
