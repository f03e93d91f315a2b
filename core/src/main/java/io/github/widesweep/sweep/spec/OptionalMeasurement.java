package io.github.widesweep.sweep.spec;

/** What is measured only if a spec's list {@code measure} has it. */
public enum OptionalMeasurement {
  /** How far dense and compressed outputs are apart over the calibration samples. */
  CALIBRATION_ERROR
}
