package io.github.widesweep.sweep.cost;

import static io.github.widesweep.sweep.cost.NetworkCost.DOUBLE;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Work;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.NetworkKind;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.spec.OptionalMeasurement;
import io.github.widesweep.sweep.spec.OwnNetworks;
import io.github.widesweep.sweep.spec.SweepSpec;
import io.github.widesweep.sweep.spec.TrainedNetworks;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Estimates of a sweep's time on one core and of its memory: methods count their own work, this
 * adds the networks', and {@link Rates} make seconds of it. A run's cost depends on its cell alone,
 * and is computed once a cell. Good to a factor of about three, which is enough to size chunks and
 * to say beforehand what a sweep takes. Thread-safe.
 */
public final class CostModel {
  private final SweepSpec spec;
  private final int features;
  private final int outputs;
  private final int trainSamples;
  private final int testSamples;
  private final long calibration;
  private final Rates rates;
  private final Map<Alike, NetworkCost> networks = new ConcurrentHashMap<>();
  private final Map<TargetKey, TargetCost> targets = new ConcurrentHashMap<>();
  private final Map<CellKey, Priced> cells = new ConcurrentHashMap<>();

  /** What networks have in common that cost the same. */
  private record Alike(String architecture, int width) {
    static Alike of(NetworkKey network) {
      return new Alike(network.architecture(), network.width());
    }
  }

  private record TargetKey(Alike alike, Target target) {}

  private record CellKey(Alike alike, CompressionSpec how) {}

  /** A cell's cost, in seconds too. */
  private record Priced(
      CellCost cost, double planSeconds, double stackSeconds, double drawSeconds) {}

  private CostModel(SweepSpec spec, Dataset data, Rates rates) {
    this.spec = spec;
    this.features = data.train().features();
    this.outputs = data.train().targets().getColDim();
    this.trainSamples = data.train().count();
    this.testSamples = data.test().count();
    this.calibration = Math.min(spec.grid().calibrationSamples(), trainSamples);
    this.rates = rates;
  }

  /** The costs of a sweep over its data, at {@link Rates#DEFAULT}. */
  public static CostModel of(SweepSpec spec, Dataset data) {
    return of(spec, data, Rates.DEFAULT);
  }

  /** The costs of a sweep over its data on a machine of known rates. */
  public static CostModel of(SweepSpec spec, Dataset data, Rates rates) {
    return new CostModel(spec, data, rates);
  }

  private NetworkCost network(NetworkKey key) {
    return networks.computeIfAbsent(
        Alike.of(key),
        alike ->
            new NetworkCost(
                spec.network() instanceof OwnNetworks own
                    ? own.network(key.content()).shape()
                    : ((TrainedNetworks) spec.network()).shape(features, key.width(), outputs)));
  }

  private Priced cell(NetworkKey network, CompressionSpec how) {
    return cells.computeIfAbsent(
        new CellKey(Alike.of(network), how),
        key -> {
          CellCost cost =
              CellCost.of(
                  network(network), how, calibration, testSamples, measuresCalibrationError());
          return new Priced(
              cost,
              rates.seconds(cost.plan()),
              rates.seconds(cost.stack()),
              rates.seconds(cost.draw()));
        });
  }

  private TargetCost target(NetworkKey network, Target target) {
    return targets.computeIfAbsent(
        new TargetKey(Alike.of(network), target),
        key ->
            TargetCost.of(
                network(network), target, calibration, testSamples, measuresCalibrationError()));
  }

  private boolean measuresCalibrationError() {
    return spec.measure().contains(OptionalMeasurement.CALIBRATION_ERROR);
  }

  /** Training a network, and measuring it; somebody's own is measured only. */
  public Work trainingWork(NetworkKey network) {
    return network.isOwn()
        ? network(network).measuring(trainSamples, testSamples)
        : network(network).training(spec.training(), trainSamples, testSamples);
  }

  /** Seconds of {@link #trainingWork}. */
  public double trainingSeconds(NetworkKey network) {
    return rates.seconds(trainingWork(network));
  }

  /** Bytes of {@link #trainingWork}. */
  public long trainingBytes(NetworkKey network) {
    double bytes =
        network.isOwn()
            ? network(network).measuringBytes(Math.max(trainSamples, testSamples))
            : network(network).trainingBytes(spec.training(), trainSamples);
    return (long) bytes + dataBytes();
  }

  /** Places of the stacks in which runs are computed: draws by their number divided by it. */
  int stackSize(NetworkKey network, Target target) {
    return target(network, target).stackSize();
  }

  /** Seconds that runs of one cell and stack take together, their chunk's part of it apart. */
  double stackSeconds(NetworkKey network, CompressionSpec how, int draws) {
    Priced cell = cell(network, how);
    return cell.stackSeconds() + draws * cell.drawSeconds();
  }

  /** A cell's share in a chunk. */
  private static final class Counts {
    private final Set<Integer> stacks = new HashSet<>();
    private int draws;
  }

  /** The cells of a chunk in the runs' order, which sums of floating-point numbers depend on. */
  private List<Share> shares(List<RunKey> runs) {
    int size = stackSize(network(runs), target(runs));
    Map<CompressionSpec, Counts> cells = new LinkedHashMap<>();
    for (RunKey run : runs) {
      Counts counts = cells.computeIfAbsent(run.compression(), how -> new Counts());
      counts.stacks.add(run.draw() / size);
      counts.draws++;
    }
    return cells.entrySet().stream()
        .map(cell -> new Share(cell.getKey(), cell.getValue().stacks.size(), cell.getValue().draws))
        .toList();
  }

  private static NetworkKey network(List<RunKey> runs) {
    return runs.get(0).network();
  }

  private static Target target(List<RunKey> runs) {
    return runs.get(0).compression().target();
  }

  /** Work of a chunk: what its runs share, their plans, stacks and draws. */
  public Work chunkWork(List<RunKey> runs) {
    NetworkKey network = network(runs);
    Work work = target(network, target(runs)).work();
    for (Share share : shares(runs)) {
      CellCost cost = cell(network, share.how()).cost();
      work =
          work.plus(cost.plan())
              .plus(cost.stack().times(share.stacks()))
              .plus(cost.draw().times(share.draws()));
    }
    return work;
  }

  /** Seconds of {@link #chunkWork}. */
  public double chunkSeconds(List<RunKey> runs) {
    return chunkSeconds(network(runs), target(runs), shares(runs));
  }

  double chunkSeconds(NetworkKey network, Target target, List<Share> shares) {
    double seconds = rates.seconds(target(network, target).work());
    for (Share share : shares) {
      Priced cell = cell(network, share.how());
      seconds +=
          cell.planSeconds()
              + share.stacks() * cell.stackSeconds()
              + share.draws() * cell.drawSeconds();
    }
    return seconds;
  }

  /**
   * Bytes of a chunk at its peak: the data, the network, what its plans keep and the hungriest of
   * them needs, a stack of compressed copies with their uniforms, and samples on their way.
   */
  public long chunkBytes(List<RunKey> runs) {
    return chunkBytes(network(runs), target(runs), shares(runs));
  }

  long chunkBytes(NetworkKey network, Target target, List<Share> shares) {
    double kept = 0;
    double peak = 0;
    for (Share share : shares) {
      CellCost cost = cell(network, share.how()).cost();
      kept += cost.keptBytes();
      peak = Math.max(peak, (double) cost.peakBytes());
    }
    return (long) (kept + peak + target(network, target).bytes()) + dataBytes();
  }

  /**
   * Refuses a grid of which one plan alone needs more memory than there is.
   *
   * @param grid the sweep's grid
   * @param heapBytes the most that a task's virtual machine can have
   * @throws InvalidValueException for the first such width
   */
  public void requireFits(Grid grid, long heapBytes) {
    for (NetworkKind kind : grid.kinds()) {
      for (Target target : grid.targets()) {
        for (CompressionSpec how : grid.specs(target)) {
          requireFits(kind, how, heapBytes);
        }
      }
    }
  }

  private void requireFits(NetworkKind kind, CompressionSpec how, long heapBytes) {
    CellCost cost = cell(kind.some(), how).cost();
    double bytes = (double) cost.keptBytes() + cost.peakBytes();
    if (bytes > heapBytes) {
      throw kind.refused(
          String.format(
              Locale.ROOT,
              "a smaller width, fewer grid.calibration_samples, or more memory: a plan for %s by"
                  + " %s (%s) needs %.1f GiB at once of %.1f GiB of heap",
              how.target(),
              how.method().name(),
              how.method().parameters().stream()
                  .map(parameter -> parameter.name() + " " + parameter.value())
                  .collect(Collectors.joining(", ")),
              bytes / (1 << 30),
              (double) heapBytes / (1 << 30)));
    }
  }

  private long dataBytes() {
    return DOUBLE * ((long) trainSamples + testSamples) * (features + outputs);
  }
}
