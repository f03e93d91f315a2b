package io.github.widesweep.data;

import java.util.List;
import org.ojalgo.matrix.store.R064Store;

/** Somebody's samples without targets: a CSV file of what a network is given. */
public final class SampleFile {
  private SampleFile() {}

  /**
   * Reads all samples.
   *
   * @param file path of a CSV file, unpacked if it ends in {@code .gz}; a first line without any
   *     number is a header
   * @param dropped names or numbers, from 1, of columns that are no inputs; with a name among them
   *     the first line is a header
   * @return samples x inputs, in the file's order and scale
   * @throws io.github.widesweep.UserException if the file cannot be read, or a cell is no finite
   *     number
   */
  public static R064Store read(String file, List<String> dropped) {
    NumericTable table = NumericTable.readCsv(file, dropped);
    return table.without(dropped.stream().mapToInt(table::indexOf).toArray());
  }
}
