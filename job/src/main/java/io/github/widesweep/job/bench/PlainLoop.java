package io.github.widesweep.job.bench;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A sweep by a plain loop on a few threads: networks first, costliest first, and their chunks as
 * soon as they are trained. Rows are made and forgotten.
 */
final class PlainLoop {
  private static final double NANOS = 1e-9;

  private static final BitSet NOTHING = new BitSet(0);

  private final ChunkRunner runner;
  private final Chunker chunker;
  private final Iterator<NetworkKey> untrained;
  private final Deque<Trained> trained = new ArrayDeque<>();
  private Iterator<Chunk> chunks = Collections.emptyIterator();
  private Optional<Network> network = Optional.empty();
  private int training;
  private long runs;

  private record Trained(NetworkKey key, Optional<Network> network) {}

  private PlainLoop(Sweep sweep, double chunkSeconds, int threads) {
    CostModel cost = CostModel.of(sweep.spec(), sweep.data());
    this.runner = new ChunkRunner(sweep.spec(), sweep.data());
    this.chunker = Chunker.of(sweep.grid(), cost, chunkSeconds).balanced(threads);
    this.untrained =
        sweep.grid().networks().stream()
            .sorted(
                Comparator.comparingDouble((NetworkKey key) -> cost.trainingSeconds(key))
                    .reversed())
            .iterator();
  }

  /** What came of a loop. */
  record Outcome(Lap lap, long runs) {}

  /**
   * Does a sweep that trains its networks.
   *
   * @param chunkSeconds how long a chunk should take; less where a sweep is short
   * @param threads how many chunks at once
   */
  static Outcome run(Sweep sweep, double chunkSeconds, int threads) {
    PlainLoop loop = new PlainLoop(sweep, chunkSeconds, threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    long start = System.nanoTime();
    double busy = 0;
    double processor = 0;
    try {
      for (Future<Times> thread :
          IntStream.range(0, threads).mapToObj(i -> pool.submit(loop::work)).toList()) {
        busy += thread.get().busy();
        processor += thread.get().processor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the plain loop failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
    double seconds = NANOS * (System.nanoTime() - start);
    return new Outcome(new Lap(Lap.By.PLAIN_LOOP, seconds, busy, processor, seconds), loop.runs);
  }

  /** Seconds that a thread was at work, and that a processor worked for it. */
  private record Times(double busy, double processor) {}

  private Times work() throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double busy = 0;
    for (Optional<Runnable> work = next(); work.isPresent(); work = next()) {
      long start = System.nanoTime();
      work.get().run();
      busy += NANOS * (System.nanoTime() - start);
    }
    return new Times(busy, NANOS * threads.getCurrentThreadCpuTime());
  }

  /** Waits while there is none and another thread's network may bring some. */
  private synchronized Optional<Runnable> next() throws InterruptedException {
    while (true) {
      if (untrained.hasNext()) {
        NetworkKey key = untrained.next();
        training++;
        return Optional.of(() -> train(key));
      }
      while (!chunks.hasNext() && !trained.isEmpty()) {
        Trained first = trained.remove();
        network = first.network();
        chunks = chunker.chunks(first.key(), (key, how) -> NOTHING).iterator();
      }
      if (chunks.hasNext()) {
        Chunk chunk = chunks.next();
        Optional<Network> its = network;
        runs += chunk.runs().size();
        return Optional.of(() -> runner.run(chunk, its));
      }
      if (training == 0) {
        return Optional.empty();
      }
      wait();
    }
  }

  private void train(NetworkKey key) {
    try {
      Optional<Network> made = runner.train(key).network();
      synchronized (this) {
        trained.add(new Trained(key, made));
      }
    } finally {
      synchronized (this) {
        training--;
        notifyAll();
      }
    }
  }
}
