package io.github.widesweep.job.bench;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Stack;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.LocalData;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.NetworkResult;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Times the chunks of one trained network on the calling thread, as an executor's task runs them:
 * {@link ChunkRunner} in a plain loop.
 */
public final class Bench {
  private final int width;
  private final Dataset data;
  private final Network network;

  /**
   * Throws unless there can be a network of this width.
   *
   * @throws io.github.widesweep.InvalidValueException if it is below 1
   * @throws io.github.widesweep.UserException if a layer would not fit an array
   */
  public static void requireWidth(int width) {
    require(width >= 1, "--widths", width, "whole numbers from 1");
    SweepSpec spec = BenchWork.W2_PRUNE.spec(width);
    Grid.of(spec, data(spec));
  }

  private static Dataset data(SweepSpec spec) {
    // Digits, which the program carries.
    return Grid.loadData((LocalData) spec.data(), spec.seed());
  }

  /** Trains the network of a width. */
  public Bench(int width) {
    SweepSpec spec = BenchWork.W2_PRUNE.spec(width);
    this.width = width;
    this.data = data(spec);
    NetworkResult trained =
        new ChunkRunner(spec, data).train(Grid.of(spec, data).networks().get(0));
    this.network =
        trained
            .network()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no network of width %d: %s".formatted(width, trained.error())));
  }

  /**
   * How long is measured.
   *
   * @param warmUp least seconds of chunks that are not timed
   * @param chunk least seconds of a chunk
   * @param chunks chunks that are timed
   */
  public record Pace(double warmUp, double chunk, int chunks) {}

  /**
   * What a work takes.
   *
   * @param seconds a run's, in each timed chunk, without the plan; ascending
   * @param plan seconds of what a chunk does once: the dense network's activations and outputs, the
   *     plan, expectations. Of a chunk that is one stack, what comes before that alone
   * @param select share of choosing and drawing in a run's seconds
   * @param evaluate share of measuring
   */
  public record Timing(List<Double> seconds, double plan, double select, double evaluate) {
    public double median() {
      return seconds.get(seconds.size() / 2);
    }

    public double least() {
      return seconds.get(0);
    }

    public double most() {
      return seconds.get(seconds.size() - 1);
    }
  }

  /**
   * Times a work. Chunks grow from a single run, so that a slow work has no long ones; no two have
   * the same draws.
   */
  public Timing time(BenchWork work, Pace pace) {
    Loop loop = new Loop(work);
    int runs = 1;
    double warm = 0;
    while (true) {
      double seconds = loop.next(runs).seconds();
      warm += seconds;
      if (seconds < pace.chunk()) {
        runs = runs < loop.stack ? loop.stack : 2 * runs;
      } else if (warm >= pace.warmUp()) {
        break;
      }
    }
    int most = runs;
    List<Lap> laps = IntStream.range(0, pace.chunks()).mapToObj(i -> loop.next(most)).toList();
    double whole = mean(laps, Lap::run);
    return new Timing(
        laps.stream().map(Lap::run).sorted().toList(),
        mean(laps, Lap::plan),
        mean(laps, Lap::select) / whole,
        mean(laps, Lap::evaluate) / whole);
  }

  private static <T> double mean(List<T> values, ToDoubleFunction<T> of) {
    return values.stream().mapToDouble(of).average().orElseThrow();
  }

  /** Seconds of a chunk, of its plan, and of a run: whole, choosing, measuring. */
  private record Lap(double seconds, double plan, double run, double select, double evaluate) {}

  /** The chunks of a work, one after the other. */
  private final class Loop {
    private static final double NANOS = 1e-9;

    private final ChunkRunner runner;
    private final RunKey first;
    private final int stack;
    private int draws;

    /** When the runner first asked for the time: before its first stack; null until then. */
    private Long asked;

    Loop(BenchWork work) {
      SweepSpec spec = work.spec(width);
      this.runner = new ChunkRunner(spec, data, this::clock);
      this.first = Grid.of(spec, data).runs().findFirst().orElseThrow();
      int layer = first.compression().target().firstLayer();
      this.stack = Stack.size(network.layer(layer).weights().data.length);
    }

    private long clock() {
      long now = System.nanoTime();
      if (asked == null) {
        asked = now;
      }
      return now;
    }

    Lap next(int runs) {
      List<RunKey> keys = IntStream.range(draws, draws + runs).mapToObj(this::run).toList();
      Chunk chunk = new Chunk(first.network(), keys, 0, 0);
      // The next chunk starts with a stack of its own.
      draws += (runs + stack - 1) / stack * stack;
      asked = null;
      long start = System.nanoTime();
      List<RunResult> results = runner.run(chunk, Optional.of(network));
      double seconds = NANOS * (System.nanoTime() - start);
      for (RunResult result : results) {
        if (result.status() != Status.OK) {
          throw new IllegalStateException(
              "%s is %s: %s".formatted(result.key().canonical(), result.status(), result.error()));
        }
      }
      List<RunResult> later = runs > stack ? results.subList(stack, runs) : results;
      double select = mean(later, RunResult::selectSeconds);
      double evaluate = mean(later, RunResult::evaluateSeconds);
      RunResult one = results.get(0);
      double excess = one.selectSeconds() + one.evaluateSeconds() - select - evaluate;
      // The excess is a difference of times: on a busy machine it may come out below nothing.
      double plan = Math.max(0, NANOS * (asked - start) + excess * Math.min(stack, runs));
      return new Lap(seconds, plan, (seconds - plan) / runs, select, evaluate);
    }

    private RunKey run(int draw) {
      return new RunKey(first.network(), first.compression(), first.calibrationSamples(), draw);
    }
  }
}
