package io.github.widesweep.job.upkeep;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.grid.RunKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The names of the runs that grids have beside those that are stored. Executors make the names and
 * compare: the driver holds the cells of each network, and no run.
 */
final class RunNames {
  private static final String NAME = "run_id";

  /** Whether the latest grid has it; NULL if no grid has. */
  private static final String LATEST = "latest";

  /** True, or NULL if it is not stored. */
  private static final String STORED = "stored";

  private static final Column MISSING = col(LATEST).and(col(STORED).isNull());
  private static final Column UNKNOWN = col(LATEST).isNull();
  private static final Column OUTSIDE = not(col(LATEST)).and(col(STORED));

  private final Dataset<Row> both;
  private final Row counts;

  /** A cell on a network, and how many draws one of the grids has there. */
  private record Part(
      NetworkKey network, CompressionSpec how, int calibrationSamples, int draws, boolean latest)
      implements Serializable {
    Stream<Row> names() {
      return IntStream.range(0, draws)
          .mapToObj(draw -> new RunKey(network, how, calibrationSamples, draw).id())
          .map(name -> RowFactory.create(name, latest));
    }
  }

  /**
   * @param grids the latest first
   * @param runs what is stored, no run twice
   */
  RunNames(SparkSession spark, List<Grid> grids, Dataset<Row> runs) {
    List<Part> parts = new ArrayList<>();
    grids.forEach(grid -> addParts(grid, grid == grids.get(0), parts));
    JavaRDD<Row> names =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(parts)
            .flatMap(part -> part.names().iterator());
    StructType schema =
        new StructType().add(NAME, DataTypes.StringType).add(LATEST, DataTypes.BooleanType);
    Dataset<Row> expected =
        spark.createDataFrame(names, schema).groupBy(NAME).agg(max(LATEST).as(LATEST));
    this.both =
        expected.join(
            runs.select(NAME).withColumn(STORED, lit(true)),
            CollectionConverters.asScala(List.of(NAME)).toSeq(),
            "full_outer");
    this.counts = both.agg(count_if(MISSING), count_if(UNKNOWN), count_if(OUTSIDE)).head();
  }

  private static void addParts(Grid grid, boolean latest, List<Part> parts) {
    List<CompressionSpec> specs =
        grid.targets().stream().flatMap(target -> grid.specs(target).stream()).toList();
    for (NetworkKey network : grid.networks()) {
      for (CompressionSpec how : specs) {
        parts.add(
            new Part(network, how, grid.calibrationSamples(), grid.draws(network, how), latest));
      }
    }
  }

  /** Number of runs of the latest grid that are not stored. */
  long missing() {
    return counts.getLong(0);
  }

  /** Number of runs that are stored, though no grid has them. */
  long unknown() {
    return counts.getLong(1);
  }

  /** Number of runs that are stored, of an earlier grid and not of the latest. */
  long outside() {
    return counts.getLong(2);
  }

  /** The first names of those that are {@link #missing}. */
  List<String> someMissing(int most) {
    return some(MISSING, most);
  }

  /** The first names of those that are {@link #unknown}. */
  List<String> someUnknown(int most) {
    return some(UNKNOWN, most);
  }

  private List<String> some(Column which, int most) {
    return both.filter(which)
        .select(NAME)
        .orderBy(NAME)
        .limit(most)
        .as(Encoders.STRING())
        .collectAsList();
  }
}
