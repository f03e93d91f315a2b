package io.github.widesweep.data;

import java.util.random.RandomGenerator;

/** Samples that a machine reads or makes by itself. */
public sealed interface LocalData extends DataSpec
    permits DigitsSpec, CsvSpec, CaliforniaHousingSpec, SyntheticSpec {
  /**
   * Reads or makes the samples, shuffles, splits and scales them. The same generator state gives
   * the same dataset, to the bit.
   *
   * @param random draws everything random: synthetic samples, then the order of the samples
   * @throws io.github.widesweep.UserException if a file is missing or cannot be used; one line that
   *     names file, line, column and value
   */
  Dataset load(RandomGenerator random);
}
