package io.github.widesweep.sweep.grid;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.sweep.spec.GridSpec;
import io.github.widesweep.sweep.spec.OwnNetwork;
import io.github.widesweep.sweep.spec.OwnNetworks;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All runs of a sweep, in one fixed order: by width, network, target, draw, and the other axes as
 * written. Nothing is stored but the spec: counting costs nothing, and streams make keys as they
 * go.
 */
public final class Grid {
  private final GridSpec axes;
  private final List<NetworkKind> kinds;
  private final Map<Integer, List<NetworkKind>> byWidth;
  private final List<Branch> branches;

  /** What is asked for of the axes' cells; empty for all. */
  private final Optional<Map<CellOfKind, Asked>> asked;

  /** A cell of this grid, by what its networks have in common. */
  private record CellOfKind(String architecture, int width, String label, CompressionSpec how) {
    static CellOfKind of(Cell cell) {
      return of(cell.first(), cell.compression());
    }

    static CellOfKind of(NetworkKey some, CompressionSpec how) {
      return new CellOfKind(some.architecture(), some.width(), some.label(), how);
    }
  }

  /** All that a target is compressed with. */
  private record Branch(Target target, List<CompressionSpec> specs) {}

  private Grid(GridSpec axes, List<NetworkKind> kinds) {
    this.axes = axes;
    this.kinds = List.copyOf(kinds);
    this.byWidth = kinds.stream().collect(Collectors.groupingBy(kind -> kind.some().width()));
    this.branches =
        axes.targets().stream()
            .map(target -> new Branch(target, axes.compressions(target)))
            .toList();
    this.asked = Optional.empty();
  }

  private Grid(Grid whole, Map<CellOfKind, Asked> asked) {
    this.axes = whole.axes;
    this.kinds = whole.kinds;
    this.byWidth = whole.byWidth;
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
    Map<CellOfKind, Asked> found = new HashMap<>();
    for (NetworkKind kind : kinds) {
      cells(kind)
          .forEach(
              cell -> {
                Asked one = byCell.remove(cell.id());
                if (one != null) {
                  boolean fits =
                      one.networks() <= kind.count()
                          && one.draws() <= axes.draws(cell.compression());
                  require(fits, "asked", one, "at most the networks and draws of the grid");
                  found.put(CellOfKind.of(cell), one);
                }
              });
    }
    require(byCell.isEmpty(), "asked", byCell.keySet(), "cells of the grid");
    return new Grid(this, found);
  }

  /** What is asked for of the axes, in their order; empty for everything. */
  public Optional<List<Asked>> asked() {
    return asked.map(some -> cells().stream().map(cell -> some.get(CellOfKind.of(cell))).toList());
  }

  /** Reads a sweep's data, shuffled and split as its seed says: the same for the whole sweep. */
  public static Dataset loadData(LocalData data, long seed) {
    return data.load(Seeds.split(seed));
  }

  /**
   * The grid of a sweep over its data, {@link #loadData}.
   *
   * @param spec if its networks are the user's own, with those that were found
   * @throws InvalidValueException if a layer, or what becomes of all samples in one, would not fit
   *     an array, or the network's image does not fit the features
   */
  public static Grid of(SweepSpec spec, Dataset data) {
    int features = data.train().features();
    int outputs = data.train().targets().getColDim();
    Grid grid = of(spec, data.name(), features, outputs);
    grid.kinds.forEach(kind -> GridLimits.requireSamplesFit(spec, data, kind));
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
    List<NetworkKind> kinds =
        spec.network() instanceof OwnNetworks own
            ? own(own, datasetName)
            : trained(spec, datasetName, features, outputs);
    kinds.forEach(GridLimits::requireLayersFit);
    return new Grid(spec.grid(), kinds);
  }

  /** The user's own are in the order of their widths, labels and contents already. */
  private static List<NetworkKind> own(OwnNetworks own, String datasetName) {
    Map<List<Object>, List<OwnNetwork>> alike =
        own.found().stream()
            .collect(
                Collectors.groupingBy(
                    network ->
                        Arrays.asList(network.architecture(), network.width(), network.label()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return alike.values().stream()
        .map(
            networks ->
                NetworkKind.own(
                    "network.source",
                    networks.get(0).shape(),
                    networks.stream().map(each -> NetworkKey.of(datasetName, each)).toList()))
        .toList();
  }

  private static List<NetworkKind> trained(
      SweepSpec spec, String datasetName, int features, int outputs) {
    TrainedNetworks family = (TrainedNetworks) spec.network();
    String architecture = family.describe(features, outputs);
    List<Integer> widths = spec.grid().widths();
    return IntStream.range(0, widths.size())
        .mapToObj(
            i ->
                NetworkKind.trained(
                    "grid.widths[" + i + "]",
                    family.shape(features, widths.get(i), outputs),
                    new NetworkKey(datasetName, architecture, widths.get(i), 0),
                    spec.grid().networks()))
        .toList();
  }

  /** The kinds of networks, by width, whatever is asked for of them. */
  public List<NetworkKind> kinds() {
    return kinds;
  }

  /** Number of networks. */
  public long networkCount() {
    return kinds.stream().mapToLong(this::networkCount).sum();
  }

  /** Number of networks of a kind. */
  public int networkCount(NetworkKind kind) {
    return asked
        .map(
            some ->
                cells(kind)
                    .map(cell -> some.get(CellOfKind.of(cell)))
                    .filter(Objects::nonNull)
                    .mapToInt(Asked::networks)
                    .max()
                    .orElse(0))
        .orElse(kind.count());
  }

  /** Number of cells: combinations of all axes but repetition. */
  public long cellCount() {
    return asked.isPresent() ? asked.get().size() : kinds.size() * specCount();
  }

  private long specCount() {
    return branches.stream().mapToLong(branch -> branch.specs().size()).sum();
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
    Asked one = asked.get().get(CellOfKind.of(network, how));
    return one == null || index(network) >= one.networks() ? 0 : one.draws();
  }

  /** A network's place among those of its kind. */
  private int index(NetworkKey network) {
    return network.isOwn()
        ? kinds.stream().mapToInt(kind -> kind.own().indexOf(network)).max().orElse(-1)
        : network.network();
  }

  /** How many of the first training samples calibrate, as in {@link RunKey}. */
  public int calibrationSamples() {
    return axes.calibrationSamples();
  }

  /** The targets. */
  public List<Target> targets() {
    return axes.targets();
  }

  /** How a target is compressed: of every kind of network a cell each. */
  public List<CompressionSpec> specs(Target target) {
    return branches.get(axes.targets().indexOf(target)).specs();
  }

  /** The networks, by width and number. */
  public List<NetworkKey> networks() {
    return kinds.stream().flatMap(this::networks).toList();
  }

  /** Those of a kind. */
  public Stream<NetworkKey> networks(NetworkKind kind) {
    return kind.first(networkCount(kind));
  }

  /** The network of a width and number that the axes have, if they do, asked for or not. */
  public Optional<NetworkKey> network(int width, int number) {
    return byWidth.getOrDefault(width, List.of()).stream()
        .flatMap(kind -> kind.numbered(number).stream())
        .findFirst();
  }

  /** The cells, each once. */
  public List<Cell> cells() {
    return kinds.stream()
        .flatMap(this::cells)
        .filter(cell -> asked.isEmpty() || asked.get().containsKey(CellOfKind.of(cell)))
        .toList();
  }

  /** All cells of a kind that the axes have. */
  private Stream<Cell> cells(NetworkKind kind) {
    return branches.stream()
        .flatMap(branch -> branch.specs().stream())
        .map(how -> new Cell(kind.some(), how, axes.calibrationSamples()));
  }

  /** The runs, each once, made as they are asked for. */
  public Stream<RunKey> runs() {
    return kinds.stream()
        .flatMap(this::networks)
        .flatMap(network -> branches.stream().flatMap(branch -> runs(network, branch)));
  }

  private Stream<RunKey> runs(NetworkKey network, Branch branch) {
    return IntStream.range(0, axes.draws())
        .boxed()
        .flatMap(
            draw ->
                branch.specs().stream()
                    .filter(how -> draw < draws(network, how))
                    .map(how -> new RunKey(network, how, axes.calibrationSamples(), draw)));
  }
}
