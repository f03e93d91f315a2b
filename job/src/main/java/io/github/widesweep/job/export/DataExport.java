package io.github.widesweep.job.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.data.Samples;
import io.github.widesweep.data.Task;
import io.github.widesweep.job.Csv;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.store.NewDirectory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.csv.CSVPrinter;
import org.ojalgo.matrix.store.R064Store;

/**
 * The data of a sweep as networks see it: {@code train.csv}, whose first lines calibrate, and
 * {@code test.csv}. A line is a sample: its {@code row} in the source, from 0; features {@code x1},
 * {@code x2}, ..., scaled; of classification the {@code class}, from 0, of regression the targets
 * {@code y1}, ..., as networks are trained to give them. Numbers are the shortest text that reads
 * back as the same float64.
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
    mark.put("target_scaling", sweep.spec().data().targetScaling().name().toLowerCase(Locale.ROOT));
    data.train()
        .preparation()
        .ifPresent(
            made -> {
              constants(
                  mark.putArray("features"),
                  "x",
                  data.train().features(),
                  made::centre,
                  made::spread);
              if (data.task() == Task.REGRESSION) {
                constants(
                    mark.putArray("targets"),
                    "y",
                    data.train().targets().getColDim(),
                    made::targetCentre,
                    made::targetSpread);
              }
            });
    to.commit(Json.print(mark));
  }

  /** A number is (x - centre) / spread of the source's x. */
  private static void constants(
      ArrayNode to,
      String name,
      int count,
      IntToDoubleFunction centre,
      IntToDoubleFunction spread) {
    for (int j = 0; j < count; j++) {
      to.addObject()
          .put("name", name + (j + 1))
          .put("centre", centre.applyAsDouble(j))
          .put("spread", spread.applyAsDouble(j));
    }
  }

  private void write(NewDirectory to, String name, Samples samples) throws IOException {
    Optional<int[]> classes =
        sweep.data().task() == Task.CLASSIFICATION
            ? Optional.of(samples.classes())
            : Optional.empty();
    R064Store targets = samples.targets();
    try (CSVPrinter out =
        new CSVPrinter(
            new BufferedWriter(new OutputStreamWriter(to.create(name), StandardCharsets.UTF_8)),
            Csv.FORMAT)) {
      out.print("row");
      for (int j = 1; j <= samples.features(); j++) {
        out.print("x" + j);
      }
      for (int i = 1; i <= targets.getColDim() && classes.isEmpty(); i++) {
        out.print("y" + i);
      }
      if (classes.isPresent()) {
        out.print("class");
      }
      out.println();
      for (int s = 0; s < samples.count(); s++) {
        int sample = s;
        out.print(samples.preparation().map(made -> made.row(sample)).orElse(null));
        for (int j = 0; j < samples.features(); j++) {
          out.print(samples.inputs().doubleValue(s, j));
        }
        for (int i = 0; i < targets.getColDim() && classes.isEmpty(); i++) {
          out.print(targets.doubleValue(s, i));
        }
        if (classes.isPresent()) {
          out.print(classes.get()[s]);
        }
        out.println();
      }
    }
  }
}
