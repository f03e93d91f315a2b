package io.github.widesweep.job.run;

import io.github.widesweep.network.LinearAlgebra;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * What a task sends to the driver.
 *
 * @param <T> one result, serializable
 * @param results the results
 * @param seconds what they took
 * @param host where it ran
 * @param blas which BLAS multiplied there
 */
public record Report<T>(List<T> results, double seconds, String host, String blas)
    implements Serializable {
  public Report {
    results = List.copyOf(results);
  }

  /**
   * A report from this machine.
   *
   * @param start when the work began, by {@link System#nanoTime}
   */
  static <T> Report<T> of(List<T> results, long start) {
    return new Report<>(
        results,
        1e-9 * (System.nanoTime() - start),
        SparkEnv.get().blockManager().blockManagerId().host(),
        LinearAlgebra.blasName());
  }
}
