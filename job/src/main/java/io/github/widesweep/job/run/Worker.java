package io.github.widesweep.job.run;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.NetworkResult;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Does a sweep's work in one JVM, whose tasks share it. Work that does not fit beside what is
 * running waits; work that never fits becomes rows that say so.
 */
final class Worker {
  private final String invocation;
  private final ChunkRunner runner;
  private final CostModel cost;
  private final Output output;
  private final HeapGate heap;

  Worker(SharedSweep sweep, HeapGate heap) {
    // Before anything else computes: it chooses the BLAS and keeps ojAlgo to one thread.
    LinearAlgebra.blas();
    SweepSpec spec = SpecReader.parseResolved(sweep.yaml(), "resolved spec");
    this.invocation = sweep.invocation();
    this.runner = new ChunkRunner(spec, sweep.data());
    this.cost = CostModel.of(spec, sweep.data());
    this.output = sweep.output();
    this.heap = heap;
  }

  String invocation() {
    return invocation;
  }

  Output output() {
    return output;
  }

  /** Trains a network, or measures one of the user's own, or says why that cannot be. */
  NetworkResult train(NetworkKey key) {
    long bytes = cost.trainingBytes(key);
    if (!heap.fits(bytes)) {
      return ChunkRunner.untrained(key, Status.TOO_LARGE, tooLarge(bytes));
    }
    NetworkResult result = heap.admit(bytes, () -> make(key));
    return result.status() == Status.OUT_OF_MEMORY
        ? heap.admit(heap.all(), () -> make(key))
        : result;
  }

  private NetworkResult make(NetworkKey key) {
    return key.isOwn()
        ? runner.measure(key, read(key, Weights.own(output, key)))
        : runner.train(key);
  }

  /** Runs a chunk: a row for each of its runs. */
  List<RunResult> run(Chunk chunk, StoredWeights weights) {
    if (!weights.isThere()) {
      return ChunkRunner.withoutNetwork(chunk, weights.status());
    }
    if (heap.fits(chunk.memoryBytes())) {
      return compute(chunk, weights);
    }
    // Its cells keep their plans side by side: one cell at a time needs less.
    List<RunResult> results = new ArrayList<>();
    for (List<RunKey> cell : cells(chunk.runs())) {
      Chunk alone = part(chunk, cell, cost.chunkBytes(cell));
      results.addAll(
          heap.fits(alone.memoryBytes())
              ? compute(alone, weights)
              : ChunkRunner.without(alone, Status.TOO_LARGE, tooLarge(alone.memoryBytes())));
    }
    return results;
  }

  private static Collection<List<RunKey>> cells(List<RunKey> runs) {
    return runs.stream()
        .collect(
            Collectors.groupingBy(RunKey::compression, LinkedHashMap::new, Collectors.toList()))
        .values();
  }

  private static Chunk part(Chunk chunk, List<RunKey> runs, long bytes) {
    return new Chunk(chunk.network(), runs, chunk.estimatedSeconds(), bytes);
  }

  /** Estimates err: what ran out of memory beside others is tried again alone. */
  private List<RunResult> compute(Chunk chunk, StoredWeights weights) {
    List<RunResult> results = compute(chunk, weights, chunk.memoryBytes());
    List<RunKey> starved =
        results.stream()
            .filter(result -> result.status() == Status.OUT_OF_MEMORY)
            .map(RunResult::key)
            .toList();
    if (starved.isEmpty()) {
      return results;
    }
    List<RunResult> all =
        new ArrayList<>(results.stream().filter(r -> r.status() != Status.OUT_OF_MEMORY).toList());
    all.addAll(compute(part(chunk, starved, heap.all()), weights, heap.all()));
    return all;
  }

  private List<RunResult> compute(Chunk chunk, StoredWeights weights, long bytes) {
    return heap.admit(bytes, () -> runner.run(chunk, Optional.of(read(chunk.network(), weights))));
  }

  private Network read(NetworkKey key, StoredWeights weights) {
    try {
      return Weights.read(output, weights);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read network %s: %s".formatted(key.id(), e.getMessage()), e);
    }
  }

  private static String tooLarge(long bytes) {
    return ("needs %s at once: give --driver-memory (on this machine) or --executor-memory (on a"
            + " cluster) %s, or use a smaller width or fewer grid.calibration_samples")
        .formatted(Messages.bytes(bytes), Messages.bytes(HeapGate.heapFor(bytes)));
  }
}
