package io.github.widesweep.job.solve;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.run.Inquiry;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.grid.Asked;
import io.github.widesweep.sweep.grid.Cell;
import io.github.widesweep.sweep.grid.Grid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;

/**
 * Looks along every line of a grid for the least candidate that meets a condition, all lines at
 * once: each step asks for whole cells, with all networks and draws of the grid, so that cells
 * compare on common random numbers.
 */
public final class Solver implements Inquiry {
  private final SparkSession spark;
  private final Output output;
  private final Grid grid;
  private final int networks;
  private final Unknown unknown;
  private final Condition condition;
  private final Verdict verdict;
  private final List<Line> lines;
  private final List<Map<Integer, Estimate>> estimates = new ArrayList<>();
  private final List<TreeSet<Integer>> wanted = new ArrayList<>();
  private Grid asked;

  /**
   * @param grid the candidates, all of its cells
   * @param networks trained networks of each width
   */
  public Solver(
      SparkSession spark,
      Output output,
      Grid grid,
      int networks,
      Unknown unknown,
      Condition condition,
      Verdict verdict) {
    this.spark = spark;
    this.output = output;
    this.grid = grid;
    this.networks = networks;
    this.unknown = unknown;
    this.condition = condition;
    this.verdict = verdict;
    this.lines = Line.of(grid, unknown);
    for (int i = 0; i < lines.size(); i++) {
      estimates.add(new HashMap<>());
      wanted.add(new TreeSet<>());
    }
  }

  /**
   * Throws an {@link io.github.widesweep.InvalidValueException} if there is nothing to choose from.
   */
  public static void requireSolvable(Grid grid, Unknown unknown) {
    require(!Line.of(grid, unknown).isEmpty(), "--find", unknown.word(), unknown.expected());
  }

  /** Columns that a condition may be on. */
  public static List<String> columns() {
    return Estimates.columns();
  }

  /** Whether such a column is a mean with an interval beside it. */
  public static boolean hasInterval(String column) {
    return Estimates.hasInterval(column);
  }

  @Override
  public Optional<Grid> next() {
    if (asked != null) {
      measure();
    }
    boolean more = false;
    for (int i = 0; i < lines.size(); i++) {
      Search search = Answer.search(lines.get(i), estimates.get(i), condition, verdict);
      more |= wanted.get(i).addAll(search.next());
    }
    if (!more) {
      return Optional.empty();
    }
    List<Asked> cells = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      for (int candidate : wanted.get(i)) {
        cells.add(whole(lines.get(i).cells().get(candidate)));
      }
    }
    asked = grid.only(cells);
    return Optional.of(asked);
  }

  private Asked whole(Cell cell) {
    return new Asked(cell.id(), networks, grid.draws(cell.compression()));
  }

  private void measure() {
    Map<String, Estimate> byCell = Estimates.of(spark, output, asked, networks, condition.column());
    for (int i = 0; i < lines.size(); i++) {
      for (int candidate : wanted.get(i)) {
        Cell cell = lines.get(i).cells().get(candidate);
        estimates.get(i).put(candidate, byCell.get(cell.id()));
      }
    }
  }

  /** What was found, when {@link #next} had no more to ask. */
  public Solution solution() {
    List<Answer> answers = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      answers.add(Answer.of(lines.get(i), estimates.get(i), condition, verdict));
    }
    List<Asked> all =
        lines.stream().flatMap(line -> line.cells().stream()).map(this::whole).toList();
    return new Solution(unknown, condition, verdict, answers, networks, asked, grid.only(all));
  }
}
