package io.github.widesweep.sweep.cost;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Cuts runs that share a network and a target into chunks of about equal time. */
public final class Chunker {
  private final CostModel cost;
  private final double targetSeconds;
  private final List<Chunk> chunks = new ArrayList<>();

  private Chunker(CostModel cost, double targetSeconds) {
    this.cost = cost;
    this.targetSeconds = targetSeconds;
  }

  /**
   * Splits a grid's runs into chunks: one network and one target each, consecutive draws together,
   * costliest chunk first (equal costs in the grid's order). Every run that is wanted is in exactly
   * one.
   *
   * @param wanted which runs, such as those not yet done
   * @param cost estimates of time and memory
   * @param targetSeconds how long a chunk should take, positive; one run at least, whatever it
   *     takes
   */
  public static List<Chunk> chunks(
      Grid grid, Predicate<RunKey> wanted, CostModel cost, double targetSeconds) {
    require(targetSeconds > 0, "seconds per chunk", targetSeconds, "a positive number");
    Chunker chunker = new Chunker(cost, targetSeconds);
    grid.groups().forEach(group -> chunker.add(group.filter(wanted).toList()));
    return chunker.costliestFirst();
  }

  /**
   * Adds chunks for runs of one network and target, in order: as few as keep to the time wanted,
   * and of about equal time, so that there is no small rest.
   */
  private void add(List<RunKey> runs) {
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
  private List<Chunk> costliestFirst() {
    return chunks.stream()
        .sorted(Comparator.comparingDouble(Chunk::estimatedSeconds).reversed())
        .toList();
  }
}
