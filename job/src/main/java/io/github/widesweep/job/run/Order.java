package io.github.widesweep.job.run;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A chunk on its way to an executor: its runs as sets of draws, which take a bit each.
 *
 * @param network the network of all runs
 * @param calibrationSamples as in {@link RunKey}
 * @param draws the draws of each cell
 * @param weights where the network is kept, or why there is none
 * @param estimatedSeconds estimated time on one core
 * @param memoryBytes estimated peak memory
 */
record Order(
    NetworkKey network,
    int calibrationSamples,
    LinkedHashMap<CompressionSpec, BitSet> draws,
    StoredWeights weights,
    double estimatedSeconds,
    long memoryBytes)
    implements Serializable {
  static Order of(Chunk chunk, StoredWeights weights) {
    LinkedHashMap<CompressionSpec, BitSet> draws = new LinkedHashMap<>();
    for (RunKey run : chunk.runs()) {
      draws.computeIfAbsent(run.compression(), how -> new BitSet()).set(run.draw());
    }
    return new Order(
        chunk.network(),
        chunk.runs().get(0).calibrationSamples(),
        draws,
        weights,
        chunk.estimatedSeconds(),
        chunk.memoryBytes());
  }

  /** The chunk; its runs by draw. */
  Chunk chunk() {
    List<RunKey> runs = new ArrayList<>();
    for (Map.Entry<CompressionSpec, BitSet> cell : draws.entrySet()) {
      cell.getValue().stream()
          .mapToObj(draw -> new RunKey(network, cell.getKey(), calibrationSamples, draw))
          .forEach(runs::add);
    }
    runs.sort(Comparator.comparingInt(RunKey::draw));
    return new Chunk(network, runs, estimatedSeconds, memoryBytes);
  }

  /** Number of runs. */
  long runs() {
    return draws.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
