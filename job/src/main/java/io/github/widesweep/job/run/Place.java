package io.github.widesweep.job.run;

import io.github.widesweep.network.LinearAlgebra;
import java.io.Serializable;
import org.apache.spark.SparkEnv;

/**
 * Where work was done.
 *
 * @param host the machine
 * @param blas which BLAS multiplied there
 */
record Place(String host, String blas) implements Serializable {
  static Place here() {
    return new Place(
        SparkEnv.get().blockManager().blockManagerId().host(), LinearAlgebra.blasName());
  }
}
