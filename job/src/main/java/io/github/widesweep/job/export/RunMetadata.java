package io.github.widesweep.job.export;

import io.github.widesweep.job.Versions;
import io.github.widesweep.job.run.RecordedRun;
import io.github.widesweep.job.table.Column;
import io.github.widesweep.job.table.Tables;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the file of a compressed network says about itself, under the names of the columns. */
public final class RunMetadata {
  private static final Set<String> KEYS =
      Set.of(
          "run_id",
          "draw",
          "target",
          "unit",
          "method",
          "keep_probability",
          "levels",
          "alpha",
          "ordering",
          "parameters",
          "refit");

  private RunMetadata() {}

  public static Map<String, String> of(RecordedRun recorded, RunResult result) {
    Map<String, String> about = new LinkedHashMap<>();
    SweepSpec spec = recorded.invocation().spec();
    about.put("widesweep_version", Versions.widesweep());
    about.put("sweep", spec.name());
    about.put("seed", String.valueOf(spec.seed()));
    about.put("network_id", recorded.key().network().id());
    for (Column<RunResult> column : Tables.RUNS.columns()) {
      Object value = KEYS.contains(column.name()) ? column.value().apply(result) : null;
      if (value != null) {
        about.put(column.name(), String.valueOf(value));
      }
    }
    about.put("dataset", recorded.invocation().dataset());
    about.put("fingerprint", recorded.invocation().fingerprint());
    about.put("test_fraction", String.valueOf(spec.data().testFraction()));
    about.put("scaling", spec.data().scaling().name().toLowerCase(Locale.ROOT));
    about.put("target_scaling", spec.data().targetScaling().name().toLowerCase(Locale.ROOT));
    about.put("metric_dense", String.valueOf(result.measured().dense().metric()));
    about.put("metric_compressed", String.valueOf(result.measured().compressed().metric()));
    return about;
  }
}
