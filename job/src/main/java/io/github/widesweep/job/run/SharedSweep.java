package io.github.widesweep.job.run;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.Serializable;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What every task of an invocation needs, broadcast once to each executor.
 *
 * @param invocation name of the invocation
 * @param yaml the resolved spec
 * @param data the data
 * @param root the output's directory, qualified
 * @param configuration Hadoop's, to reach it
 */
public record SharedSweep(
    String invocation,
    String yaml,
    Dataset data,
    String root,
    SerializableConfiguration configuration)
    implements Serializable {
  /** The runner of the sweep that this JVM worked on last; guarded by the class. */
  private static Runner latest = new Runner("", null);

  private record Runner(String invocation, ChunkRunner runner) {}

  /** The runner of this sweep, made by the first task that a JVM runs. */
  ChunkRunner runner() {
    synchronized (SharedSweep.class) {
      if (!latest.invocation().equals(invocation)) {
        // Before anything else computes: it chooses the BLAS and keeps ojAlgo to one thread.
        LinearAlgebra.blas();
        latest =
            new Runner(invocation, new ChunkRunner(SpecReader.parse(yaml, "resolved spec"), data));
      }
      return latest.runner();
    }
  }

  Output output() {
    return Output.of(root, configuration.value());
  }
}
