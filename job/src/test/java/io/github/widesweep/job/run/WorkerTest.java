package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.StoredWeights;
import io.github.widesweep.job.store.Weights;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.DoneDraws;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.NetworkResult;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.run.Status;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerTest {
  private static final Sweep SWEEP = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
  private static final CostModel COST = CostModel.of(SWEEP.spec(), SWEEP.data());

  @TempDir private Path directory;

  private Output output() {
    return Sweeps.output(directory);
  }

  private Worker worker(long heapBytes) {
    SharedSweep shared =
        new SharedSweep(
            "test",
            SWEEP.yaml(),
            SWEEP.data(),
            output().root().toString(),
            new SerializableConfiguration(output().fs().getConf()));
    return new Worker(shared, new HeapGate(heapBytes));
  }

  private static Chunk chunk(long memoryBytes) {
    Chunk chunk = Chunker.of(SWEEP.grid(), COST, 1e9).chunks(DoneDraws.NONE).findFirst().get();
    return new Chunk(chunk.network(), chunk.runs(), chunk.estimatedSeconds(), memoryBytes);
  }

  @Test
  void aNetworkThatNeverFitsIsARowThatSaysWhatWouldHelp() {
    NetworkResult result = worker(1 << 10).train(chunk(0).network());
    assertThat(result.status()).isEqualTo(Status.TOO_LARGE);
    assertThat(result.network()).isEmpty();
    assertThat(result.error()).contains("--driver-memory").contains("--executor-memory");
    StoredWeights none = new StoredWeights(result.status(), null, null);
    assertThat(worker(1 << 30).run(chunk(0), none))
        .hasSameSizeAs(chunk(0).runs())
        .allMatch(row -> row.status() == Status.TOO_LARGE);
  }

  private static Set<String> withoutTimes(List<RunResult> rows) {
    return rows.stream()
        .map(row -> "%s %s %s".formatted(row.key(), row.measured(), row.theory()))
        .collect(Collectors.toSet());
  }

  @Test
  void rowsDoNotDependOnTheOrderOfChunks() throws IOException {
    Worker worker = worker(1L << 32);
    List<Chunk> chunks =
        new ArrayList<>(Chunker.of(SWEEP.grid(), COST, 1e-9).chunks(DoneDraws.NONE).toList());
    Collections.shuffle(chunks, new Random(3));
    List<RunResult> shuffled = new ArrayList<>();
    Map<NetworkKey, StoredWeights> stored = new HashMap<>();
    for (Chunk chunk : chunks) {
      NetworkKey key = chunk.network();
      if (!stored.containsKey(key)) {
        stored.put(
            key, Weights.write(output(), key.id(), worker.train(key).network().orElseThrow()));
      }
      shuffled.addAll(worker.run(chunk, stored.get(key)));
    }
    List<RunResult> plain = ChunkRunner.runAll(SWEEP.spec(), SWEEP.data());
    assertThat(chunks).hasSameSizeAs(plain);
    assertThat(withoutTimes(shuffled)).isEqualTo(withoutTimes(plain));
  }

  @Test
  void aChunkThatDoesNotFitIsDoneCellByCellAndElseRefused() throws IOException {
    Worker large = worker(1L << 32);
    NetworkResult trained = large.train(chunk(0).network());
    StoredWeights weights =
        Weights.write(output(), chunk(0).network().id(), trained.network().orElseThrow());
    List<RunResult> whole = large.run(chunk(1), weights);
    assertThat(whole).allMatch(row -> row.status().isMeasured());
    // More than there is: its cells are small enough.
    List<RunResult> cells = large.run(chunk(1L << 40), weights);
    assertThat(withoutTimes(cells)).isEqualTo(withoutTimes(whole));
    assertThat(worker(1 << 10).run(chunk(1L << 40), weights))
        .hasSameSizeAs(whole)
        .allMatch(row -> row.status() == Status.TOO_LARGE)
        .allMatch(row -> row.error().contains("needs"));
  }
}
