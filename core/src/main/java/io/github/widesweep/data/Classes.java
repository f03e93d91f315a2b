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
    double[] classes = of(labels.data);
    if (classes.length > MOST) {
      throw table.unusable(
          column,
          "%d different labels, at most %d classes; is it task: regression?"
              .formatted(classes.length, MOST));
    }
    return oneHot(labels.data, classes);
  }

  /** The distinct labels, ascending. */
  static double[] of(double[] labels) {
    double[] classes = Arrays.stream(labels).map(label -> label + 0.0).distinct().toArray();
    Arrays.sort(classes);
    return classes;
  }

  /** One-hot rows of labels, each one of the ascending classes. */
  static R064Store oneHot(double[] labels, double[] classes) {
    R064Store targets = R064Store.FACTORY.make(labels.length, classes.length);
    for (int s = 0; s < labels.length; s++) {
      int k = Arrays.binarySearch(classes, labels[s] + 0.0);
      targets.data[k * labels.length + s] = 1;
    }
    return targets;
  }
}
