package io.github.widesweep.sweep.run;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Stack;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Uniforms;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.grid.Seeds;
import io.github.widesweep.sweep.spec.OptionalMeasurement;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

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
  private final Map<NetworkKey, Optional<NetworkConstants>> constants = new ConcurrentHashMap<>();

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

  /** Measures a network of somebody's own, as {@link #train} does what it trained. */
  public NetworkResult measure(NetworkKey key, Network network) {
    return new NetworkTrainer(spec, data, clock).measure(key, network);
  }

  /** The row of a network that was not trained. */
  public static NetworkResult untrained(NetworkKey key, Status status, String error) {
    return NetworkTrainer.none(key, List.of(), status, error, 0);
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
    } catch (RuntimeException | Error e) {
      return without(chunk, Failures.status(e), Failures.describe(e));
    }
    RunResult[] results = new RunResult[chunk.runs().size()];
    Compressor compressor = prepared.compressor();
    for (List<Integer> stack :
        stacks(chunk.runs(), compressor.stackSize(), compressor.plansKept())) {
      List<RunKey> runs = stack.stream().map(chunk.runs()::get).toList();
      List<RunResult> rows = run(runs, prepared);
      for (int i = 0; i < rows.size(); i++) {
        results[stack.get(i)] = rows.get(i);
      }
    }
    return List.of(results);
  }

  /**
   * Places in the chunk of runs that are computed together: of one cell, their draws neighbours.
   * Draws come first, so that cells share their uniforms; cells do where not all their plans are
   * kept.
   */
  static Collection<List<Integer>> stacks(List<RunKey> runs, int size, int plansKept) {
    Map<CompressionSpec, Integer> cells = new LinkedHashMap<>();
    runs.forEach(run -> cells.putIfAbsent(run.compression(), cells.size()));
    Comparator<Integer> order = Comparator.comparing(i -> runs.get(i).draw());
    if (cells.size() > plansKept) {
      order = Comparator.comparing(i -> cells.get(runs.get(i).compression()));
      order = order.thenComparing(i -> runs.get(i).draw());
    }
    Map<Object, List<Integer>> stacks = new LinkedHashMap<>();
    for (int i : IntStream.range(0, runs.size()).boxed().sorted(order).toList()) {
      RunKey run = runs.get(i);
      stacks
          .computeIfAbsent(List.of(run.draw() / size, run.compression()), key -> new ArrayList<>())
          .add(i);
    }
    return stacks.values();
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
    return compute(List.of(run), prepare(run, network)).get(0);
  }

  /** What all runs of one network and target share. */
  private record Prepared(
      Compressor compressor,
      Measurement measurement,
      Optional<NetworkConstants> constants,
      Optional<SampleBounds> samples,
      double radius,
      Map<CompressionSpec, Theory> theories,
      Map<Integer, Uniforms> uniforms) {
    /**
     * What theory says of a cell.
     *
     * @param some one of its compressions, just made: the plan is kept, and a method without
     *     randomness has no other
     */
    Theory theory(CompressionSpec how, Compression some) {
      return theories.computeIfAbsent(
          how, spec -> Theory.of(constants, spec, radius, boundSample(spec, some)));
    }

    private Optional<Magnitude> boundSample(CompressionSpec how, Compression some) {
      return samples
          .flatMap(
              bounds ->
                  how.method().random()
                      ? bounds.certificate(how, compressor.plans(how))
                      : bounds.ofOutcome(how, some.last().psi()))
          .map(SampleCertificate::logitError);
    }
  }

  private Prepared prepare(RunKey first, Network network) {
    Samples calibration = data.train().first(first.calibrationSamples());
    Target target = first.compression().target();
    Optional<NetworkConstants> constants = constants(first.network(), network);
    double c = constants.map(NetworkConstants::c1).orElse(Double.NaN);
    Compressor compressor = Compressor.of(network, calibration.inputs(), target, clock);
    return new Prepared(
        compressor,
        new Measurement(network, target, data, spec.loss(network), c),
        constants,
        constants.map(norms -> SampleBounds.of(network, norms, compressor.first())),
        LinearAlgebra.longestRow(calibration.inputs()),
        new HashMap<>(),
        new HashMap<>());
  }

  /** A network's norms, which its chunks share; empty if one is not finite. */
  private Optional<NetworkConstants> constants(NetworkKey key, Network network) {
    return constants.computeIfAbsent(
        key,
        k -> {
          try {
            return Optional.of(NetworkConstants.of(network));
          } catch (InvalidValueException e) {
            return Optional.empty();
          }
        });
  }

  /** Runs of one stack; where one fails, each by itself, in its own place. */
  private List<RunResult> run(List<RunKey> runs, Prepared prepared) {
    try {
      return compute(runs, prepared).stream().map(Replay::result).toList();
    } catch (RuntimeException | Error e) {
      return runs.size() > 1
          ? runs.stream().flatMap(run -> run(List.of(run), prepared).stream()).toList()
          : List.of(RunResult.without(runs.get(0), Failures.status(e), Failures.describe(e)));
    }
  }

  private List<Replay> compute(List<RunKey> runs, Prepared prepared) {
    CompressionSpec how = runs.get(0).compression();
    Compressor compressor = prepared.compressor();
    Stack stack =
        Stack.of(compressor.stackSize(how.method()), runs.stream().map(RunKey::draw).toList());
    long start = clock.getAsLong();
    List<Compression> compressions =
        compressor.compress(how, stack, runs.stream().map(run -> uniforms(run, prepared)).toList());
    long selected = clock.getAsLong();
    List<Compressor.ErrorSq> calibrationErrors =
        spec.measure().contains(OptionalMeasurement.CALIBRATION_ERROR)
            ? compressor.errorsSq(stack, compressions)
            : List.of();
    List<Measured> measured =
        prepared.measurement().measure(how, stack, compressions, calibrationErrors);
    long evaluated = clock.getAsLong();
    List<Replay> replays = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Optional<String> fallback = compressions.get(i).fallback();
      RunResult result =
          new RunResult(
              runs.get(i),
              measured.get(i),
              LayerResult.of(compressions.get(i)),
              prepared.theory(how, compressions.get(i)),
              NANOS * (selected - start) / runs.size(),
              NANOS * (evaluated - selected) / runs.size(),
              status(measured.get(i), fallback),
              fallback.orElse(null));
      replays.add(new Replay(compressions.get(i), result));
    }
    return replays;
  }

  private Status status(Measured measured, Optional<String> fallback) {
    if (!measured.isFinite(spec.measure())) {
      return Status.NON_FINITE;
    }
    return fallback.isPresent() ? Status.FALLBACK : Status.OK;
  }

  /** A draw's uniforms, generated once for all cells: those of the stack at hand are kept. */
  private Uniforms uniforms(RunKey run, Prepared prepared) {
    int stack = run.draw() / prepared.compressor().stackSize();
    Map<Integer, Uniforms> kept = prepared.uniforms();
    kept.keySet().removeIf(draw -> draw / prepared.compressor().stackSize() != stack);
    return kept.computeIfAbsent(
        run.draw(), draw -> Seeds.uniforms(spec.seed(), run.network(), draw).kept());
  }

  /**
   * The rows of runs whose network is not there.
   *
   * @param training how its training ended
   */
  public static List<RunResult> withoutNetwork(Chunk chunk, Status training) {
    Status status =
        switch (training) {
          case DIVERGED -> Status.NETWORK_DIVERGED;
          case TOO_LARGE -> Status.TOO_LARGE;
          default -> Status.NETWORK_FAILED;
        };
    String error = training == Status.DIVERGED ? null : "the network's row in networks says why";
    return without(chunk, status, error);
  }

  /** Rows of runs that gave nothing to measure. */
  public static List<RunResult> without(Chunk chunk, Status status, String error) {
    return chunk.runs().stream().map(run -> RunResult.without(run, status, error)).toList();
  }

  /**
   * The whole sweep in a plain loop: reads the data, trains every network, runs every chunk.
   *
   * @return a result per run of the grid, in the grid's order
   */
  public static List<RunResult> runAll(SweepSpec spec, Dataset data) {
    return runAll(spec, data, Double.MAX_VALUE);
  }

  /** The same with chunks of about so many estimated seconds: the rows are equal but for times. */
  static List<RunResult> runAll(SweepSpec spec, Dataset data, double chunkSeconds) {
    ChunkRunner runner = new ChunkRunner(spec, data);
    return runAll(spec, data, chunkSeconds, runner::train);
  }

  /**
   * The same over given data and networks.
   *
   * @param network trains or measures one
   */
  public static List<RunResult> runAll(
      SweepSpec spec,
      Dataset data,
      double chunkSeconds,
      Function<NetworkKey, NetworkResult> network) {
    Grid grid = Grid.of(spec, data);
    ChunkRunner runner = new ChunkRunner(spec, data);
    Map<NetworkKey, NetworkResult> networks = new HashMap<>();
    for (NetworkKey key : grid.networks()) {
      networks.put(key, network.apply(key));
    }
    Map<RunKey, RunResult> results = new HashMap<>();
    Chunker chunker = Chunker.of(grid, CostModel.of(spec, data), chunkSeconds);
    for (Chunk chunk : (Iterable<Chunk>) chunker.chunks(DoneDraws.NONE)::iterator) {
      NetworkResult trained = networks.get(chunk.network());
      List<RunResult> rows =
          trained.network().isPresent()
              ? runner.run(chunk, trained.network())
              : withoutNetwork(chunk, trained.status());
      rows.forEach(result -> results.put(result.key(), result));
    }
    return grid.runs().map(results::get).toList();
  }
}
