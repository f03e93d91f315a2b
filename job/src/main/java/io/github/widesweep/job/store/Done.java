package io.github.widesweep.job.store;

import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.run.Status;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What committed waves say is done.
 *
 * @param networks hash of the weights file by name of the network; null where training failed
 * @param runs ids of runs
 * @param failedRuns those of them that are neither ok nor a fallback
 */
public record Done(Map<String, String> networks, Set<String> runs, Set<String> failedRuns) {
  private static final Set<String> MEASURED =
      Arrays.stream(Status.values())
          .filter(Status::isMeasured)
          .map(status -> status.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());

  public static Done read(SparkSession spark, Output output) {
    Map<String, String> networks = new HashMap<>();
    for (Row row :
        output
            .waves(Tables.NETWORKS)
            .read(spark, Tables.NETWORKS.schema())
            .select("network_id", "sha256")
            .collectAsList()) {
      networks.put(row.getString(0), row.getString(1));
    }
    Set<String> runs = new HashSet<>();
    Set<String> failed = new HashSet<>();
    Iterator<Row> rows =
        output
            .waves(Tables.RUNS)
            .read(spark, Tables.RUNS.schema())
            .select("run_id", "status")
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      runs.add(row.getString(0));
      if (!MEASURED.contains(row.getString(1))) {
        failed.add(row.getString(0));
      }
    }
    return new Done(networks, runs, failed);
  }
}
