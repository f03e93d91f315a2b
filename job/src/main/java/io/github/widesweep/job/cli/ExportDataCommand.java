package io.github.widesweep.job.cli;

import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.cli.options.ExportArguments;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.export.DataExport;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.job.store.NewDirectory;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Provenance;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "export-data",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the data of an output as its networks saw it, scaled, shuffled and split: train.csv and",
      "test.csv with row numbers, and the scaling in export.json, so that anyone checks an accuracy."
    })
public final class ExportDataCommand implements Callable<Integer> {
  @Mixin private OutputArgument argument;
  @Mixin private ExportArguments arguments;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws Exception {
    Output output = argument.open();
    Provenance.Recorded invocation = Provenance.latest(output);
    Sweep sweep = Sources.recorded(output, invocation.spec());
    if (!sweep.isOf(invocation.fingerprint(), invocation.dataset())) {
      throw new UserException(
          "%s: data has changed since the sweep: fingerprint %s, recorded is %s"
              .formatted(output.root(), sweep.fingerprint(), invocation.fingerprint()));
    }
    try (NewDirectory directory = arguments.directory()) {
      new DataExport(sweep).write(directory);
      command
          .commandLine()
          .getOut()
          .printf(
              "%s: %,d training and %,d test samples in %s%n",
              sweep.data().name(),
              sweep.data().train().count(),
              sweep.data().test().count(),
              Messages.plain(directory.path().toString()));
      command.commandLine().getOut().flush();
    }
    return ExitStatus.DONE;
  }
}
