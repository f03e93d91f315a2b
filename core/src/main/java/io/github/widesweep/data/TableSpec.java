package io.github.widesweep.data;

import static io.github.widesweep.InvalidValueException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.github.widesweep.FieldChecks;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * Samples in a table that Spark reads, wherever Hadoop reaches. Who can ask Spark reads the rows,
 * in the order that {@link #of} takes them in.
 *
 * @param format Spark's word for the kind of files: csv, json, orc, parquet; null without path
 * @param path the files; null where a query names its tables itself
 * @param options Spark's options of the format; null for none
 * @param query a query over {@value #VIEW}, which is what the files hold; null for all of that
 * @param features columns of numbers, or of lists or vectors of them, in the network's order; null
 *     for all but target and key
 * @param target column of the targets: numbers, whole ones for classes; null if there are none, and
 *     only errors of outputs are measured
 * @param task what the target is; null without target
 * @param key columns that tell rows apart, whose hash says which are taken; null for all columns
 * @param samples how many rows are taken, at least 2; null for all
 * @param scaling default {@link Scaling#NONE}: a trained network wants what it was trained with
 * @param testFraction strictly between 0 and 1, default 0.2
 * @param name what tables call the dataset, default the first file's name without extension
 * @param targetScaling default {@link TargetScaling#NONE}, as of the features; {@link
 *     TargetScaling#STANDARDIZE} is for regression
 * @param content the fingerprint of the dataset, {@link Dataset#fingerprint}, once it was read;
 *     null before
 */
public record TableSpec(
    @JsonInclude(JsonInclude.Include.NON_NULL) String format,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = TextOrList.class)
        List<String> path,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = TextMap.class)
        Map<String, String> options,
    @JsonInclude(JsonInclude.Include.NON_NULL) String query,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = TextOrList.class)
        List<String> features,
    @JsonInclude(JsonInclude.Include.NON_NULL) String target,
    @JsonInclude(JsonInclude.Include.NON_NULL) Task task,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonDeserialize(using = TextOrList.class)
        List<String> key,
    @JsonInclude(JsonInclude.Include.NON_NULL) Integer samples,
    Scaling scaling,
    Double testFraction,
    String name,
    TargetScaling targetScaling,
    @JsonInclude(JsonInclude.Include.NON_NULL) String content)
    implements DataSpec {
  /** What a query calls the files. */
  public static final String VIEW = "samples";

  private static final String USUAL_NAME = "table";
  private static final String COLUMNS = "different names of columns";

  public TableSpec {
    FieldChecks checks = new FieldChecks();
    boolean some =
        checks.that(
            path != null || query != null,
            "path",
            path,
            "paths of files, or a query with its tables");
    // Without any there is one mistake, not one for each field that goes with paths.
    checks.that(
        !some || (format == null) == (path == null),
        "format",
        format,
        path == null ? "no format without path" : "csv, json, orc or parquet");
    checks.that(
        !some || options == null || path != null, "options", options, "no options without path");
    path = texts(checks, "path", path, "paths of files");
    features = texts(checks, "features", features, COLUMNS);
    key = texts(checks, "key", key, COLUMNS);
    options = options == null ? null : Map.copyOf(options);
    checks.that(query == null || !query.isBlank(), "query", "blank", "a SELECT");
    checks.that(target == null || !target.isBlank(), "target", "blank", "the name of a column");
    checks.that(
        features == null || target == null || !features.contains(target),
        "features",
        target,
        "no target among them");
    checks.that(
        (task == null) == (target == null),
        "task",
        task,
        target == null ? "no task without target" : "regression or classification");
    checks.that(
        samples == null || samples >= 2,
        "samples",
        samples,
        "a whole number of at least 2, or all");
    scaling = scaling == null ? Scaling.NONE : scaling;
    testFraction = Split.testFraction(checks, testFraction);
    name = DatasetName.of(checks, name, usualName(path));
    targetScaling = TargetScaling.of(checks, targetScaling, task, TargetScaling.NONE);
    checks.done();
  }

  /** Null where there are none. */
  private static List<String> texts(
      FieldChecks checks, String field, List<String> texts, String expected) {
    if (texts == null || !checks.that(!texts.isEmpty(), field, "empty", expected)) {
      return null;
    }
    for (int i = 0; i < texts.size(); i++) {
      checks.that(!texts.get(i).isBlank(), field + "[" + i + "]", "blank", expected);
    }
    checks.that(new HashSet<>(texts).size() == texts.size(), field, texts, expected);
    return List.copyOf(texts);
  }

  @Override
  public String usualName() {
    return usualName(path);
  }

  private static String usualName(List<String> path) {
    if (path == null) {
      return USUAL_NAME;
    }
    String file = path.get(0).replaceFirst("/+$", "").replaceFirst("^.*[/:]", "");
    String name = file.replaceFirst("(?<=.)\\.gz$", "").replaceFirst("(?<=.)\\.[^.]*$", "");
    return DatasetName.isName(name) ? name : USUAL_NAME;
  }

  /** With the fingerprint of what was read; null as if it were not. */
  public TableSpec withContent(String fingerprint) {
    return new TableSpec(
        format,
        path,
        options,
        query,
        features,
        target,
        task,
        key,
        samples,
        scaling,
        testFraction,
        name,
        targetScaling,
        fingerprint);
  }

  /**
   * The dataset of some rows: the first are the training part, the others the test part.
   *
   * @param inputs samples x features, at least two samples, in the order of their hashes
   * @param column samples x 1, what the target's column holds; samples x 0 without target
   * @throws io.github.widesweep.InvalidValueException if the column is no target of this task
   */
  public Dataset of(R064Store inputs, R064Store column) {
    R064Store targets = task == Task.CLASSIFICATION ? oneHot(column.data) : column;
    require(
        target == null || Arrays.stream(column.data).distinct().limit(2).count() > 1,
        "data.target",
        target,
        "a column that varies: there is nothing to measure");
    return Split.inOrder(this, inputs, targets, IntStream.range(0, inputs.getRowDim()).toArray());
  }

  private R064Store oneHot(double[] labels) {
    for (double label : labels) {
      require(
          label == Math.rint(label),
          "data.target",
          "%s, which holds %s".formatted(target, label),
          "whole numbers, one a class, or task: regression");
    }
    double[] classes = Classes.of(labels);
    require(
        classes.length <= Classes.MOST,
        "data.target",
        "%s, which holds %d different numbers".formatted(target, classes.length),
        "at most %d classes, or task: regression".formatted(Classes.MOST));
    return Classes.oneHot(labels, classes);
  }
}
