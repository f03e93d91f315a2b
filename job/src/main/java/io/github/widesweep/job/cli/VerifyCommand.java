package io.github.widesweep.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Json;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.FormatOption;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.upkeep.Verification;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks an output: every run of the grid there exactly once, files of tables and weights as",
      "they were written, fingerprint as recomputed from spec and data. Exit code 4, and a line per",
      "problem with its remedy, if anything is wrong."
    })
public final class VerifyCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Mixin private FormatOption format;
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    SparkSession spark = argument.session();
    // What cannot be read is a finding; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    Verification.Findings findings = Verification.of(spark, output);
    format.print(command.commandLine().getOut(), out -> print(findings, out), () -> json(findings));
    return findings.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.NOT_VERIFIED;
  }

  private static void print(Verification.Findings findings, PrintWriter out) {
    List<String> problems = findings.problems();
    problems.forEach(problem -> out.println("problem: " + problem));
    if (findings.withoutManifest() > 0) {
      out.printf(
          "note: waves of an older version, which recorded no digests: %,d; their Parquet is whole"
              + " as far as its own checksums tell%n",
          findings.withoutManifest());
    }
    if (findings.outside() > 0) {
      out.printf(
          "note: runs of earlier, other grids, kept and checked too: %,d%n", findings.outside());
    }
    out.println(
        problems.isEmpty()
            ? "verified: %s, %s"
                .formatted(
                    Messages.count(findings.runs(), "run"),
                    Messages.count(findings.networks(), "network"))
            : "problems: %,d".formatted(problems.size()));
  }

  private static ObjectNode json(Verification.Findings findings) {
    ObjectNode root =
        Json.object()
            .put("verified", findings.problems().isEmpty())
            .put("runs", findings.runs())
            .put("networks", findings.networks())
            .put("waves_without_digests", findings.withoutManifest());
    findings.problems().forEach(root.putArray("problems")::add);
    return root;
  }
}
