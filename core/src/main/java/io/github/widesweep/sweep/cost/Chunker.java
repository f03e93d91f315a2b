package io.github.widesweep.sweep.cost;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
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
  private final Grid grid;
  private final CostModel cost;
  private final double targetSeconds;

  /** The chunks of all networks of one width, for one target. */
  private record Group(int width, Target target, Totals totals) {}

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
   * @param targetSeconds how long a chunk's draws should take, positive; one run at least, whatever
   *     it takes
   */
  public static Chunker of(Grid grid, CostModel cost, double targetSeconds) {
    require(targetSeconds > 0, "seconds per chunk", targetSeconds, "a positive number");
    return new Chunker(grid, cost, targetSeconds);
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
   * Widths and targets with the costliest chunks come first (equal costs in the grid's order).
   * Every run that is not done is in exactly one.
   */
  public Stream<Chunk> chunks(DoneDraws done) {
    return stream(
        new FlatIterator<>(
            costliestFirst(grid.widths()),
            group ->
                new FlatIterator<>(
                    grid.networks(group.width()).iterator(),
                    network -> chunks(network, group.target(), done))));
  }

  /** What is not done of one network, costliest targets first. */
  public Stream<Chunk> chunks(NetworkKey network, DoneDraws done) {
    return stream(
        new FlatIterator<>(
            costliestFirst(List.of(network.width())),
            group -> chunks(network, group.target(), done)));
  }

  private static Stream<Chunk> stream(Iterator<Chunk> chunks) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(chunks, traits), false);
  }

  /** What all chunks of the grid come to if nothing is done; counted, not made. */
  public Totals totals() {
    Totals all = new Totals(0, 0, 0, 0);
    for (int width : grid.widths()) {
      for (Target target : grid.targets()) {
        all = all.plus(totals(width, target).times(grid.networkCount(width)));
      }
    }
    return all;
  }

  private Iterator<Group> costliestFirst(List<Integer> widths) {
    return widths.stream()
        .flatMap(
            width ->
                grid.targets().stream()
                    .map(target -> new Group(width, target, totals(width, target))))
        .sorted(
            Comparator.comparingDouble((Group group) -> group.totals().longestSeconds()).reversed())
        .iterator();
  }

  /** Of a width's first network, which has the most runs. */
  private Totals totals(int width, Target target) {
    List<Cut.Part> cells =
        grid.networks(width)
            .limit(1)
            .flatMap(
                first ->
                    grid.specs(target).stream()
                        .map(how -> new Cut.Part(how, 0, grid.draws(first, how))))
            .filter(part -> part.to() > 0)
            .toList();
    Totals totals = new Totals(0, 0, 0, 0);
    for (Cut.Kind kind : cut(width, target, cells).kinds()) {
      List<Share> shares =
          kind.piece().stream().map(part -> share(part, cost.stackSize(width, target))).toList();
      double seconds = cost.chunkSeconds(width, target, shares);
      long bytes = cost.chunkBytes(width, target, shares);
      totals = totals.plus(new Totals(kind.count(), kind.count() * seconds, seconds, bytes));
    }
    return totals;
  }

  private static Share share(Cut.Part part, int stackSize) {
    int stacks = (part.to() - 1) / stackSize - part.from() / stackSize + 1;
    return new Share(part.how(), stacks, part.to() - part.from());
  }

  private Cut cut(int width, Target target, List<Cut.Part> wanted) {
    boolean oneDraw = grid.drawsPerNetwork() == 1;
    return new Cut(
        cost, width, target, targetSeconds, wanted, how -> !oneDraw && grid.draws(how) == 1);
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
            cut(network.width(), target, wanted).pieces().iterator(),
            piece -> chunk(network, target, piece, done).stream().iterator());
  }

  /** The runs of a piece that are not done, by draw; nothing if all are. */
  private Optional<Chunk> chunk(
      NetworkKey network, Target target, List<Cut.Part> piece, DoneDraws done) {
    int size = cost.stackSize(network.width(), target);
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
            cost.chunkSeconds(network.width(), target, shares),
            cost.chunkBytes(network.width(), target, shares)));
  }
}
