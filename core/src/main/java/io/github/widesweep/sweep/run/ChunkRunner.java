package io.github.widesweep.sweep.run;

import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Target;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.grid.Seeds;
import io.github.widesweep.sweep.spec.SweepSpec;
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
   * @param data the sweep's data, {@link Grid#loadData}
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
    Prepared prepared;
    try {
      prepared = prepare(chunk.runs().get(0), network.get());
    } catch (RuntimeException e) {
      return without(chunk, Status.FAILED, Failures.describe(e));
    }
    List<RunResult> results = new ArrayList<>();
    for (RunKey run : chunk.runs()) {
      results.add(run(run, prepared));
    }
    return results;
  }

  /** What a run gave: its row, and what the row is about. */
  public record Replay(Compression compression, RunResult result) {}

  /**
   * One run again, with the compressed network that {@link #run} measures and throws away: the same
   * numbers to the bit on the same machine, times apart. Unlike there, what goes wrong is thrown.
   *
   * @param network the run's trained network
   */
  public Replay replay(RunKey run, Network network) {
    return replay(run, prepare(run, network));
  }

  /** What all runs of one network and target share. */
  private record Prepared(Compressor compressor, Measurement measurement) {}

  private Prepared prepare(RunKey first, Network network) {
    Samples calibration = data.train().first(first.calibrationSamples());
    Target target = first.compression().target();
    return new Prepared(
        Compressor.of(network, calibration, target),
        Measurement.of(
            network,
            target,
            data,
            spec.training().loss(),
            Bounds.of(network, calibration.inputs())));
  }

  private RunResult run(RunKey run, Prepared prepared) {
    try {
      return replay(run, prepared).result();
    } catch (RuntimeException e) {
      return RunResult.without(run, Status.FAILED, Failures.describe(e));
    }
  }

  private Replay replay(RunKey run, Prepared prepared) {
    long start = clock.getAsLong();
    Compression compression =
        prepared.compressor.compress(
            run.compression(), Seeds.uniforms(spec.seed(), run.network(), run.draw()));
    long selected = clock.getAsLong();
    RunResult result = prepared.measurement.measure(run, compression);
    long measured = clock.getAsLong();
    return new Replay(
        compression, result.withSeconds(NANOS * (selected - start), NANOS * (measured - selected)));
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
    Dataset data = Grid.loadData(spec);
    Grid grid = Grid.of(spec, data);
    ChunkRunner runner = new ChunkRunner(spec, data);
    Map<NetworkKey, NetworkResult> networks = new HashMap<>();
    for (NetworkKey key : grid.networks()) {
      networks.put(key, runner.train(key));
    }
    Map<RunKey, RunResult> results = new HashMap<>();
    for (Chunk chunk : Chunker.chunks(grid, run -> true, CostModel.of(spec, data), chunkSeconds)) {
      Optional<Network> network = networks.get(chunk.network()).network();
      runner.run(chunk, network).forEach(result -> results.put(result.key(), result));
    }
    return grid.runs().map(results::get).toList();
  }
}
