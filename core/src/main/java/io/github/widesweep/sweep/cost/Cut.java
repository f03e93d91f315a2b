package io.github.widesweep.sweep.cost;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How the runs of one network and target are cut into pieces, each to become a chunk. A stack of
 * draws is computed whole, however few of its draws are there, so stacks stay together where they
 * keep to the time wanted: a piece is then some consecutive stacks of all cells, and pieces differ
 * by one stack at most. A stack that takes longer is cut by cells, and the draws of a cell only
 * where they alone take longer.
 *
 * <p>Pieces are made as they are asked for, and {@link #kinds} tells how many there are of which
 * kind without making them.
 */
final class Cut {
  /** Runs of a piece, so that a piece fits in memory whatever time is wanted. */
  private static final int MOST_RUNS = 1 << 16;

  private final CostModel cost;
  private final NetworkKey network;
  private final double targetSeconds;
  private final int size;

  /** Cells of several draws, and those of one where others have several. */
  private final List<Part> repeated;

  private final List<Part> single;
  private final int firstStack;
  private final int stacks;

  /** Stacks of one piece; 0 if one stack alone takes longer than wanted. */
  private final int stacksPerPiece;

  private final boolean singleJoins;

  /** A cell's draws {@code from} to {@code to}, that one not included. */
  record Part(CompressionSpec how, int from, int to) {
    private Part within(long start, long end) {
      return new Part(how, (int) Math.max(from, start), (int) Math.min(to, end));
    }

    private boolean isEmpty() {
      return from >= to;
    }
  }

  /** Pieces that cost the same. */
  record Kind(List<Part> piece, long count) {}

  /**
   * Decides how to cut.
   *
   * @param wanted the cells with the span of their draws that are wanted, at least one draw each
   * @param singleDraws whether a cell has one draw where others have several: one of a method
   *     without randomness
   */
  Cut(
      CostModel cost,
      NetworkKey network,
      Target target,
      double targetSeconds,
      List<Part> wanted,
      Predicate<CompressionSpec> singleDraws) {
    this.cost = cost;
    this.network = network;
    this.targetSeconds = targetSeconds;
    this.size = cost.stackSize(network, target);
    this.repeated = wanted.stream().filter(part -> !singleDraws.test(part.how())).toList();
    this.single = wanted.stream().filter(part -> singleDraws.test(part.how())).toList();
    int first = repeated.stream().mapToInt(Part::from).min().orElse(0);
    int end = repeated.stream().mapToInt(Part::to).max().orElse(0);
    this.firstStack = first / size;
    this.stacks = end == 0 ? 0 : (end - 1) / size + 1 - firstStack;
    int draws = Math.min(size, end - first);
    double stackSeconds = seconds(repeated, draws);
    double most = Math.min(stacks, (double) MOST_RUNS / Math.max(1, repeated.size() * draws));
    this.stacksPerPiece =
        stackSeconds > targetSeconds
            ? 0
            : (int) Math.max(1, Math.min(targetSeconds / stackSeconds, most));
    this.singleJoins = stacks > 0 && stacksPerPiece > 0 && seconds(single, 1) <= targetSeconds;
  }

  private double seconds(List<Part> parts, int draws) {
    return parts.stream().mapToDouble(part -> cost.stackSeconds(network, part.how(), draws)).sum();
  }

  /** The pieces in the order of their draws, none without a part. */
  Stream<List<Part>> pieces() {
    Stream<List<Part>> apart = singleJoins ? Stream.of() : cut(single).stream();
    Stream<List<Part>> drawn =
        stacksPerPiece > 0
            ? IntStream.range(0, count()).mapToObj(this::piece)
            : IntStream.range(0, stacks).boxed().flatMap(stack -> cut(stack(stack)).stream());
    // Between spans of draws that are apart there is nothing.
    return Stream.concat(apart, drawn.filter(piece -> !piece.isEmpty()));
  }

  /** The pieces by kind, if all draws of every cell are wanted. */
  List<Kind> kinds() {
    List<Kind> kinds = new ArrayList<>();
    if (!singleJoins) {
      cut(single).forEach(piece -> kinds.add(new Kind(piece, 1)));
    }
    if (stacksPerPiece > 0) {
      addKinds(kinds);
    } else if (stacks > 0) {
      // All stacks but the last are alike.
      cut(stack(0)).forEach(piece -> kinds.add(new Kind(piece, stacks - 1L)));
      cut(stack(stacks - 1)).forEach(piece -> kinds.add(new Kind(piece, 1)));
    }
    return kinds.stream().filter(kind -> kind.count() > 0).toList();
  }

  /** Between the first piece and the last, pieces are of two sizes, a stack apart. */
  private void addKinds(List<Kind> kinds) {
    int count = count();
    kinds.add(new Kind(piece(0), 1));
    if (count > 1) {
      kinds.add(new Kind(piece(count - 1), 1));
      int large = Math.floorMod(stacks, count);
      int few = stacks / count;
      if (large == 0) {
        kinds.add(new Kind(stacks(0, few), count - 2L));
      } else {
        // The last piece is one of the larger, the first one of the smaller.
        kinds.add(new Kind(stacks(0, few + 1), large - 1L));
        kinds.add(new Kind(stacks(0, few), count - large - 1L));
      }
    }
  }

  private int count() {
    return stacks == 0 ? 0 : (stacks - 1) / stacksPerPiece + 1;
  }

  /** Piece {@code i} of {@link #count()}. */
  private List<Part> piece(int i) {
    long count = count();
    List<Part> piece = stacks((int) (i * (long) stacks / count), (int) ((i + 1L) * stacks / count));
    if (i == 0 && singleJoins) {
      List<Part> whole = new ArrayList<>(single);
      whole.addAll(piece);
      return whole;
    }
    return piece;
  }

  private List<Part> stack(int stack) {
    return stacks(stack, stack + 1);
  }

  /** All cells' wanted draws in some stacks, counted from the first that is wanted. */
  private List<Part> stacks(int from, int to) {
    long start = ((long) firstStack + from) * size;
    long end = ((long) firstStack + to) * size;
    return repeated.stream()
        .map(part -> part.within(start, end))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /**
   * Cuts one stack by cells: into as few pieces as keep to the time wanted, of about equal time, so
   * that there is no small rest.
   */
  private List<List<Part>> cut(List<Part> stack) {
    List<Part> atoms = stack.stream().flatMap(this::atoms).toList();
    double total = atoms.stream().mapToDouble(this::seconds).sum();
    double share = total / Math.max(1, Math.ceil(total / targetSeconds));
    List<List<Part>> pieces = new ArrayList<>();
    List<Part> open = new ArrayList<>();
    double done = 0;
    int closed = 0;
    for (int i = 0; i < atoms.size(); i++) {
      add(open, atoms.get(i));
      done += seconds(atoms.get(i));
      // The last atom always closes; the tolerance keeps rounding from leaving it alone.
      if (done >= (closed + 1) * share * (1 - 1e-9) || i == atoms.size() - 1) {
        pieces.add(open);
        open = new ArrayList<>();
        closed = Math.max(closed + 1, (int) Math.floor(done / share * (1 + 1e-9)));
      }
    }
    return pieces;
  }

  /** Draws of a cell that were cut apart and meet again are one part. */
  private static void add(List<Part> open, Part atom) {
    int last = open.size() - 1;
    if (last >= 0 && open.get(last).how().equals(atom.how())) {
      open.set(last, new Part(atom.how(), open.get(last).from(), atom.to()));
    } else {
      open.add(atom);
    }
  }

  private double seconds(Part part) {
    return cost.stackSeconds(network, part.how(), part.to() - part.from());
  }

  /**
   * Draws of one cell and stack in as few parts as keep their draws to the time: what a stack takes
   * however few they are becomes no less.
   */
  private Stream<Part> atoms(Part part) {
    int count = part.to() - part.from();
    double draws = seconds(part) - cost.stackSeconds(network, part.how(), 0);
    int parts = (int) Math.max(1, Math.min(count, Math.ceil(draws / targetSeconds)));
    return IntStream.range(0, parts)
        .mapToObj(
            i ->
                new Part(
                    part.how(),
                    part.from() + i * count / parts,
                    part.from() + (i + 1) * count / parts));
  }
}
