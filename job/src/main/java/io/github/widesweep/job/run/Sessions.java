package io.github.widesweep.job.run;

import io.github.widesweep.job.StoppedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Spark's sessions, and the settings that the tables depend on. */
public final class Sessions {
  private static final String MAIN_CLASS = "io.github.widesweep.job.cli.Main";

  /** All cores of this machine, four attempts a task. */
  private static final String LOCAL_MASTER = "local[*,4]";

  private static final Pattern LOCAL =
      Pattern.compile("local(?:\\[ *(\\*|\\d{1,4}) *(?:, *\\d+ *)?])?");

  private static final Duration PATIENCE = Duration.ofHours(1);

  /** Of the last session that was started: Spark forgets one that has ended; null if none was. */
  private static volatile SparkContext last;

  /** Of the same session; null if it has no cluster. */
  private static volatile ClusterWatch watch;

  private Sessions() {}

  /** Hadoop's configuration as Spark will see it, without starting Spark. */
  public static Configuration hadoop() {
    // A copy of what Spark has read once: reading it again takes longer than a small command.
    Configuration configuration = new Configuration(SparkHadoopUtil.get().conf());
    if (hasLocalFiles()) {
      configuration.setIfUnset(LocalFiles.SETTING, LocalFiles.class.getName());
    }
    return configuration;
  }

  /** Tasks at once where tasks run in this process, without starting Spark; empty on a cluster. */
  public static OptionalInt localCores() {
    Matcher local = LOCAL.matcher(System.getProperty("spark.master", LOCAL_MASTER));
    if (!local.matches()) {
      return OptionalInt.empty();
    }
    String count = local.group(1);
    if (count == null) {
      return OptionalInt.of(1);
    }
    return OptionalInt.of(
        count.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(count));
  }

  /**
   * Whether Hadoop finds {@link LocalFiles} wherever it looks: not on a cluster, whose executors
   * start before they have this program's classes, nor under spark-submit, which finds them later.
   */
  private static boolean hasLocalFiles() {
    return localCores().isPresent()
        && LocalFiles.class.getClassLoader() == ClassLoader.getSystemClassLoader();
  }

  /**
   * The session of this process, started if there is none, which waits for executors for an hour.
   *
   * @param name what for: names the application, and describes the jobs of this thread
   * @throws StoppedException if no master answers
   */
  public static SparkSession open(String name) {
    return open(name, PATIENCE);
  }

  /**
   * The same with another patience.
   *
   * @param patience how long the session waits on a cluster without executors before it ends; of no
   *     effect if there is a session already
   */
  public static SparkSession open(String name, Duration patience) {
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", LOCAL_MASTER)
            .setIfMissing("spark.ui.enabled", "false")
            .setIfMissing("spark.sql.shuffle.partitions", "8")
            // Records travel between driver and executors; Kryo cannot read their lists.
            .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
            // Waves are written while chunks run, in a pool of their own.
            .set("spark.scheduler.mode", "FAIR")
            // A wave counts when it is marked, and version 1 marks it only when it is whole.
            .set("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", "1")
            .set("spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs", "true")
            .set("spark.sql.session.timeZone", "UTC");
    if (conf.get("spark.app.name", MAIN_CLASS).equals(MAIN_CLASS)) {
      // Without --name, spark-submit names an application after its main class.
      conf.set("spark.app.name", "widesweep " + name);
    }
    if (hasLocalFiles()) {
      conf.setIfMissing("spark.hadoop." + LocalFiles.SETTING, LocalFiles.class.getName());
    }
    boolean first = current().isEmpty();
    if (first) {
      // Spark creates this directory even if no table is ever kept there, by default in the
      // working directory.
      conf.setIfMissing("spark.sql.warehouse.dir", temporaryDirectory().toUri().toString());
    }
    SparkSession session = start(conf);
    SparkContext context = session.sparkContext();
    context.setJobDescription(name);
    if (first) {
      last = context;
      watch = context.isLocal() ? null : ClusterWatch.start(context, patience, System.err);
    }
    return session;
  }

  /** What the next jobs of this thread are for, on Spark's pages. */
  static void describe(SparkSession spark, String jobs) {
    spark.sparkContext().setJobDescription(jobs);
  }

  /** Why Spark has ended before the command, in one line; empty if it has not. */
  public static Optional<String> ended() {
    if (last == null || !last.isStopped()) {
      return Optional.empty();
    }
    return Optional.ofNullable(watch)
        .flatMap(ClusterWatch::reason)
        .or(
            () ->
                Optional.of(
                    "Spark has ended: %s does not answer, or ended it".formatted(last.master())));
  }

  private static SparkSession start(SparkConf conf) {
    try {
      // The class itself: to find out that it is there, the other builder starts Scala's
      // reflection.
      return org.apache.spark.sql.classic.SparkSession.builder().config(conf).getOrCreate();
    } catch (IllegalStateException e) {
      if (String.valueOf(e.getMessage()).startsWith("Cannot call methods on a stopped")) {
        // As it does when no master answers for a while.
        throw new StoppedException(
            "Spark has ended: %s does not answer".formatted(conf.get("spark.master")), e);
      }
      throw e;
    }
  }

  /** Stops the session of this process if there is one. */
  public static void close() {
    // Asked for once: a signal may end the session between two questions.
    Option<org.apache.spark.sql.classic.SparkSession> session = current();
    if (session.isDefined()) {
      session.get().stop();
    }
  }

  private static Option<org.apache.spark.sql.classic.SparkSession> current() {
    return org.apache.spark.sql.classic.SparkSession.getDefaultSession();
  }

  private static Path temporaryDirectory() {
    try {
      Path directory = Files.createTempDirectory("widesweep-warehouse-");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create a temporary directory", e);
    }
  }
}
