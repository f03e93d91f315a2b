package io.github.widesweep.sweep.grid;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Target;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.sweep.spec.GridSpec;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All runs of a sweep, in one fixed order: by width, network, target, draw, and the other axes as
 * written. Nothing is stored but the spec: counting costs nothing, and streams make keys as they
 * go.
 */
public final class Grid {
  /** A layer's weights are one Java array, and so are its outputs over some samples. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final GridSpec axes;
  private final String datasetName;
  private final String architecture;
  private final List<Branch> branches;

  /** What is asked for of the axes' cells; empty for all. */
  private final Optional<Map<CellOfWidth, Asked>> asked;

  /** A cell of this grid. */
  private record CellOfWidth(int width, CompressionSpec how) {}

  /** All that a target is compressed with. */
  private record Branch(Target target, List<CompressionSpec> specs) {}

  private Grid(SweepSpec spec, String datasetName, String architecture) {
    this.axes = spec.grid();
    this.datasetName = datasetName;
    this.architecture = architecture;
    this.branches =
        axes.targets().stream()
            .map(target -> new Branch(target, axes.compressions(target)))
            .toList();
    this.asked = Optional.empty();
  }

  private Grid(Grid whole, Map<CellOfWidth, Asked> asked) {
    this.axes = whole.axes;
    this.datasetName = whole.datasetName;
    this.architecture = whole.architecture;
    this.branches = whole.branches;
    this.asked = Optional.of(asked);
  }

  /**
   * Of this grid's axes some cells only, each with as many networks and draws as are asked for.
   * Widths, targets and the like stay those of the axes.
   *
   * @param some none twice; networks and draws at most those of the axes
   * @throws InvalidValueException if one is not a cell of the axes, or asks for more
   */
  public Grid only(List<Asked> some) {
    Map<String, Asked> byCell = new HashMap<>();
    for (Asked one : some) {
      require(byCell.put(one.cell(), one) == null, "asked", one, "every cell once");
    }
    Map<CellOfWidth, Asked> found = new HashMap<>();
    for (Cell cell : allCells()) {
      Asked one = byCell.remove(cell.id());
      if (one != null) {
        boolean fits =
            one.networks() <= axes.networks() && one.draws() <= axes.draws(cell.compression());
        require(fits, "asked", one, "at most the networks and draws of the grid");
        found.put(new CellOfWidth(cell.width(), cell.compression()), one);
      }
    }
    require(byCell.isEmpty(), "asked", byCell.keySet(), "cells of the grid");
    return new Grid(this, found);
  }

  /** What is asked for of the axes, in their order; empty for everything. */
  public Optional<List<Asked>> asked() {
    return asked.map(
        some ->
            cells().stream()
                .map(cell -> some.get(new CellOfWidth(cell.width(), cell.compression())))
                .toList());
  }

  /** Reads a sweep's data, shuffled and split as its seed says: the same for the whole sweep. */
  public static Dataset loadData(SweepSpec spec) {
    return spec.data().load(Seeds.split(spec.seed()));
  }

  /**
   * The grid of a sweep over its data, {@link #loadData}.
   *
   * @throws InvalidValueException if a layer, or what becomes of all samples in one, would not fit
   *     an array, or the network's image does not fit the features
   */
  public static Grid of(SweepSpec spec, Dataset data) {
    int features = data.train().features();
    int outputs = data.train().targets().getColDim();
    Grid grid = of(spec, data.name(), features, outputs);
    List<Integer> widths = spec.grid().widths();
    for (int i = 0; i < widths.size(); i++) {
      requireSamplesFit(spec, data, i, spec.network().layers(features, widths.get(i), outputs));
    }
    return grid;
  }

  /**
   * The grid of a sweep over data of a known shape.
   *
   * @param datasetName the dataset's short name, {@link Dataset#name()}
   * @param features number of features of a sample
   * @param outputs number of outputs
   * @throws InvalidValueException if a layer would not fit an array, or the network's image does
   *     not fit the features
   */
  public static Grid of(SweepSpec spec, String datasetName, int features, int outputs) {
    List<Integer> widths = spec.grid().widths();
    for (int i = 0; i < widths.size(); i++) {
      List<LayerShape> layers = spec.network().layers(features, widths.get(i), outputs);
      for (int l = 1; l <= layers.size(); l++) {
        LayerShape layer = layers.get(l - 1);
        if (Math.max(layer.weights(), layer.outputs().size()) > MOST_NUMBERS) {
          throw tooWide(spec, i, l, "weights");
        }
      }
    }
    return new Grid(spec, datasetName, spec.network().describe(features, outputs));
  }

  /**
   * Refuses a width where samples that go through a layer together give more numbers than an array
   * holds: a batch of training and a block of {@link Activations} through all layers, and all
   * calibration samples where a B layer is looked at, from its inputs to the next layer's outputs.
   */
  private static void requireSamplesFit(
      SweepSpec spec, Dataset data, int width, List<LayerShape> layers) {
    int train = data.train().count();
    int calibration = Math.min(spec.grid().calibrationSamples(), train);
    int batch = Math.min(spec.training().batchSize(), train);
    int block = Math.min(Activations.LEAST_BLOCK, Math.max(train, data.test().count()));
    for (int l = 1; l <= layers.size(); l++) {
      long outputs = layers.get(l - 1).outputs().size();
      if (calibration * outputs > MOST_NUMBERS && isBesideBlock(spec.grid().targets(), l)) {
        String samples = " calibration samples, or fewer grid.calibration_samples";
        throw tooWide(spec, width, l, "outputs over " + calibration + samples);
      } else if (batch * outputs > MOST_NUMBERS) {
        String samples = " samples of a batch, or a smaller training.batch_size";
        throw tooWide(spec, width, l, "outputs over " + batch + samples);
      } else if (block * outputs > MOST_NUMBERS) {
        throw tooWide(spec, width, l, "outputs over a block of " + block + " samples");
      }
    }
  }

  /** Whether layer l, the one before or the one after it is in B in some target. */
  private static boolean isBesideBlock(List<Target> targets, int l) {
    return targets.stream()
        .flatMap(target -> target.roles().entrySet().stream())
        .anyMatch(entry -> entry.getValue() == Role.BLOCK && Math.abs(entry.getKey() - l) <= 1);
  }

  private static InvalidValueException tooWide(
      SweepSpec spec, int width, int layer, String numbers) {
    return new InvalidValueException(
        "grid.widths[" + width + "]",
        spec.grid().widths().get(width),
        "a width that gives layer %d at most %d %s".formatted(layer, MOST_NUMBERS, numbers));
  }

  /** Number of trained networks. */
  public long networkCount() {
    return axes.widths().stream().mapToLong(this::networkCount).sum();
  }

  /** Number of trained networks of a width. */
  public int networkCount(int width) {
    return asked
        .map(
            some ->
                branches.stream()
                    .flatMap(branch -> branch.specs().stream())
                    .map(how -> some.get(new CellOfWidth(width, how)))
                    .filter(Objects::nonNull)
                    .mapToInt(Asked::networks)
                    .max()
                    .orElse(0))
        .orElse(axes.networks());
  }

  /** Number of cells: combinations of all axes but repetition. */
  public long cellCount() {
    return asked.isPresent() ? asked.get().size() : axes.widths().size() * specCount();
  }

  /** Number of runs: of every cell its draws on every network. */
  public long runCount() {
    return asked.isPresent()
        ? asked.get().values().stream().mapToLong(one -> (long) one.networks() * one.draws()).sum()
        : networkCount()
            * branches.stream()
                .flatMap(branch -> branch.specs().stream())
                .mapToLong(axes::draws)
                .sum();
  }

  /** The widths. */
  public List<Integer> widths() {
    return axes.widths();
  }

  /** Most trained networks of a width. */
  public int networksPerWidth() {
    return axes.networks();
  }

  /** Most draws that a cell has on a network. */
  public int drawsPerNetwork() {
    return axes.draws();
  }

  /** Most draws of such a cell on a network: one where draws do not differ. */
  public int draws(CompressionSpec how) {
    return axes.draws(how);
  }

  /** Draws of a cell on one of its networks: 0 where the grid has none of them. */
  public int draws(NetworkKey network, CompressionSpec how) {
    if (asked.isEmpty()) {
      return axes.draws(how);
    }
    Asked one = asked.get().get(new CellOfWidth(network.width(), how));
    return one == null || network.network() >= one.networks() ? 0 : one.draws();
  }

  /** How many of the first training samples calibrate, as in {@link RunKey}. */
  public int calibrationSamples() {
    return axes.calibrationSamples();
  }

  /** The targets. */
  public List<Target> targets() {
    return axes.targets();
  }

  /** How a target is compressed: of every width a cell each. */
  public List<CompressionSpec> specs(Target target) {
    return branches.get(axes.targets().indexOf(target)).specs();
  }

  private long specCount() {
    return branches.stream().mapToLong(branch -> branch.specs().size()).sum();
  }

  /** The trained networks, by width and number. */
  public List<NetworkKey> networks() {
    return axes.widths().stream().flatMap(this::networks).toList();
  }

  /** Those of a width. */
  public Stream<NetworkKey> networks(int width) {
    return IntStream.range(0, networkCount(width)).mapToObj(network -> network(width, network));
  }

  /** The coordinates that a network would have in this sweep. */
  public NetworkKey network(int width, int number) {
    return new NetworkKey(datasetName, architecture, width, number);
  }

  /** The cells, each once. */
  public List<Cell> cells() {
    return asked
        .map(
            some ->
                allCells().stream()
                    .filter(
                        cell -> some.containsKey(new CellOfWidth(cell.width(), cell.compression())))
                    .toList())
        .orElseGet(this::allCells);
  }

  private List<Cell> allCells() {
    return axes.widths().stream()
        .flatMap(
            width ->
                branches.stream()
                    .flatMap(branch -> branch.specs().stream())
                    .map(
                        spec ->
                            new Cell(
                                datasetName, architecture, width, spec, axes.calibrationSamples())))
        .toList();
  }

  /** The runs, each once, made as they are asked for. */
  public Stream<RunKey> runs() {
    return axes.widths().stream()
        .flatMap(this::networks)
        .flatMap(network -> branches.stream().flatMap(branch -> runs(network, branch)));
  }

  private Stream<RunKey> runs(NetworkKey network, Branch branch) {
    return IntStream.range(0, axes.draws())
        .boxed()
        .flatMap(
            draw ->
                branch.specs().stream()
                    .filter(spec -> draw < draws(network, spec))
                    .map(spec -> new RunKey(network, spec, axes.calibrationSamples(), draw)));
  }
}
