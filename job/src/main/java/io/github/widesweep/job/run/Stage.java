package io.github.widesweep.job.run;

import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** One Spark job with a task per element, in the order given. */
public final class Stage {
  private Stage() {}

  /**
   * Runs the tasks and hands over each one's result as it ends: exactly once, however often Spark
   * tries the task.
   *
   * @param description what Spark's UI calls the job; also names its group, to cancel it
   * @param elements one per task
   * @param task the work
   * @param results called on Spark's scheduler thread: must be quick
   */
  static <T, R> void run(
      SparkSession spark,
      String description,
      List<T> elements,
      Function2<TaskContext, Iterator<T>, R> task,
      Consumer<R> results) {
    if (elements.isEmpty()) {
      return;
    }
    SparkContext context = spark.sparkContext();
    RDD<T> rdd =
        JavaSparkContext.fromSparkContext(context).parallelize(elements, elements.size()).rdd();
    context.setJobGroup(description, description, false);
    try {
      context.runJob(rdd, task, new Handler<>(results), Stage.<R>anyTag());
    } finally {
      context.clearJobGroup();
    }
  }

  /** Ends the job of that description, if it is running. */
  static void cancel(SparkSession spark, String description) {
    spark.sparkContext().cancelJobGroup(description, "its results could not be written");
  }

  @SuppressWarnings("unchecked")
  private static <R> ClassTag<R> anyTag() {
    return (ClassTag<R>) ClassTag$.MODULE$.AnyRef();
  }

  private static final class Handler<R> extends AbstractFunction2<Object, R, BoxedUnit> {
    private final Consumer<R> results;

    Handler(Consumer<R> results) {
      this.results = results;
    }

    @Override
    public BoxedUnit apply(Object partition, R result) {
      results.accept(result);
      return BoxedUnit.UNIT;
    }
  }
}
