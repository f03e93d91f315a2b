package io.github.widesweep.data;

import java.io.Serializable;

/**
 * Data ready for training: scaled, shuffled and split.
 *
 * @param name short name for tables, {@link DataSpec#name()}
 * @param task what the targets are; null if there are none
 * @param train training samples, in the shuffled order; calibration samples are the first of them
 * @param test samples kept for measuring
 * @param fingerprint SHA-256 (hex) over the values of both parts: changes when any number does
 */
public record Dataset(String name, Task task, Samples train, Samples test, String fingerprint)
    implements Serializable {
  /** The dataset of a spec, of parts that are ready. */
  public static Dataset of(DataSpec spec, Samples train, Samples test) {
    return new Dataset(spec.name(), spec.task(), train, test, Fingerprint.of(train, test));
  }
}
