package io.github.widesweep.data;

import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/** Somebody's samples without targets: a CSV file of what a network is given. */
public final class SampleFile {
  private SampleFile() {}

  /**
   * Reads all samples.
   *
   * @param file path of a CSV file, unpacked if it ends in {@code .gz}; a first line without any
   *     number is a header
   * @param dropped name or number, from 1, of a column that is no input; a file with a name for it
   *     must have a header
   * @return samples x inputs, in the file's order and scale
   * @throws io.github.widesweep.UserException if the file cannot be read, or a cell is no finite
   *     number
   */
  public static R064Store read(String file, Optional<String> dropped) {
    NumericTable table = NumericTable.readCsv(file, dropped.orElse("1"));
    return dropped.isPresent()
        ? table.withoutColumn(table.indexOf(dropped.get()))
        : table.allColumns();
  }
}
