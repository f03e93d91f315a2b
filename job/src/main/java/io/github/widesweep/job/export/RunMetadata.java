package io.github.widesweep.job.export;

import io.github.widesweep.compression.Scheme;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.run.RecordedRun;
import io.github.widesweep.sweep.run.RunResult;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the file of a compressed network says about itself, under the names of the columns. */
public final class RunMetadata {
  private RunMetadata() {}

  public static Map<String, String> of(RecordedRun recorded, RunResult result) {
    Map<String, String> about = new LinkedHashMap<>();
    SweepSpec spec = recorded.invocation().spec();
    about.put("widesweep_version", Versions.widesweep());
    about.put("sweep", spec.name());
    about.put("seed", String.valueOf(spec.seed()));
    about.put("run_id", recorded.key().id());
    about.put("network_id", recorded.key().network().id());
    about.put("draw", String.valueOf(recorded.key().draw()));
    about.put("target", recorded.key().compression().target().toString());
    about.put("unit", recorded.key().compression().unit().name().toLowerCase(Locale.ROOT));
    about.put("method", recorded.key().compression().method().toString());
    if (recorded.key().compression().scheme() instanceof Scheme.Prune prune) {
      about.put("keep_probability", String.valueOf(prune.keepProbability()));
    } else if (recorded.key().compression().scheme() instanceof Scheme.Quantize quantize) {
      about.put("levels", String.valueOf(quantize.levels()));
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
