package io.github.widesweep.job.cli;

import io.github.widesweep.job.ExitStatus;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that completes commands and options in bash and zsh. In bash:",
      "source <(submit/widesweep completion)"
    })
public final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    command
        .commandLine()
        .getOut()
        .print(AutoComplete.bash("widesweep", command.root().commandLine()));
    command.commandLine().getOut().flush();
    return ExitStatus.DONE;
  }
}
