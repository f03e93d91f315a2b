package io.github.widesweep.sweep.grid;

import io.github.widesweep.compression.CompressionSpec;
import java.io.Serializable;

/**
 * One combination of everything but repetition: what the runs of a cell share.
 *
 * @param first the first of its networks, of which dataset, architecture, width and label are the
 *     cell's
 * @param compression how networks are compressed
 * @param calibrationSamples as in {@link RunKey}
 */
public record Cell(NetworkKey first, CompressionSpec compression, int calibrationSamples)
    implements Serializable {
  /** The width of its networks. */
  public int width() {
    return first.width();
  }

  /** The cell's name: the {@link RunKey#id()} of its first draw on its first network. */
  public String id() {
    return new RunKey(first, compression, calibrationSamples, 0).id();
  }
}
