package io.github.widesweep.job.cli;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.export.Choice;
import io.github.widesweep.job.export.Criterion;
import io.github.widesweep.job.export.Reproduction;
import io.github.widesweep.job.export.RunCard;
import io.github.widesweep.job.export.RunMetadata;
import io.github.widesweep.job.query.ReadOnlyQuery;
import io.github.widesweep.job.run.RecordedRun;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.NewFile;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.NumberFormat;
import io.github.widesweep.network.io.TensorFormat;
import io.github.widesweep.sweep.run.ChunkRunner;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the compressed network of the best run that a condition leaves, computed again as"
            + " replay does, and beside it FILE.json, a card: coordinates, errors, bounds, how it"
            + " was chosen, and where it comes from. Exit code 1, and nothing written, if its"
            + " numbers are not those recorded.")
public final class ExportCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;

  @Option(
      names = "--best",
      required = true,
      paramLabel = "CONDITION",
      description =
          "SQL about columns of the table runs, such as \"target = 'W2' AND sparsity_target ="
              + " 0.63\".")
  private String condition;

  @Option(
      names = "--by",
      paramLabel = "COLUMN",
      defaultValue = "output_error_sq",
      description =
          "What the best run has least of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE},"
              + " which is measured on the test samples.")
  private Criterion criterion;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description =
          "File to write, in float64: .safetensors, .npz or .onnx. Neither it nor FILE.json may"
              + " exist. Any file system that Hadoop knows.")
  private String file;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    TensorFormat format = TensorFormat.of(file);
    Output output = argument.open();
    NewFile target = NewFile.of(file, Sessions.hadoop());
    NewFile card = NewFile.of(file + ".json", Sessions.hadoop());
    SparkSession spark = argument.session();
    Catalog.register(spark, output);
    Choice choice = choose(spark);
    RecordedRun recorded = RecordedRun.find(spark, output, choice.runId());
    Optional<ChunkRunner.Replay> replay =
        Reproduction.of(recorded, output, command.commandLine().getErr());
    if (replay.isEmpty()) {
      return ExitStatus.OUR_FAULT;
    }
    Network network = replay.get().compression().network();
    byte[] bytes =
        NetworkFile.write(
            format, NumberFormat.FLOAT64, network, RunMetadata.of(recorded, replay.get().result()));
    String networkId = recorded.key().network().id();
    byte[] description =
        RunCard.of(
            spark,
            choice,
            recorded.invocation().id(),
            networkId,
            target.path().getName(),
            bytes,
            network);
    target.write(bytes);
    card.write(description);
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        "%s: run %s, %s of %s, the least %s (%.4g) of %s; card: %s.json%n",
        file,
        choice.runId(),
        recorded.key().compression().target(),
        networkId,
        criterion,
        choice.value(),
        Messages.count(choice.candidates(), "run"),
        file);
    if (!choice.warning().isEmpty()) {
      out.println(choice.warning());
    }
    out.flush();
    return ExitStatus.DONE;
  }

  private Choice choose(SparkSession spark) throws Exception {
    // A condition that fails is reported in one line; Spark's log would tell it many times.
    spark.sparkContext().setLogLevel("OFF");
    try {
      ReadOnlyQuery.requireCondition(spark, condition, "runs");
      return Choice.of(spark, condition, criterion);
    } catch (UserException e) {
      throw e;
    } catch (Exception e) {
      if (e instanceof SparkThrowable problem && !problem.isInternalError()) {
        throw new UserException("--best: " + Messages.firstLine(e), e);
      }
      throw e;
    }
  }
}
