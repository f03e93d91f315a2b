package io.github.widesweep.job.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Directories and their files, as somebody else may copy and damage them. */
final class Copies {
  private Copies() {}

  /** Copies a directory with all in it. */
  static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to;
  }

  /** All files below a directory whose names begin and end so, in the order of their paths. */
  static List<Path> files(Path directory, String begin, String end) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith(begin))
          .filter(file -> file.getFileName().toString().endsWith(end))
          .sorted()
          .toList();
    }
  }

  /** Deletes a directory with all in it. */
  static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Removes the checksums that Hadoop's local file system keeps beside files. */
  static void deleteChecksums(Path directory) throws IOException {
    for (Path file : files(directory, ".", ".crc")) {
      Files.delete(file);
    }
  }

  /** Flips one bit of a file. */
  static void flip(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int bit = random.nextInt(8 * bytes.length);
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    Files.write(file, bytes);
  }

  /** Where the values of a Parquet file's first column end. */
  static int endOfFirstColumn(Path parquet) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(
                new org.apache.hadoop.fs.Path(parquet.toUri()), new Configuration(false)))) {
      ColumnChunkMetaData column = reader.getFooter().getBlocks().get(0).getColumns().get(0);
      return (int) (column.getStartingPos() + column.getTotalSize());
    }
  }
}
