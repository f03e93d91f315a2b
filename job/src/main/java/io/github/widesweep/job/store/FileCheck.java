package io.github.widesweep.job.store;

import io.github.widesweep.job.Hashes;
import io.github.widesweep.job.Messages;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A file that is to be read to its end, to see whether it is as it was written.
 *
 * @param path the file, qualified
 * @param sha256 digest it was written with, hex; null where none was recorded: then it is Parquet,
 *     and its values are decoded and its pages held to their checksums
 */
public record FileCheck(String path, String sha256) implements Serializable {
  /** Parquet's setting to hold pages to the checksums that were written with them. */
  static final String CHECK_PAGES = "parquet.page.verify-checksum.enabled";

  private static final String MISSING = "is missing";

  /** Files that one task reads. */
  private static final int A_TASK = 8;

  /**
   * What is wrong with a file.
   *
   * @param check the file
   * @param problem as the end of a sentence that begins with the file
   */
  public record Failure(FileCheck check, String problem) implements Serializable {
    /** Whether there is no such file. */
    public boolean isMissing() {
      return problem.equals(MISSING);
    }
  }

  /** Reads the files on the executors; those that are not as they were written. */
  public static List<Failure> failures(SparkSession spark, List<FileCheck> checks) {
    if (checks.isEmpty()) {
      return List.of();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(
            new SerializableConfiguration(spark.sparkContext().hadoopConfiguration()));
    try {
      return context
          .parallelize(checks, (checks.size() + A_TASK - 1) / A_TASK)
          .flatMap(
              check ->
                  check.problem(hadoop.value().value()).stream()
                      .map(problem -> new Failure(check, problem))
                      .iterator())
          .collect();
    } finally {
      hadoop.unpersist(false);
    }
  }

  private Optional<String> problem(Configuration hadoop) {
    try {
      return sha256 == null ? undecodable(hadoop) : otherDigest(hadoop);
    } catch (FileNotFoundException e) {
      return Optional.of(MISSING);
    } catch (ChecksumException e) {
      return Optional.of("is not as it was written (checksum)");
    } catch (IOException | RuntimeException e) {
      return Optional.of("cannot be read (%s)".formatted(Messages.oneLine(e)));
    }
  }

  private Optional<String> otherDigest(Configuration hadoop) throws IOException {
    Path file = new Path(path);
    try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
      String found = Hashes.sha256(in);
      return found.equals(sha256)
          ? Optional.empty()
          : Optional.of(
              "is not as it was written (SHA-256 %.12s..., recorded %.12s...)"
                  .formatted(found, sha256));
    }
  }

  private Optional<String> undecodable(Configuration hadoop) throws IOException {
    Configuration checking = new Configuration(hadoop);
    checking.setBoolean(CHECK_PAGES, true);
    try (ParquetReader<Group> reader = ParquetFiles.rows(new Path(path), checking)) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        row.getType();
      }
    }
    return Optional.empty();
  }
}
