package io.github.widesweep.sweep.cost;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
   * @param targetSeconds how long a chunk's draws should take, positive; one run at least, whatever
   *     it takes
   */
  public static List<Chunk> chunks(
      Grid grid, Predicate<RunKey> wanted, CostModel cost, double targetSeconds) {
    require(targetSeconds > 0, "seconds per chunk", targetSeconds, "a positive number");
    Chunker chunker = new Chunker(cost, targetSeconds);
    grid.groups().forEach(group -> chunker.add(group.filter(wanted).toList()));
    return chunker.costliestFirst();
  }

  /** Runs that are not cut apart, and what they take beside their chunk's part. */
  private record Atom(List<RunKey> runs, double seconds) {}

  /**
   * Adds chunks for runs of one network and target, in order: as few as keep to the time wanted,
   * and of about equal time, so that there is no small rest.
   */
  private void add(List<RunKey> runs) {
    List<Atom> atoms = runs.isEmpty() ? List.of() : atoms(runs);
    double total = atoms.stream().mapToDouble(Atom::seconds).sum();
    double share = total / Math.max(1, Math.ceil(total / targetSeconds));
    double done = 0;
    int closed = 0;
    List<RunKey> open = new ArrayList<>();
    for (int i = 0; i < atoms.size(); i++) {
      open.addAll(atoms.get(i).runs());
      done += atoms.get(i).seconds();
      // The last atom always closes; the tolerance keeps rounding from leaving it alone.
      if (done >= (closed + 1) * share * (1 - 1e-9) || i == atoms.size() - 1) {
        chunks.add(chunk(open));
        open = new ArrayList<>();
        closed = Math.max(closed + 1, (int) Math.floor(done / share * (1 + 1e-9)));
      }
    }
  }

  /**
   * Cuts where it wastes least: a stack is computed whole, however few of its draws are there. All
   * cells of a stack stay together if they keep to the time, else the draws of a cell.
   */
  private List<Atom> atoms(List<RunKey> runs) {
    int size = cost.stackSize(runs.get(0));
    List<Atom> atoms = new ArrayList<>();
    for (List<RunKey> stack : grouped(runs, run -> run.draw() / size)) {
      List<Atom> cells = grouped(stack, RunKey::compression).stream().map(this::atom).toList();
      double seconds = cells.stream().mapToDouble(Atom::seconds).sum();
      if (seconds <= targetSeconds) {
        atoms.add(new Atom(stack, seconds));
        continue;
      }
      cells.forEach(cell -> atoms.addAll(parts(cell.runs())));
    }
    return atoms;
  }

  /**
   * Runs of one cell and stack in as few parts as keep their draws to the time: what a stack takes
   * however few they are becomes no less.
   */
  private List<Atom> parts(List<RunKey> runs) {
    int count = runs.size();
    RunKey some = runs.get(0);
    double draws = cost.stackSeconds(some, count) - cost.stackSeconds(some, 0);
    int parts = (int) Math.max(1, Math.min(count, Math.ceil(draws / targetSeconds)));
    List<Atom> atoms = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      atoms.add(atom(runs.subList(i * count / parts, (i + 1) * count / parts)));
    }
    return atoms;
  }

  private static Collection<List<RunKey>> grouped(List<RunKey> runs, Function<RunKey, ?> key) {
    return runs.stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private Atom atom(List<RunKey> runs) {
    return new Atom(runs, cost.stackSeconds(runs.get(0), runs.size()));
  }

  private Chunk chunk(List<RunKey> open) {
    List<RunKey> runs = open.stream().sorted(Comparator.comparingInt(RunKey::draw)).toList();
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
