package io.github.widesweep.sweep.grid;

import io.github.widesweep.compression.CompressionSpec;
import java.io.Serializable;

/**
 * One combination of everything but repetition: what the runs of a cell share.
 *
 * @param dataset the dataset's short name
 * @param architecture the family of networks, as in {@link NetworkKey}
 * @param width the width
 * @param compression how networks are compressed
 * @param calibrationSamples as in {@link RunKey}
 */
public record Cell(
    String dataset,
    String architecture,
    int width,
    CompressionSpec compression,
    int calibrationSamples)
    implements Serializable {
  /** The cell's name: the {@link RunKey#id()} of its first draw on its first network. */
  public String id() {
    NetworkKey first = new NetworkKey(dataset, architecture, width, 0);
    return new RunKey(first, compression, calibrationSamples, 0).id();
  }
}
