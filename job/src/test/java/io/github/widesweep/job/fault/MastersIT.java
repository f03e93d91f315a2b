package io.github.widesweep.job.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.widesweep.job.Launcher;
import io.github.widesweep.job.Launcher.Result;
import io.github.widesweep.job.Sweeps;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same rows wherever the work is done. */
class MastersIT {
  private static final FaultTable TABLE = new FaultTable();

  @TempDir private Path directory;

  @AfterAll
  static void publish() {
    TABLE.publish();
  }

  @Test
  void rowsDoNotDependOnTheMaster() throws Exception {
    assumeTrue(Tries.isThorough(), "JobTest and ClusterFaultIT have a master each");
    List<String> plain = Sweeps.plainRows(Sweeps.SMALL);
    List<String> masters = List.of("local-cluster[2,1,1024]", "local[1]", "local[2]", "local[4,2]");
    for (String master : masters) {
      Path here = Files.createDirectory(directory.resolve("here-" + masters.indexOf(master)));
      Files.writeString(here.resolve("spec.yaml"), Sweeps.SMALL);
      // What a cluster of processes on one machine asks for outside of Spark's own tests.
      Result result =
          new Launcher(here, Map.of("SPARK_TESTING", "1", "SPARK_SCALA_VERSION", "2.13"))
              .launch(
                  "run",
                  "spec.yaml",
                  "-o",
                  "out",
                  "--chunk-seconds",
                  "0.001",
                  "--",
                  "--master",
                  master,
                  "--conf",
                  "spark.speculation=true",
                  "--conf",
                  "spark.speculation.multiplier=1.01",
                  "--conf",
                  "spark.executor.extraClassPath="
                      + Launcher.root().resolve("submit/target/spark/jars")
                      + "/*");
      assertThat(result.exitStatus()).as(String.join("\n", result.err())).isZero();
      TABLE.add("master " + master + ", speculation", plain, Sweeps.rows(here.resolve("out")));
    }
  }
}
