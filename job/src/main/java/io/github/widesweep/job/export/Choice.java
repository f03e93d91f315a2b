package io.github.widesweep.job.export;

import static org.apache.spark.sql.functions.col;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The run that has least of something among those that a predicate leaves.
 *
 * @param runId the run
 * @param criterion what it has least of
 * @param value how much that is
 * @param predicate SQL about columns of {@code runs}
 * @param candidates how many runs were looked at: measured, with a number there
 */
public record Choice(
    String runId, Criterion criterion, double value, String predicate, long candidates) {
  /**
   * Chooses; among equals the least {@code run_id}.
   *
   * @param spark a session in which the output's tables are registered
   * @param predicate SQL that is known to read only
   * @throws UserException if no run is left
   */
  public static Choice of(SparkSession spark, String predicate, Criterion criterion) {
    Dataset<Row> runs = spark.table("runs").where(predicate);
    String column = criterion.toString();
    Dataset<Row> measured =
        runs.where("status IN ('ok', 'fallback')")
            .where(col(column).isNotNull().and(col(column).isNaN().unary_$bang()));
    long candidates = measured.count();
    if (candidates == 0) {
      throw new UserException(
          "--best leaves no run: %s is true of %s, of which none is measured with a number in %s"
              .formatted(predicate, Messages.count(runs.count(), "run"), column));
    }
    Row best = measured.orderBy(column, "run_id").select("run_id", column).head();
    return new Choice(best.getString(0), criterion, best.getDouble(1), predicate, candidates);
  }

  /** A warning in one sentence; empty if there is nothing to warn of. */
  public String warning() {
    return criterion.optimism(candidates);
  }
}
