package io.github.widesweep.job.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Preparation;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.store.NewDirectory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.ojalgo.matrix.store.R064Store;

/**
 * The data of a sweep as networks see it: {@code train.csv}, whose first lines calibrate, and
 * {@code test.csv}. A line is a sample: its {@code row} in the source, from 0; features {@code x1},
 * {@code x2}, ..., scaled; of classification the {@code class}, from 0, of regression the targets
 * {@code y1}, .... Numbers are the shortest text that reads back as the same float64.
 */
public final class DataExport {
  private final Sweep sweep;

  public DataExport(Sweep sweep) {
    this.sweep = sweep;
  }

  /** Writes all files. */
  public void write(NewDirectory to) throws IOException {
    Dataset data = sweep.data();
    write(to, "train.csv", data.train());
    write(to, "test.csv", data.test());
    ObjectNode mark = Json.object();
    mark.put("widesweep_version", Versions.widesweep());
    mark.put("sweep", sweep.spec().name());
    mark.put("seed", sweep.spec().seed());
    mark.put("dataset", data.name());
    mark.put("fingerprint", data.fingerprint());
    mark.put("task", data.task() == null ? null : data.task().name().toLowerCase(Locale.ROOT));
    mark.put("test_fraction", sweep.spec().data().testFraction());
    mark.put("training_samples", data.train().count());
    mark.put("test_samples", data.test().count());
    mark.put(
        "calibration_samples",
        Math.min(data.train().count(), sweep.spec().grid().calibrationSamples()));
    mark.put("scaling", sweep.spec().data().scaling().name().toLowerCase(Locale.ROOT));
    data.train()
        .preparation()
        .ifPresent(made -> mark.set("features", features(made, data.train().features())));
    to.commit(Json.print(mark));
  }

  /** A feature is (x - centre) / spread of the source's x. */
  private static ArrayNode features(Preparation made, int count) {
    ArrayNode features = Json.object().arrayNode();
    for (int j = 0; j < count; j++) {
      features
          .addObject()
          .put("name", "x" + (j + 1))
          .put("centre", made.centre(j))
          .put("spread", made.spread(j));
    }
    return features;
  }

  private void write(NewDirectory to, String name, Samples samples) throws IOException {
    boolean hasClasses = sweep.data().task() == Task.CLASSIFICATION;
    R064Store inputs = samples.inputs();
    R064Store targets = samples.targets();
    try (Writer out =
        new BufferedWriter(new OutputStreamWriter(to.create(name), StandardCharsets.UTF_8))) {
      out.write("row");
      for (int j = 1; j <= samples.features(); j++) {
        out.write(",x" + j);
      }
      if (hasClasses) {
        out.write(",class");
      } else {
        for (int i = 1; i <= targets.getColDim(); i++) {
          out.write(",y" + i);
        }
      }
      out.write("\r\n");
      for (int s = 0; s < samples.count(); s++) {
        int sample = s;
        out.write(samples.preparation().map(made -> "" + made.row(sample)).orElse(""));
        for (int j = 0; j < samples.features(); j++) {
          out.write("," + inputs.doubleValue(s, j));
        }
        if (hasClasses) {
          out.write("," + samples.classes()[s]);
        } else {
          for (int i = 0; i < targets.getColDim(); i++) {
            out.write("," + targets.doubleValue(s, i));
          }
        }
        out.write("\r\n");
      }
    }
  }
}
