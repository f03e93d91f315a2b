package io.github.widesweep.job.run;

import io.github.widesweep.data.Dataset;
import io.github.widesweep.job.store.Output;
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
  /** What this JVM works with, made anew for every sweep; guarded by the class. */
  private static Worker latest;

  /** The worker of this sweep in this JVM, made by the first task that it runs. */
  Worker worker() {
    synchronized (SharedSweep.class) {
      if (latest == null || !latest.invocation().equals(invocation)) {
        latest = new Worker(this, new HeapGate(Runtime.getRuntime().maxMemory()));
      }
      return latest;
    }
  }

  Output output() {
    return Output.of(root, configuration.value());
  }
}
