package io.github.widesweep.sweep.grid;

import io.github.widesweep.compression.CompressionSpec;
import java.util.BitSet;

/** What of a grid is done already, a set of draws for each trained network and cell. */
@FunctionalInterface
public interface DoneDraws {
  /** Nothing. */
  DoneDraws NONE = (network, how) -> new BitSet(0);

  /**
   * The numbers of the draws that are done.
   *
   * @return not to be changed; empty where nothing is done
   */
  BitSet of(NetworkKey network, CompressionSpec how);
}
