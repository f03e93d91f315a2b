package io.github.widesweep.job.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Opens Parquet files with a configuration that is there. Parquet's shorter ways make a new one for
 * every file first, which reads Hadoop's XML: longer than a file of a few rows.
 */
final class ParquetFiles {
  private ParquetFiles() {}

  /** A reader of a file's rows; the caller closes it. */
  static ParquetReader<Group> rows(Path file, Configuration hadoop) throws IOException {
    return new Rows(HadoopInputFile.fromPath(file, hadoop), hadoop).build();
  }

  private static final class Rows extends ParquetReader.Builder<Group> {
    Rows(HadoopInputFile file, Configuration hadoop) {
      super(file, new HadoopParquetConfiguration(hadoop));
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  /** How many rows a file has, as its end says. */
  static long rowCount(Path file, Configuration hadoop) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(file, hadoop),
            HadoopReadOptions.builder(hadoop, file).build())) {
      return reader.getRecordCount();
    }
  }
}
