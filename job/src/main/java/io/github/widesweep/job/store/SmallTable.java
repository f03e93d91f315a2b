package io.github.widesweep.job.store;

import io.github.widesweep.job.Messages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;

/**
 * Reads tables of few rows in this thread, without a Spark session: starting one takes longer than
 * most commands that ask what an output is.
 */
final class SmallTable {
  private SmallTable() {}

  /** A row; columns that its file does not have are null. */
  record Row(Group group) {
    private boolean has(String column) {
      return group.getType().containsField(column) && group.getFieldRepetitionCount(column) > 0;
    }

    /** A text; null for NULL. */
    String text(String column) {
      return has(column) ? group.getString(column, 0) : null;
    }

    /** An integer; 0 for NULL. */
    int integer(String column) {
      return has(column) ? group.getInteger(column, 0) : 0;
    }

    /** The numbers of a list, none of which is NULL; empty for NULL. */
    List<Double> numbers(String column) {
      return elements(column)
          .map(list -> list.map(element -> element.getDouble(0, 0)).toList())
          .orElse(List.of());
    }

    /** The structures of a list, none of which is NULL; empty for NULL. */
    Optional<List<Row>> rows(String column) {
      return elements(column)
          .map(list -> list.map(element -> new Row(element.getGroup(0, 0))).toList());
    }

    /** Parquet's groups around the elements of a list. */
    private Optional<Stream<Group>> elements(String column) {
      if (!has(column)) {
        return Optional.empty();
      }
      Group list = group.getGroup(column, 0);
      return Optional.of(
          IntStream.range(0, list.getFieldRepetitionCount(0)).mapToObj(i -> list.getGroup(0, i)));
    }
  }

  /** All rows of these waves, in their order. */
  static List<Row> read(Output output, List<Wave> waves) {
    Configuration checking = new Configuration(output.fs().getConf());
    checking.setBoolean(FileCheck.CHECK_PAGES, true);
    // On object stores, opening files takes most of the time: many are opened at once.
    return waves.parallelStream()
        .flatMap(wave -> wave.files().stream().flatMap(file -> rows(output, wave, file, checking)))
        .toList();
  }

  private static Stream<Row> rows(
      Output output, Wave wave, Path file, Configuration configuration) {
    List<Row> rows = new ArrayList<>();
    try (ParquetReader<Group> reader = ParquetFiles.rows(file, configuration)) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        rows.add(new Row(group));
      }
    } catch (ChecksumException | FileNotFoundException | RuntimeException e) {
      String problem = "cannot be read (%s)".formatted(Messages.oneLine(e));
      throw Damage.of(file, problem, wave.path()).exception(output.root());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return rows.stream();
  }
}
