package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.compare.Comparer;
import io.github.widesweep.job.compare.Comparison;
import io.github.widesweep.job.compare.ComparisonJson;
import io.github.widesweep.job.compare.ComparisonText;
import io.github.widesweep.job.compare.SweepDifference;
import io.github.widesweep.job.query.ReadOnlyQuery;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.table.Measure;
import io.github.widesweep.job.table.Tables;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares runs a with runs b, within an output (--a and --b) or between two, paired by trained",
      "network and draw and all coordinates that both have values of in common: mean difference and",
      "ratio with 95 %% intervals and p-values over networks, share of wins, and what has no",
      "counterpart. Of two outputs also what differs in specs, versions and BLAS."
    })
public final class CompareCommand implements Callable<Integer> {
  private static final String ALL = "true";

  @Mixin private OutputArgument first;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "DIR2",
      description = "Another output: its runs are b.")
  private String second;

  @Option(
      names = "--a",
      paramLabel = "CONDITION",
      defaultValue = ALL,
      description = "SQL about columns of runs, such as \"target = 'W1'\". Default: all runs.")
  private String conditionA;

  @Option(
      names = "--b",
      paramLabel = "CONDITION",
      defaultValue = ALL,
      description = "The same for b.")
  private String conditionB;

  @Option(
      names = "--measure",
      paramLabel = "MEASURE",
      defaultValue = "delta_logits",
      description = {
        "delta, delta_logits, psi, psi_relative, output_error_sq, logit_error_sq, metric_compressed",
        "or metric_drop. Default: ${DEFAULT-VALUE}."
      })
  private String measureName;

  @Option(
      names = "--tolerance",
      paramLabel = "X",
      description = {
        "Exit code 4 unless every run has a counterpart and |a - b| <= X max(|a|, |b|) in every pair;",
        "0 for equal to the bit. Without it the exit code is 0."
      })
  private Double tolerance;

  @Mixin private FormatOption format;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    Measure measure = Measure.of("--measure", measureName);
    require(
        tolerance == null || (tolerance >= 0 && Double.isFinite(tolerance)),
        "--tolerance",
        tolerance,
        "a number from 0");
    require(
        second != null || !(conditionA.equals(ALL) && conditionB.equals(ALL)),
        "--a",
        conditionA,
        "conditions --a and --b, such as \"target = 'W1'\" and \"target = 'B1'\", or two outputs");
    Output a = first.open();
    Output b = a;
    if (second != null) {
      b = Output.of(second, Sessions.hadoop());
      b.requireSweep();
    }
    SparkSession spark = first.session();
    // What Spark says of a condition is reported in one line; its log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    Dataset<Row> runsA = runs(spark, a, "--a", conditionA);
    Dataset<Row> runsB = runs(spark, b, "--b", conditionB);
    List<SweepDifference> differences =
        second == null
            ? List.of()
            : SweepDifference.of(Catalog.provenance(spark, a), Catalog.provenance(spark, b));
    Comparison comparison = compare(runsA, runsB, measure);
    boolean agrees = tolerance == null || comparison.agrees(tolerance);
    print(comparison, differences, agrees);
    return agrees ? ExitStatus.DONE : ExitStatus.NOT_VERIFIED;
  }

  private static Dataset<Row> runs(
      SparkSession spark, Output output, String option, String condition) throws Exception {
    return mistakes(
        option,
        () -> {
          ReadOnlyQuery.requireCondition(spark, condition, Tables.RUNS.name());
          Dataset<Row> runs = Catalog.runs(spark, output).where("(" + condition + "\n)");
          if (runs.isEmpty()) {
            throw new UserException(
                "%s: no run in %s meets %s".formatted(option, output.root(), condition));
          }
          return runs;
        });
  }

  private Comparison compare(Dataset<Row> runsA, Dataset<Row> runsB, Measure measure)
      throws Exception {
    return mistakes("--a, --b", () -> Comparer.compare("a", runsA, "b", runsB, measure));
  }

  /** What Spark says of a condition is the user's mistake, and one line. */
  private static <T> T mistakes(String option, Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (UserException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof SparkThrowable problem && !problem.isInternalError()) {
        throw new UserException(option + ": " + Messages.firstLine(e), e);
      }
      throw e;
    }
  }

  private void print(Comparison comparison, List<SweepDifference> differences, boolean agrees) {
    format.print(
        command.commandLine().getOut(),
        out -> {
          out.print(ComparisonText.of(comparison, differences));
          if (tolerance != null) {
            out.printf("%s to %s%n", agrees ? "agree" : "differ, tolerance", tolerance);
          }
        },
        () -> ComparisonJson.of(comparison, differences, agrees));
  }
}
