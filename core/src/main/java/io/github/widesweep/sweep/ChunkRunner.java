package io.github.widesweep.sweep;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Trains a sweep's networks and runs its chunks, one after the other on the calling thread. What a
 * row says depends on the spec, the data and the row's coordinates alone: not on how runs were cut
 * into chunks.
 */
public final class ChunkRunner {
  private static final double NANOS = 1e-9;

  private final SweepSpec spec;
  private final Dataset data;
  private final LongSupplier clock;

  /** Times by {@link System#nanoTime}. */
  public ChunkRunner(SweepSpec spec, Dataset data) {
    this(spec, data, System::nanoTime);
  }

  /**
   * @param data the sweep's data, {@link SweepSpec#loadData()}
   * @param clock nanoseconds since some moment
   */
  public ChunkRunner(SweepSpec spec, Dataset data, LongSupplier clock) {
    this.spec = spec;
    this.data = data;
    this.clock = clock;
  }

  /**
   * Trains and measures a network. What goes wrong is the result's status and message; only errors
   * of the virtual machine are thrown.
   */
  public NetworkResult train(NetworkKey key) {
    return new NetworkTrainer(spec, data, clock).train(key);
  }

  /**
   * Runs a chunk: one result per run, in the chunk's order. A run that fails has a status and a
   * message, its neighbours are not touched.
   *
   * @param network the chunk's trained network; empty if training gave none, so that every row is
   *     {@link Status#NETWORK_DIVERGED}
   */
  public List<RunResult> run(Chunk chunk, Optional<Network> network) {
    if (network.isEmpty()) {
      return without(chunk, Status.NETWORK_DIVERGED, null);
    }
    Compressor compressor;
    Measurement measurement;
    try {
      RunKey first = chunk.runs().get(0);
      Samples calibration = data.train().first(first.calibrationSamples());
      compressor = Compressor.of(network.get(), calibration, first.compression().target());
      measurement =
          Measurement.of(
              network.get(),
              first.compression().target(),
              data,
              spec.training().loss(),
              Bounds.of(network.get(), calibration.inputs()));
    } catch (RuntimeException e) {
      return without(chunk, Status.FAILED, Failures.describe(e));
    }
    List<RunResult> results = new ArrayList<>();
    for (RunKey run : chunk.runs()) {
      results.add(run(run, compressor, measurement));
    }
    return results;
  }

  private RunResult run(RunKey run, Compressor compressor, Measurement measurement) {
    long start = clock.getAsLong();
    try {
      Compression compression =
          compressor.compress(
              run.compression(), Seeds.uniforms(spec.seed(), run.network(), run.draw()));
      long selected = clock.getAsLong();
      RunResult result = measurement.measure(run, compression);
      long measured = clock.getAsLong();
      return result.withSeconds(NANOS * (selected - start), NANOS * (measured - selected));
    } catch (RuntimeException e) {
      return RunResult.without(run, Status.FAILED, Failures.describe(e));
    }
  }

  private static List<RunResult> without(Chunk chunk, Status status, String error) {
    return chunk.runs().stream().map(run -> RunResult.without(run, status, error)).toList();
  }

  /**
   * The whole sweep in a plain loop: reads the data, trains every network, runs every chunk.
   *
   * @return a result per run of the grid, in the grid's order
   */
  public static List<RunResult> runAll(SweepSpec spec) {
    return runAll(spec, Double.MAX_VALUE);
  }

  /** The same with chunks of about so many estimated seconds: the rows are equal but for times. */
  static List<RunResult> runAll(SweepSpec spec, double chunkSeconds) {
    Dataset data = spec.loadData();
    Grid grid =
        Grid.of(spec, data.name(), data.train().features(), data.train().targets().getColDim());
    ChunkRunner runner = new ChunkRunner(spec, data);
    Map<NetworkKey, NetworkResult> networks = new HashMap<>();
    for (NetworkKey key : grid.networks()) {
      networks.put(key, runner.train(key));
    }
    Map<RunKey, RunResult> results = new HashMap<>();
    for (Chunk chunk : grid.chunks(run -> true, CostModel.of(spec, data), chunkSeconds)) {
      Optional<Network> network = networks.get(chunk.network()).network();
      runner.run(chunk, network).forEach(result -> results.put(result.key(), result));
    }
    return grid.runs().map(results::get).toList();
  }
}
