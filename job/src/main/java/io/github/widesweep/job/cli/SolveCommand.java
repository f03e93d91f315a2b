package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.PatienceOption;
import io.github.widesweep.job.cli.options.SpecArguments;
import io.github.widesweep.job.run.RunAction;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.solve.Condition;
import io.github.widesweep.job.solve.Solution;
import io.github.widesweep.job.solve.SolutionJson;
import io.github.widesweep.job.solve.SolutionText;
import io.github.widesweep.job.solve.Solver;
import io.github.widesweep.job.solve.Unknown;
import io.github.widesweep.job.solve.Verdict;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.sweep.spec.OwnNetworks;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "solve",
    mixinStandardHelpOptions = true,
    description = {
      "Finds the least width, density or number of levels from which on a condition on a column of",
      "summary is met, for every target, method and other setting of a spec, from few of its runs.",
      "They are ordinary runs of the spec, and the same command goes on after whatever ended it."
    })
public final class SolveCommand implements Callable<Integer> {
  private static final double WAVE_SECONDS = 20;
  private static final int MOST_CANDIDATES = 10_000;

  @Mixin private SpecArguments arguments;
  @Mixin private PatienceOption patience;

  @Option(
      names = "--find",
      required = true,
      paramLabel = "UNKNOWN",
      description = "width, density (fraction kept overall) or levels: the least is found.")
  private Unknown unknown;

  @Option(
      names = "--such-that",
      required = true,
      paramLabel = "CONDITION",
      description = "Such as \"metric_drop <= 0.01\" or \"delta_logits_mean < 1%%\".")
  private String condition;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Directory of the tables and weights, as of run.")
  private String directory;

  @Option(
      names = "--confident",
      description =
          "Takes the condition for met only if it is at the far end of the 95 %% interval too.")
  private boolean confident;

  @ArgGroup(exclusive = false)
  private Candidates candidates;

  @Mixin private FormatOption format;

  @Spec private CommandSpec command;

  /** Candidates in place of the spec's. */
  static final class Candidates {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "X",
        description = "The least candidate, in place of the spec's.")
    private BigDecimal from;

    @Option(names = "--to", required = true, paramLabel = "X", description = "The greatest.")
    private BigDecimal to;

    @Option(
        names = "--step",
        required = true,
        paramLabel = "X",
        description = "The distance between two.")
    private BigDecimal step;

    private String list() {
      require(step.signum() > 0, "--step", step, "a number above 0");
      require(from.compareTo(to) <= 0, "--to", to, "a number of at least --from, " + from);
      require(
          to.subtract(from).compareTo(step.multiply(BigDecimal.valueOf(MOST_CANDIDATES))) < 0,
          "--step",
          step,
          "a step that gives at most %,d candidates".formatted(MOST_CANDIDATES));
      List<String> list = new ArrayList<>();
      for (BigDecimal next = from; next.compareTo(to) <= 0; next = next.add(step)) {
        list.add(next.toPlainString());
      }
      return list.toString();
    }
  }

  @Override
  public Integer call() {
    Condition wanted = Condition.parse("--such-that", condition, Solver.columns());
    Verdict verdict = confident ? Verdict.INTERVAL : Verdict.MEAN;
    require(
        !confident || Solver.hasInterval(wanted.column()),
        "--confident: column",
        wanted.column(),
        "one with an interval, such as metric_drop");
    Duration patient = patience.duration();
    // Everything that may be the user's mistake comes before anything is written: a BLAS too.
    LinearAlgebra.blas();
    PrintWriter err = command.commandLine().getErr();
    Output output = Output.of(directory, Sessions.hadoop());
    Sources sources =
        Sources.of(Sessions.hadoop(), () -> Sessions.open("solve", patient))
            .orOf(output, note -> err.println("widesweep: " + note));
    Sweep sweep = arguments.load(sources, overrides());
    if (sweep.spec().network() instanceof OwnNetworks own) {
      throw new UserException(
          "solve needs a spec that trains its networks, without network.source " + own.source());
    }
    int networks = sweep.spec().grid().networks();
    require(
        !confident || networks > 1,
        "--confident: grid.networks",
        networks,
        "at least 2: an interval is over trained networks");
    Solver.requireSolvable(sweep.grid(), unknown);
    output.requireWritable();
    SparkSession spark = Sessions.open(sweep.spec().name(), patient);
    Solver solver = new Solver(spark, output, sweep.grid(), networks, unknown, wanted, verdict);
    RunAction.Settings settings =
        new RunAction.Settings(
            arguments.chunkSeconds(), WAVE_SECONDS, Long.MAX_VALUE, RunAction.Before.KEEP);
    RunAction.Outcome outcome =
        new RunAction(spark, output, sweep, settings, err)
            .run("solve " + sweep.spec().name(), solver);
    print(solver.solution(), outcome);
    return outcome.exitStatus();
  }

  private Map<String, String> overrides() {
    if (candidates == null) {
      return Map.of();
    }
    String path =
        switch (unknown) {
          case WIDTH -> "grid.widths";
          case DENSITY -> "grid.schemes.density";
          case LEVELS -> "grid.schemes.quantize";
        };
    return Map.of(path, candidates.list());
  }

  private void print(Solution solution, RunAction.Outcome outcome) {
    format.print(
        command.commandLine().getOut(),
        out -> {
          out.print(SolutionText.of(solution));
          out.printf(
              "%s done now, %,d failed; tables in %s%n",
              Messages.count(outcome.runs(), "run"), outcome.failed(), directory);
        },
        () -> SolutionJson.of(solution));
  }
}
