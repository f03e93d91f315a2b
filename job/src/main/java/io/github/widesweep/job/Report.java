package io.github.widesweep.job;

import io.github.widesweep.network.LinearAlgebra;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkEnv;

/**
 * What a task sends to the driver.
 *
 * @param <T> one result, serializable
 * @param results the results
 * @param host where it ran
 * @param blas which BLAS multiplied there
 */
record Report<T>(List<T> results, String host, String blas) implements Serializable {
  Report {
    results = List.copyOf(results);
  }

  /** A report from this machine. */
  static <T> Report<T> of(List<T> results) {
    return new Report<>(
        results, SparkEnv.get().blockManager().blockManagerId().host(), LinearAlgebra.blasName());
  }
}
