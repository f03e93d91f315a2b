package io.github.widesweep.job.bench;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Hears what the tasks of a sweep's waves take, their writing included. */
final class WaveTimes extends SparkListener {
  private static final double MILLIS = 1e-3;
  private static final double NANOS = 1e-9;

  /** The description of a job that does nothing; what came before it has been heard. */
  private static final String END = "end of the measurement";

  private final Set<Integer> stages = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int last = -1;
  private long begin = Long.MAX_VALUE;
  private long end;
  private long busy;
  private long processorNanos;

  @Override
  public synchronized void onJobStart(SparkListenerJobStart job) {
    String description = job.properties().getProperty("spark.job.description", "");
    if (description.startsWith("train networks:") || description.startsWith("compress networks:")) {
      for (StageInfo stage : CollectionConverters.asJava(job.stageInfos())) {
        stages.add(stage.stageId());
      }
    } else if (description.equals(END)) {
      last = job.jobId();
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    if (stages.contains(task.stageId()) && task.taskMetrics() != null) {
      begin = Math.min(begin, task.taskInfo().launchTime());
      end = Math.max(end, task.taskInfo().finishTime());
      busy += task.taskMetrics().executorRunTime();
      processorNanos += task.taskMetrics().executorCpuTime();
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd job) {
    if (job.jobId() == last) {
      ended.countDown();
    }
  }

  /**
   * The times of all waves until now.
   *
   * @param wholeSeconds of the sweep
   */
  Lap lap(SparkContext context, double wholeSeconds) throws InterruptedException {
    context.setJobDescription(END);
    JavaSparkContext.fromSparkContext(context).parallelize(List.of(0), 1).count();
    ended.await();
    synchronized (this) {
      return new Lap(
          Lap.By.SPARK,
          MILLIS * (end - begin),
          MILLIS * busy,
          NANOS * processorNanos,
          wholeSeconds);
    }
  }
}
