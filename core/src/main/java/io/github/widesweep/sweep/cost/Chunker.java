package io.github.widesweep.sweep.cost;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.NetworkKind;
import io.github.widesweep.sweep.grid.RunKey;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Cuts runs that share a network and a target into chunks of about equal time. Chunks are made as
 * they are asked for: nothing is held but the grid.
 */
public final class Chunker {
  /**
   * With as many chunks a core, the last of them leave a core idle for a small part of the time.
   */
  private static final int CHUNKS_PER_CORE = 16;

  /** What chunks may cost more to be so many: parts that each of them pays. */
  private static final double MOST_COST = 1.01;

  /** Shorter chunks pay for tasks, files and compilers more than balance is worth. */
  private static final double LEAST_SECONDS = 1;

  private final Grid grid;
  private final CostModel cost;
  private final double targetSeconds;

  /** The chunks of all networks of one kind, for one target. */
  private record Group(NetworkKind kind, Target target, Totals totals) {}

  /**
   * What chunks come to.
   *
   * @param chunks number of chunks
   * @param seconds seconds of all on one core
   * @param longestSeconds seconds of the longest
   * @param memoryBytes bytes of the hungriest
   */
  public record Totals(long chunks, double seconds, double longestSeconds, long memoryBytes) {
    private Totals plus(Totals other) {
      return new Totals(
          chunks + other.chunks,
          seconds + other.seconds,
          Math.max(longestSeconds, other.longestSeconds),
          Math.max(memoryBytes, other.memoryBytes));
    }

    private Totals times(int networks) {
      return new Totals(chunks * networks, seconds * networks, longestSeconds, memoryBytes);
    }
  }

  private Chunker(Grid grid, CostModel cost, double targetSeconds) {
    this.grid = grid;
    this.cost = cost;
    this.targetSeconds = targetSeconds;
  }

  /**
   * A way to cut a grid.
   *
   * @param cost estimates of time and memory
   * @param targetSeconds how long a chunk's draws should take, positive and finite; one run at
   *     least, whatever it takes
   */
  public static Chunker of(Grid grid, CostModel cost, double targetSeconds) {
    require(
        targetSeconds > 0 && targetSeconds < Double.POSITIVE_INFINITY,
        "seconds per chunk",
        targetSeconds,
        "a finite number above 0");
    return new Chunker(grid, cost, targetSeconds);
  }

  /**
   * The same or, where that makes few chunks for the cores, one with shorter chunks, so that cores
   * end at about the same time.
   */
  public Chunker balanced(int cores) {
    Chunker balanced = this;
    Totals totals = totals();
    double mostSeconds = MOST_COST * totals.seconds();
    while (totals.chunks() < (long) CHUNKS_PER_CORE * cores
        && balanced.targetSeconds > LEAST_SECONDS) {
      Chunker finer = new Chunker(grid, cost, Math.max(LEAST_SECONDS, balanced.targetSeconds / 2));
      totals = finer.totals();
      if (totals.seconds() > mostSeconds) {
        break;
      }
      balanced = finer;
    }
    return balanced;
  }

  /** How long a chunk's draws should take. */
  public double targetSeconds() {
    return targetSeconds;
  }

  /** The chunks of the runs that are wanted, all at once. */
  public static List<Chunk> chunks(
      Grid grid, Predicate<RunKey> wanted, CostModel cost, double targetSeconds) {
    DoneDraws done =
        (network, how) -> {
          BitSet draws = new BitSet();
          for (int draw = 0; draw < grid.draws(network, how); draw++) {
            draws.set(
                draw, !wanted.test(new RunKey(network, how, grid.calibrationSamples(), draw)));
          }
          return draws;
        };
    return of(grid, cost, targetSeconds).chunks(done).toList();
  }

  /**
   * Everything that is not done: one network and one target a chunk, consecutive draws together.
   * Networks and targets with the costliest chunks come first (equal costs in the grid's order).
   * Every run that is not done is in exactly one.
   */
  public Stream<Chunk> chunks(DoneDraws done) {
    return stream(
        new FlatIterator<>(
            costliestFirst(grid.kinds()),
            group ->
                new FlatIterator<>(
                    grid.networks(group.kind()).iterator(),
                    network -> chunks(network, group.target(), done))));
  }

  /** What is not done of one network, costliest targets first. */
  public Stream<Chunk> chunks(NetworkKey network, DoneDraws done) {
    NetworkKind kind =
        grid.kinds().stream().filter(k -> k.holds(network)).findFirst().orElseThrow();
    return stream(
        new FlatIterator<>(
            costliestFirst(List.of(kind)), group -> chunks(network, group.target(), done)));
  }

  private static Stream<Chunk> stream(Iterator<Chunk> chunks) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(chunks, traits), false);
  }

  /** What all chunks of the grid come to if nothing is done; counted, not made. */
  public Totals totals() {
    Totals all = new Totals(0, 0, 0, 0);
    for (NetworkKind kind : grid.kinds()) {
      for (Target target : grid.targets()) {
        all = all.plus(totals(kind, target).times(grid.networkCount(kind)));
      }
    }
    return all;
  }

  private Iterator<Group> costliestFirst(List<NetworkKind> kinds) {
    return kinds.stream()
        .flatMap(
            kind ->
                grid.targets().stream()
                    .map(target -> new Group(kind, target, totals(kind, target))))
        .sorted(
            Comparator.comparingDouble((Group group) -> group.totals().longestSeconds()).reversed())
        .iterator();
  }

  /** Of a kind's first network, which has the most runs. */
  private Totals totals(NetworkKind kind, Target target) {
    NetworkKey network = kind.some();
    List<Cut.Part> cells =
        grid.specs(target).stream()
            .map(how -> new Cut.Part(how, 0, grid.draws(network, how)))
            .filter(part -> part.to() > 0)
            .toList();
    if (cells.isEmpty()) {
      return new Totals(0, 0, 0, 0);
    }
    Totals totals = new Totals(0, 0, 0, 0);
    for (Cut.Kind piece : cut(network, target, cells).kinds()) {
      List<Share> shares =
          piece.piece().stream().map(part -> share(part, cost.stackSize(network, target))).toList();
      double seconds = cost.chunkSeconds(network, target, shares);
      long bytes = cost.chunkBytes(network, target, shares);
      totals = totals.plus(new Totals(piece.count(), piece.count() * seconds, seconds, bytes));
    }
    return totals;
  }

  private static Share share(Cut.Part part, int stackSize) {
    int stacks = (part.to() - 1) / stackSize - part.from() / stackSize + 1;
    return new Share(part.how(), stacks, part.to() - part.from());
  }

  private Cut cut(NetworkKey network, Target target, List<Cut.Part> wanted) {
    boolean oneDraw = grid.drawsPerNetwork() == 1;
    return new Cut(
        cost, network, target, targetSeconds, wanted, how -> !oneDraw && grid.draws(how) == 1);
  }

  private Iterator<Chunk> chunks(NetworkKey network, Target target, DoneDraws done) {
    List<Cut.Part> wanted = new ArrayList<>();
    for (CompressionSpec how : grid.specs(target)) {
      BitSet there = done.of(network, how);
      int draws = grid.draws(network, how);
      int first = there.nextClearBit(0);
      if (first < draws) {
        wanted.add(new Cut.Part(how, first, there.previousClearBit(draws - 1) + 1));
      }
    }
    return wanted.isEmpty()
        ? Collections.emptyIterator()
        : new FlatIterator<>(
            cut(network, target, wanted).pieces().iterator(),
            piece -> chunk(network, target, piece, done).stream().iterator());
  }

  /** The runs of a piece that are not done, by draw; nothing if all are. */
  private Optional<Chunk> chunk(
      NetworkKey network, Target target, List<Cut.Part> piece, DoneDraws done) {
    int size = cost.stackSize(network, target);
    List<RunKey> runs = new ArrayList<>();
    List<Share> shares = new ArrayList<>();
    for (Cut.Part part : piece) {
      BitSet there = done.of(network, part.how());
      int before = runs.size();
      int stacks = 0;
      int last = -1;
      for (int draw = there.nextClearBit(part.from());
          draw < part.to();
          draw = there.nextClearBit(draw + 1)) {
        runs.add(new RunKey(network, part.how(), grid.calibrationSamples(), draw));
        stacks += draw / size == last ? 0 : 1;
        last = draw / size;
      }
      if (stacks > 0) {
        shares.add(new Share(part.how(), stacks, runs.size() - before));
      }
    }
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    runs.sort(Comparator.comparingInt(RunKey::draw));
    return Optional.of(
        new Chunk(
            network,
            runs,
            cost.chunkSeconds(network, target, shares),
            cost.chunkBytes(network, target, shares)));
  }
}
