package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.export.Reproduction;
import io.github.widesweep.job.export.RunMetadata;
import io.github.widesweep.job.run.RecordedRun;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.NewFile;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Computes one run again and stores its compressed network, after checking that psi and"
            + " delta are those recorded, to the bit. Exit code 1, and nothing written, if they are"
            + " not: a machine with another BLAS may round differently.")
public final class ReplayCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;

  @Parameters(index = "1", paramLabel = "RUN_ID", description = "run_id of the table runs.")
  private String runId;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Safetensors file to write; must not exist. Any file system that Hadoop knows.")
  private String file;

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    Output output = argument.open();
    NewFile target = NewFile.of(file, Sessions.hadoop());
    RecordedRun recorded = RecordedRun.find(argument.session(), output, runId);
    Optional<ChunkRunner.Replay> replay =
        Reproduction.of(recorded, output, command.commandLine().getErr());
    if (replay.isEmpty()) {
      return ExitStatus.OUR_FAULT;
    }
    RunResult result = replay.get().result();
    target.write(replay.get().compression().network(), RunMetadata.of(recorded, result));
    PrintWriter out = command.commandLine().getOut();
    out.printf(
        "%s: run %s, %s of %s draw %d, psi %s and delta %s as recorded%n",
        file,
        runId,
        result.key().compression().target(),
        result.key().network().id(),
        result.key().draw(),
        result.measured().psi(),
        result.measured().delta());
    out.flush();
    return ExitStatus.DONE;
  }
}
