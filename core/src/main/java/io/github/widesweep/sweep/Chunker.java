package io.github.widesweep.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts runs that share a network and a target into chunks of about equal time. */
final class Chunker {
  private final CostModel cost;
  private final double targetSeconds;
  private final List<Chunk> chunks = new ArrayList<>();

  Chunker(CostModel cost, double targetSeconds) {
    this.cost = cost;
    this.targetSeconds = targetSeconds;
  }

  /**
   * Adds chunks for runs of one network and target, in order: as few as keep to the time wanted,
   * and of about equal time, so that there is no small rest.
   */
  void add(List<RunKey> runs) {
    double total = runs.stream().mapToDouble(cost::runSeconds).sum();
    double share = total / Math.max(1, Math.ceil(total / targetSeconds));
    double done = 0;
    int from = 0;
    int closed = 0;
    for (int i = 0; i < runs.size(); i++) {
      done += cost.runSeconds(runs.get(i));
      // The last run always closes; the tolerance keeps rounding from leaving it alone.
      if (done >= (closed + 1) * share * (1 - 1e-9) || i == runs.size() - 1) {
        chunks.add(chunk(runs.subList(from, i + 1)));
        from = i + 1;
        closed = Math.max(closed + 1, (int) Math.floor(done / share * (1 + 1e-9)));
      }
    }
  }

  private Chunk chunk(List<RunKey> runs) {
    NetworkKey network = runs.get(0).network();
    return new Chunk(network, runs, cost.chunkSeconds(runs), cost.chunkBytes(runs));
  }

  /** The chunks, costliest first; of equal cost, first added first. */
  List<Chunk> costliestFirst() {
    return chunks.stream()
        .sorted(Comparator.comparingDouble(Chunk::estimatedSeconds).reversed())
        .toList();
  }
}
