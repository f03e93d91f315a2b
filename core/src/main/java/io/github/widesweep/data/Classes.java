package io.github.widesweep.data;

import java.util.Arrays;
import org.ojalgo.matrix.store.R064Store;

/** Turns a column of labels into one-hot targets. */
final class Classes {
  /** More classes than this are taken for a regression target given the wrong task. */
  static final int MOST = 1000;

  private Classes() {}

  /**
   * One-hot rows: class {@code k} is the {@code k}-th smallest distinct label.
   *
   * @throws io.github.widesweep.UserException if a label is not a whole number, or there is one
   *     class only, or there are more than {@link #MOST}
   */
  static R064Store oneHot(NumericTable table, int column) {
    int rows = table.rows();
    for (int s = 0; s < rows; s++) {
      double label = table.value(s, column);
      if (label != Math.rint(label)) {
        throw table.unusable(
            s, column, label + " is not a class label: use whole numbers, or task: regression");
      }
    }
    R064Store labels = table.varyingColumn(column);
    double[] classes = Arrays.stream(labels.data).map(label -> label + 0.0).distinct().toArray();
    Arrays.sort(classes);
    if (classes.length > MOST) {
      throw table.unusable(
          column,
          "%d different labels, at most %d classes; is it task: regression?"
              .formatted(classes.length, MOST));
    }
    R064Store targets = R064Store.FACTORY.make(rows, classes.length);
    for (int s = 0; s < rows; s++) {
      int k = Arrays.binarySearch(classes, labels.data[s] + 0.0);
      targets.data[k * rows + s] = 1;
    }
    return targets;
  }
}
