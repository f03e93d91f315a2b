package io.github.widesweep.job.statistics;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The intervals as functions of Spark SQL, for summary, views and users' queries. A value that is
 * not there is NULL, in what they take and give.
 *
 * <ul>
 *   <li>{@code mean_interval(collect_list(x))}: {@link MeanInterval#ofSigned}, fields {@code mean},
 *       {@code low}, {@code high}
 *   <li>{@code error_interval(collect_list(x))}: {@link MeanInterval#ofErrors}, the same fields
 *   <li>{@code decay_interval(collect_list(struct(width, xs)))}, {@code xs} being a list of network
 *       means: {@link DecayInterval}, fields {@code widths}, {@code exponent}, {@code low}, {@code
 *       high}
 * </ul>
 */
public final class SqlFunctions {
  private static final StructType MEAN =
      new StructType().add("mean", DoubleType).add("low", DoubleType).add("high", DoubleType);
  private static final StructType DECAY =
      new StructType()
          .add("widths", IntegerType)
          .add("exponent", DoubleType)
          .add("low", DoubleType)
          .add("high", DoubleType);

  private SqlFunctions() {}

  /** Registers them, for every query that comes after. */
  public static void register(SparkSession spark) {
    spark
        .udf()
        .register(
            "mean_interval",
            (UDF1<Seq<Double>, Row>)
                values -> values == null ? null : row(MeanInterval.ofSigned(doubles(values))),
            MEAN);
    spark
        .udf()
        .register(
            "error_interval",
            (UDF1<Seq<Double>, Row>)
                values -> values == null ? null : row(MeanInterval.ofErrors(doubles(values))),
            MEAN);
    spark
        .udf()
        .register(
            "decay_interval",
            (UDF1<Seq<Row>, Row>) points -> points == null ? null : decay(points),
            DECAY);
  }

  private static Row decay(Seq<Row> points) {
    List<DecayInterval.Point> read =
        CollectionConverters.asJava(points).stream()
            .map(point -> new DecayInterval.Point(point.getInt(0), doubles(point.getSeq(1))))
            .toList();
    DecayInterval decay = DecayInterval.of(read, MeanInterval.CONFIDENCE);
    return RowFactory.create(
        decay.widths(), orNull(decay.exponent()), orNull(decay.low()), orNull(decay.high()));
  }

  private static Row row(MeanInterval interval) {
    return RowFactory.create(
        orNull(interval.mean()), orNull(interval.low()), orNull(interval.high()));
  }

  private static double[] doubles(Seq<Double> values) {
    return CollectionConverters.asJava(values).stream()
        .filter(value -> value != null && !value.isNaN())
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
