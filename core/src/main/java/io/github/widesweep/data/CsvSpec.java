package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A local file of comma-separated numbers, one sample a line; unpacked on the fly if its name ends
 * in {@code .gz}. All columns but the target are features.
 *
 * <p>If the target is given by name the first line must be a header. If it is given by number the
 * first line is a header if none of its cells is a number.
 *
 * <p>For classification the labels must be whole numbers; the distinct ones in ascending order
 * become classes 0, 1, and so on.
 *
 * @param file path; a relative one starts at the working directory
 * @param target name of the target column, or its number from 1
 * @param task what the target is
 * @param scaling default {@link Scaling#STANDARDIZE}
 * @param testFraction strictly between 0 and 1, default 0.2
 * @param name what tables call the dataset, default the file's name without {@code .gz} and without
 *     its last extension. Runs of a file that was renamed are found again under the name it had
 * @param targetScaling default {@link TargetScaling#STANDARDIZE} for regression; {@link
 *     TargetScaling#NONE} for classification, which has no other
 */
public record CsvSpec(
    String file,
    String target,
    Task task,
    Scaling scaling,
    Double testFraction,
    String name,
    TargetScaling targetScaling)
    implements LocalData {
  public CsvSpec {
    FieldChecks checks = new FieldChecks();
    boolean isPath = checks.that(NumericTable.isPath(file), "file", file, "the path of a CSV file");
    checks.that(
        target != null && !target.isBlank(),
        "target",
        target,
        "the name of a column, or its number from 1");
    checks.that(task != null, "task", task, "regression or classification");
    scaling = scaling == null ? Scaling.STANDARDIZE : scaling;
    testFraction = Split.testFraction(checks, testFraction);
    name = DatasetName.of(checks, name, isPath ? usualName(file) : null);
    targetScaling = TargetScaling.of(checks, targetScaling, task, TargetScaling.STANDARDIZE);
    checks.done();
  }

  /** With targets as they are. */
  public CsvSpec(
      String file, String target, Task task, Scaling scaling, Double testFraction, String name) {
    this(file, target, task, scaling, testFraction, name, TargetScaling.NONE);
  }

  /** With targets as they are and the usual name. */
  public CsvSpec(String file, String target, Task task, Scaling scaling, Double testFraction) {
    this(file, target, task, scaling, testFraction, null);
  }

  @Override
  public String usualName() {
    return usualName(file);
  }

  private static String usualName(String file) {
    String name = String.valueOf(Path.of(file).getFileName());
    return name.replaceFirst("(?<=.)\\.gz$", "").replaceFirst("(?<=.)\\.[^.]*$", "");
  }

  @Override
  public Dataset load(RandomGenerator random) {
    NumericTable table = NumericTable.readCsv(file, List.of(target));
    int column = table.indexOf(target);
    return Split.of(
        this,
        table.without(column),
        task == Task.CLASSIFICATION ? Classes.oneHot(table, column) : table.varyingColumn(column),
        random);
  }
}
