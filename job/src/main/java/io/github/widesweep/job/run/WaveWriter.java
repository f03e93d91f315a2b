package io.github.widesweep.job.run;

import io.github.widesweep.job.store.Waves;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Commits rows in waves while a job that produces them is running: rows are handed over without
 * waiting, and a thread of its own writes what has gathered. What was handed over before {@link
 * #close} returns normally is committed.
 */
public final class WaveWriter implements AutoCloseable {
  private static final Row END = RowFactory.create();

  private final SparkSession spark;
  private final Waves waves;
  private final Waves.Origin origin;
  private final StructType schema;
  private final Pace pace;
  private final Runnable onFailure;
  private final BlockingQueue<Row> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile Throwable failure;

  /**
   * When a wave is full.
   *
   * @param every time since its first row
   * @param rows number of rows
   */
  public record Pace(Duration every, int rows) {
    /** Rows of at most so many seconds in a wave, and few enough to take a few MB. */
    public static Pace ofSeconds(double seconds) {
      return new Pace(Duration.ofMillis((long) (1000 * seconds)), 20_000);
    }
  }

  /**
   * @param onFailure called once, on the writer's thread, when a wave could not be written: must
   *     end the job that produces rows, whose results would be lost
   */
  WaveWriter(
      SparkSession spark,
      Waves waves,
      Waves.Origin origin,
      StructType schema,
      Pace pace,
      Runnable onFailure) {
    this.spark = spark;
    this.waves = waves;
    this.origin = origin;
    this.schema = schema;
    this.pace = pace;
    this.onFailure = onFailure;
    this.thread = new Thread(this::work, "waves of " + waves.directory().getName());
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands over a row. Never waits: Spark's scheduler thread calls it. */
  void add(Row row) {
    queue.add(row);
  }

  /** Commits the rest. Throws if any wave could not be written. */
  @Override
  public void close() {
    queue.add(END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the last wave was written", e);
    }
    if (failure != null) {
      throw new IllegalStateException("a wave of " + waves.directory() + " failed", failure);
    }
  }

  private void work() {
    try {
      // A pool of its own in the fair scheduler: otherwise a wave waits until every task is done.
      spark.sparkContext().setLocalProperty("spark.scheduler.pool", "waves");
      writeUntilEnd();
    } catch (Throwable e) {
      // Not only unchecked ones: Spark throws exceptions that its signatures do not declare.
      failure = e;
      onFailure.run();
    }
  }

  private void writeUntilEnd() throws InterruptedException {
    List<Row> wave = new ArrayList<>();
    long deadline = Long.MAX_VALUE;
    for (boolean more = true; more; ) {
      Row row =
          wave.isEmpty()
              ? queue.take()
              : queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      more = row != END;
      if (row != null && more) {
        if (wave.isEmpty()) {
          deadline = System.nanoTime() + pace.every().toNanos();
        }
        wave.add(row);
      }
      boolean full = wave.size() >= pace.rows() || System.nanoTime() >= deadline;
      if (!wave.isEmpty() && (full || !more)) {
        waves.write(spark.createDataFrame(wave, schema), Waves.newName(), origin);
        wave = new ArrayList<>();
      }
    }
  }
}
