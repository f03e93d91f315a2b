package io.github.widesweep.job.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.struct;

import io.github.widesweep.job.table.Measure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Pairs the runs of two sides. */
public final class Comparer {
  /** As many lost pairs are named. */
  private static final int NAMED = 5;

  private final Side a;
  private final Side b;
  private final Measure measure;
  private final Pairing pairing;
  private final Map<List<String>, Pairs> groups = new LinkedHashMap<>();
  private final List<String> lost = new ArrayList<>();
  private long lostA;
  private long lostB;

  private Comparer(Side a, Side b, Measure measure) {
    this.a = a;
    this.b = b;
    this.measure = measure;
    this.pairing = Pairing.of(a, b);
  }

  /**
   * Compares.
   *
   * @param nameA what messages call the first side
   * @param runsA its rows of the table of runs
   * @throws io.github.widesweep.UserException if a run would have two counterparts
   */
  public static Comparison compare(
      String nameA, Dataset<Row> runsA, String nameB, Dataset<Row> runsB, Measure measure) {
    return new Comparer(Side.of(nameA, runsA), Side.of(nameB, runsB), measure).compare();
  }

  private Comparison compare() {
    List<Column> on = new ArrayList<>();
    Dataset<Row> left = networks(a, "a");
    Dataset<Row> right = networks(b, "b");
    List<String> columns = new ArrayList<>(pairing.keys());
    columns.add("network");
    for (String column : columns) {
      // NULL is equal to NULL here.
      on.add(col("a_" + column).eqNullSafe(col("b_" + column)));
    }
    Column[] keys =
        columns.stream()
            .map(column -> expr("coalesce(a_%s, b_%s) AS %s".formatted(column, column, column)))
            .toArray(Column[]::new);
    Column[] order = columns.stream().map(column -> col(column)).toArray(Column[]::new);
    left.join(right, on.stream().reduce(Column::and).orElseThrow(), "full_outer")
        .select(
            Stream.concat(Arrays.stream(keys), Stream.of(col("a_values"), col("b_values")))
                .toArray(Column[]::new))
        .orderBy(order)
        .toLocalIterator()
        .forEachRemaining(this::add);
    List<Comparison.Group> results = new ArrayList<>();
    double largest = Double.NaN;
    for (Map.Entry<List<String>, Pairs> group : groups.entrySet()) {
      Pairs pairs = group.getValue();
      if (!pairs.isEmpty()) {
        results.add(pairs.group(settings(group.getKey())));
        largest = Double.isNaN(largest) ? pairs.largest() : Math.max(largest, pairs.largest());
      }
    }
    return new Comparison(
        measure,
        pairing.compared(),
        List.copyOf(results),
        lostA,
        lostB,
        List.copyOf(lost),
        largest);
  }

  private Dataset<Row> networks(Side side, String prefix) {
    List<Column> keys = new ArrayList<>();
    pairing.keys().forEach(key -> keys.add(col(key).as(prefix + "_" + key)));
    keys.add(col("network").as(prefix + "_network"));
    return side.runs()
        .groupBy(keys.toArray(Column[]::new))
        .agg(
            collect_list(struct(col("draw"), expr(measure.ofRun()).as("value")))
                .as(prefix + "_values"));
  }

  private void add(Row row) {
    int keys = pairing.keys().size();
    List<String> key = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      key.add(row.isNullAt(i) ? Side.NULL : String.valueOf(row.get(i)));
    }
    SortedMap<Integer, Double> left = values(row, keys + 1);
    SortedMap<Integer, Double> right = values(row, keys + 2);
    SortedMap<Integer, Double> leftMeasured = measured(left);
    SortedMap<Integer, Double> rightMeasured = measured(right);
    List<Integer> met =
        groups
            .computeIfAbsent(
                key, name -> new Pairs(measure, pairing.compared().containsKey("method")))
            .add(leftMeasured, rightMeasured);
    boolean means = met.contains(-1);
    lostA += lose(a, left, means ? leftMeasured.keySet() : met, key, row.getInt(keys));
    lostB += lose(b, right, means ? rightMeasured.keySet() : met, key, row.getInt(keys));
  }

  private long lose(
      Side side,
      SortedMap<Integer, Double> there,
      Collection<Integer> met,
      List<String> key,
      int network) {
    TreeSet<Integer> alone = new TreeSet<>(there.keySet());
    alone.removeAll(met);
    if (!alone.isEmpty() && lost.size() < NAMED) {
      lost.add(
          "%s: %snetwork %d, draws %s"
              .formatted(side.name(), words(settings(key)), network, numbers(alone)));
    }
    return alone.size();
  }

  private static String words(Map<String, String> settings) {
    StringBuilder words = new StringBuilder();
    settings.forEach((name, value) -> words.append(name).append(' ').append(value).append(", "));
    return words.toString();
  }

  private static String numbers(SortedSet<Integer> numbers) {
    return numbers.size() > 1 && numbers.last() - numbers.first() == numbers.size() - 1
        ? "%d to %d".formatted(numbers.first(), numbers.last())
        : String.join(", ", numbers.stream().limit(NAMED).map(String::valueOf).toList());
  }

  private static SortedMap<Integer, Double> values(Row row, int column) {
    SortedMap<Integer, Double> values = new TreeMap<>();
    if (!row.isNullAt(column)) {
      for (Row run : row.<Row>getList(column)) {
        values.put(run.getInt(0), run.isNullAt(1) ? Double.NaN : run.getDouble(1));
      }
    }
    return values;
  }

  private static SortedMap<Integer, Double> measured(SortedMap<Integer, Double> values) {
    SortedMap<Integer, Double> measured = new TreeMap<>(values);
    measured.values().removeIf(value -> value.isNaN());
    return measured;
  }

  /** The values of keys that tell groups apart. */
  private Map<String, String> settings(List<String> key) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < key.size(); i++) {
      String name = pairing.keys().get(i);
      boolean tells = a.values(name).size() + b.values(name).size() > 2;
      if (tells || !Objects.equals(a.values(name), b.values(name))) {
        settings.put(name, key.get(i));
      }
    }
    return settings;
  }
}
