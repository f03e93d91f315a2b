package io.github.widesweep.job.store;

import io.github.widesweep.job.Hashes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What a manifest says of Parquet files that were just written. */
final class WrittenFiles {
  /** As few are not worth a Spark job. */
  private static final int FEW = 2;

  private WrittenFiles() {}

  /** The files with rows in a wave's directory. */
  static List<Manifest.File> in(SparkSession spark, FileSystem fs, Path directory)
      throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus file : FileSystems.filesBelow(fs, directory)) {
      String name = Damage.relative(directory, file.getPath());
      if (Wave.isData(name)) {
        names.add(name);
      }
    }
    String root = directory.toString();
    Configuration here = spark.sparkContext().hadoopConfiguration();
    if (names.size() <= FEW) {
      return names.stream().map(name -> describe(root, name, here)).toList();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(here));
    try {
      return context
          .parallelize(names, names.size())
          .map(name -> describe(root, name, hadoop.value().value()))
          .collect();
    } finally {
      hadoop.unpersist(false);
    }
  }

  private static Manifest.File describe(String root, String name, Configuration hadoop) {
    Path path = new Path(root, name);
    try {
      FileSystem fs = path.getFileSystem(hadoop);
      long rows = ParquetFiles.rowCount(path, hadoop);
      try (FSDataInputStream in = fs.open(path)) {
        return new Manifest.File(name, fs.getFileStatus(path).getLen(), rows, Hashes.sha256(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what was written to " + path, e);
    }
  }
}
