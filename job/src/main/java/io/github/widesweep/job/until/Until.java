package io.github.widesweep.job.until;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.run.Inquiry;
import io.github.widesweep.job.statistics.MeanInterval;
import io.github.widesweep.job.statistics.NetworkDraws;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Asked;
import io.github.widesweep.sweep.grid.Cell;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.grid.RunKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/**
 * Adds networks and draws to the cells of a grid until the interval of a measure is tight enough in
 * each: {@link StoppingRule} cell by cell. What is asked for depends on the spec, the goal, the
 * limits and the rows of what was asked for before; {@link Limits#time} alone ends it where a
 * machine happens to be, and the same command goes on from there.
 */
public final class Until implements Inquiry {
  /** Draws whose cost is compared with that of one, for the cost of a draw. */
  private static final int MANY = 65;

  /** Draws to begin with: what their variance takes, and no more, as networks may matter more. */
  private static final int FIRST_DRAWS = 2;

  private final SparkSession spark;
  private final Output output;
  private final Grid grid;
  private final Goal goal;
  private final Limits limits;
  private final LongSupplier nanos;
  private final StoppingRule rule;
  private final Map<Cell, Costs> costs = new LinkedHashMap<>();
  private final Map<String, Extent> extents = new LinkedHashMap<>();
  private Map<String, List<NetworkDraws>> measured = Map.of();
  private Optional<String> limit = Optional.empty();
  private long start;
  private double secondsAsked;

  /**
   * A cell at the end.
   *
   * @param cell the cell
   * @param networks trained networks asked for
   * @param draws draws of each
   * @param interval the interval over them
   * @param met whether it is tight enough
   */
  public record Result(Cell cell, int networks, int draws, MeanInterval interval, boolean met) {}

  /**
   * @param sweep its grid has as many networks and draws as there may be at most
   * @param networks of each width to begin with, unless {@link StoppingRule#LEAST_NETWORKS} are
   *     more
   * @param nanos a clock, for {@link Limits#time}
   */
  public Until(
      SparkSession spark,
      Output output,
      Sweep sweep,
      int networks,
      Goal goal,
      Limits limits,
      LongSupplier nanos) {
    this.spark = spark;
    this.output = output;
    this.grid = sweep.grid();
    this.goal = goal;
    this.limits = limits;
    this.nanos = nanos;
    this.rule = new StoppingRule(goal, new Extent(limits.networks(), limits.draws()));
    CostModel model = CostModel.of(sweep.spec(), sweep.data());
    for (Cell cell : grid.cells()) {
      costs.put(cell, costs(model, cell));
      extents.put(cell.id(), first(grid, cell, networks, limits));
    }
  }

  private static Extent first(Grid grid, Cell cell, int networks, Limits limits) {
    return new Extent(
        Math.min(limits.networks(), Math.max(networks, StoppingRule.LEAST_NETWORKS)),
        Math.min(FIRST_DRAWS, grid.draws(cell.compression())));
  }

  /** Refuses limits that are less than what it begins with; parameters as of the constructor. */
  public static void requireRoom(Grid grid, int networks, Limits limits) {
    long runs =
        grid.cells().stream().mapToLong(cell -> first(grid, cell, networks, limits).runs()).sum();
    require(
        runs <= limits.runs(),
        "--most-runs",
        limits.runs(),
        "at least %,d: what it begins with".formatted(runs));
  }

  private Costs costs(CostModel model, Cell cell) {
    double one = model.chunkSeconds(runs(cell, 1));
    double draw = (model.chunkSeconds(runs(cell, MANY)) - one) / (MANY - 1);
    return new Costs(model.trainingSeconds(cell.first()), one - draw, draw);
  }

  private List<RunKey> runs(Cell cell, int draws) {
    return IntStream.range(0, draws)
        .mapToObj(
            draw -> new RunKey(cell.first(), cell.compression(), cell.calibrationSamples(), draw))
        .toList();
  }

  private static long runs(Map<String, Extent> extents) {
    return extents.values().stream().mapToLong(Extent::runs).sum();
  }

  @Override
  public Optional<Grid> next() {
    if (secondsAsked == 0) {
      start = nanos.getAsLong();
      costs.forEach(
          (cell, cost) -> secondsAsked += cost.seconds(new Extent(0, 0), extents.get(cell.id())));
      return Optional.of(asked());
    }
    measured = Measured.of(spark, output, goal.measure().ofRun(), extents);
    Map<Cell, Extent> more = more();
    double seconds =
        more.entrySet().stream()
            .mapToDouble(
                entry ->
                    costs.get(entry.getKey()).seconds(extent(entry.getKey()), entry.getValue()))
            .sum();
    if (more.isEmpty() || isTooLong(seconds)) {
      return Optional.empty();
    }
    secondsAsked += seconds;
    more.forEach((cell, extent) -> extents.put(cell.id(), extent));
    return Optional.of(asked());
  }

  /** What the rule adds, the cheapest first, as far as the most runs allow. */
  private Map<Cell, Extent> more() {
    Map<Cell, Extent> wanted = new LinkedHashMap<>();
    for (Cell cell : grid.cells()) {
      rule.next(extent(cell), networks(cell), costs.get(cell), cell.compression().method().random())
          .ifPresent(extent -> wanted.put(cell, extent));
    }
    Map<Cell, Extent> more = new LinkedHashMap<>();
    long runs = runs(extents);
    List<Map.Entry<Cell, Extent>> cheapestFirst =
        wanted.entrySet().stream()
            .sorted(
                Comparator.comparingDouble(
                    entry ->
                        costs
                            .get(entry.getKey())
                            .seconds(extent(entry.getKey()), entry.getValue())))
            .toList();
    for (Map.Entry<Cell, Extent> entry : cheapestFirst) {
      long added = entry.getValue().runs() - extent(entry.getKey()).runs();
      if (runs + added <= limits.runs()) {
        runs += added;
        more.put(entry.getKey(), entry.getValue());
      } else {
        limit = Optional.of("--most-runs %,d".formatted(limits.runs()));
      }
    }
    return more;
  }

  /** Whether the time would be over before the work is done, at the pace until now. */
  private boolean isTooLong(double seconds) {
    double spent = (nanos.getAsLong() - start) / 1e9;
    boolean tooLong =
        limits
            .time()
            .map(most -> spent * (1 + seconds / secondsAsked) > most.toMillis() / 1000.0)
            .orElse(false);
    if (tooLong) {
      limit = limits.time().map(most -> "--most-time " + words(most));
    }
    return tooLong;
  }

  private static String words(Duration time) {
    return Messages.duration(time.toMillis() / 1000.0);
  }

  private Grid asked() {
    return grid.only(
        grid.cells().stream()
            .map(cell -> new Asked(cell.id(), extent(cell).networks(), extent(cell).draws()))
            .toList());
  }

  private Extent extent(Cell cell) {
    return extents.get(cell.id());
  }

  private List<NetworkDraws> networks(Cell cell) {
    return measured.getOrDefault(cell.id(), List.of());
  }

  /** The limit in time or runs that ended it before {@link StoppingRule} did; empty if none. */
  public Optional<String> limit() {
    return limit;
  }

  /** Runs that were asked for. */
  public long runs() {
    return runs(extents);
  }

  /** What all cells have come to, in the grid's order. */
  public List<Result> results() {
    List<Result> results = new ArrayList<>();
    for (Cell cell : grid.cells()) {
      results.add(
          new Result(
              cell,
              extent(cell).networks(),
              extent(cell).draws(),
              rule.interval(networks(cell)),
              rule.isMet(networks(cell))));
    }
    return List.copyOf(results);
  }
}
