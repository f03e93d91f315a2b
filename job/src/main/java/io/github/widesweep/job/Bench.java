package io.github.widesweep.job;

import io.github.widesweep.compression.Stack;
import io.github.widesweep.data.Dataset;
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
import java.util.stream.IntStream;

/**
 * Times the chunks of one trained network on the calling thread, as an executor's task runs them:
 * {@link ChunkRunner} in a plain loop.
 */
final class Bench {
  private final int width;
  private final Dataset data;
  private final Network network;

  /** Trains the network of a width. */
  Bench(int width) {
    SweepSpec spec = BenchWork.W2_PRUNE.spec(width);
    this.width = width;
    this.data = Grid.loadData(spec);
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
  record Pace(double warmUp, double chunk, int chunks) {}

  /**
   * Seconds a run, of each timed chunk, and shares of their time, which add up to 1.
   *
   * @param seconds a chunk's time divided by its runs, plans included, ascending
   * @param plan share of what a chunk does once: the dense network's activations and outputs, the
   *     plan, expectations; without the plan itself where a chunk has no second stack to compare
   *     the first with
   * @param select share of choosing and drawing
   * @param evaluate share of measuring
   */
  record Timing(List<Double> seconds, double plan, double select, double evaluate) {
    double median() {
      return seconds.get(seconds.size() / 2);
    }

    double least() {
      return seconds.get(0);
    }

    double most() {
      return seconds.get(seconds.size() - 1);
    }
  }

  /**
   * Times a work. Chunks grow from a single run, so that a slow work has no long ones; no two have
   * the same draws.
   */
  Timing time(BenchWork work, Pace pace) {
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
    double total = laps.stream().mapToDouble(Lap::seconds).sum();
    double select = laps.stream().mapToDouble(Lap::select).sum() / total;
    double evaluate = laps.stream().mapToDouble(Lap::evaluate).sum() / total;
    return new Timing(
        laps.stream().map(lap -> lap.seconds() / most).sorted().toList(),
        1 - select - evaluate,
        select,
        evaluate);
  }

  /** A chunk's seconds, and what of them its later stacks say that all its draws need. */
  private record Lap(double seconds, double select, double evaluate) {}

  /** The chunks of a work, one after the other. */
  private final class Loop {
    private final ChunkRunner runner;
    private final RunKey first;
    private final int stack;
    private int draws;

    Loop(BenchWork work) {
      SweepSpec spec = work.spec(width);
      this.runner = new ChunkRunner(spec, data);
      this.first = Grid.of(spec, data).runs().findFirst().orElseThrow();
      int layer = first.compression().target().firstLayer();
      this.stack = Stack.size(network.layer(layer).weights().data.length);
    }

    Lap next(int runs) {
      List<RunKey> keys = IntStream.range(draws, draws + runs).mapToObj(this::run).toList();
      // The next chunk starts with a stack of its own.
      draws += (runs + stack - 1) / stack * stack;
      long start = System.nanoTime();
      List<RunResult> results =
          runner.run(new Chunk(first.network(), keys, 0, 0), Optional.of(network));
      double seconds = 1e-9 * (System.nanoTime() - start);
      for (RunResult result : results) {
        if (result.status() != Status.OK) {
          throw new IllegalStateException(
              "%s is %s: %s".formatted(result.key().canonical(), result.status(), result.error()));
        }
      }
      List<RunResult> later = runs > stack ? results.subList(stack, runs) : results;
      return new Lap(
          seconds,
          runs * later.stream().mapToDouble(RunResult::selectSeconds).average().orElseThrow(),
          runs * later.stream().mapToDouble(RunResult::evaluateSeconds).average().orElseThrow());
    }

    private RunKey run(int draw) {
      return new RunKey(first.network(), first.compression(), first.calibrationSamples(), draw);
    }
  }
}
