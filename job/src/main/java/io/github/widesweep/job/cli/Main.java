package io.github.widesweep.job.cli;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.StoppedException;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.query.Unreadable;
import io.github.widesweep.job.run.Sessions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command line. */
@Command(
    name = "widesweep",
    description =
        "Measures how far networks of a given width can be compressed, and what it costs.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:broken off from outside, in one line; or by an error of the program, with a stack trace;"
          + " or replay or export found something wrong",
      "2:a mistake in the command, the spec or the data: one line, nothing written",
      "3:done, but some runs failed, as their rows say",
      "4:not as it was to be: verify found something wrong, compare a difference, or run --until"
          + " has not met its goal within its limits"
    },
    footer = {"", "Options of spark-submit come last, after --"})
public final class Main {
  private static final List<Class<?>> COMMANDS =
      List.of(
          PlanCommand.class,
          RunCommand.class,
          SolveCommand.class,
          StatusCommand.class,
          SqlCommand.class,
          CompareCommand.class,
          ShellCommand.class,
          ReportCommand.class,
          ExportTablesCommand.class,
          ExportDataCommand.class,
          VerifyCommand.class,
          RepairCommand.class,
          CompactCommand.class,
          CleanCommand.class,
          ReplayCommand.class,
          ExportCommand.class,
          CertifyCommand.class,
          CompressCommand.class,
          BenchCommand.class,
          CompletionCommand.class,
          CommandLine.HelpCommand.class,
          WarmUpCommand.class);

  private static final Set<Class<?>> ABOUT_ALL =
      Set.of(CompletionCommand.class, CommandLine.HelpCommand.class);

  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    int exitStatus = ExitStatus.OUR_FAULT;
    try {
      // Numbers are written with a point everywhere.
      Locale.setDefault(Locale.ROOT);
      exitStatus = commandLine(args).execute(args);
      Sessions.close();
    } catch (Throwable failure) {
      // Threads of Spark's would keep the JVM alive without an exit.
      failure.printStackTrace(System.err);
    } finally {
      System.exit(exitStatus);
    }
  }

  /** The command line; tests give it writers. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** The same for some words, where these name a command: to build all others takes a while. */
  static CommandLine commandLine(String... words) {
    String type = words.length == 0 ? "" : words[0].replace("-", "") + "Command";
    Optional<CommandLine> line =
        COMMANDS.stream()
            .filter(command -> command.getSimpleName().equalsIgnoreCase(type))
            .filter(command -> !ABOUT_ALL.contains(command))
            .findFirst()
            .map(command -> commandLine(List.of(command)));
    return line.filter(some -> some.getSubcommands().containsKey(words[0]))
        .orElseGet(Main::commandLine);
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    commands.forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::failed)
        .setParameterExceptionHandler(Main::misused);
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandList());
    return line;
  }

  private static int failed(Exception failure, CommandLine line, ParseResult parsed) {
    if (failure instanceof UserException mistakes) {
      mistakes
          .mistakes()
          .forEach(each -> line.getErr().println("widesweep: " + Messages.oneLine(each)));
      return ExitStatus.USER_MISTAKE;
    }
    if (failure instanceof InvalidValueException) {
      line.getErr().println("widesweep: " + Messages.oneLine(failure));
      return ExitStatus.USER_MISTAKE;
    }
    if (failure instanceof StoppedException) {
      line.getErr().println("widesweep: " + Messages.oneLine(failure));
      return ExitStatus.OUR_FAULT;
    }
    Optional<String> unreadable = Unreadable.line(failure);
    if (unreadable.isPresent()) {
      line.getErr().println("widesweep: " + Messages.oneLine(unreadable.get()));
      return ExitStatus.USER_MISTAKE;
    }
    // Spark that has ended by itself fails in many ways.
    Sessions.ended()
        .ifPresentOrElse(
            reason -> line.getErr().println("widesweep: " + reason),
            () -> failure.printStackTrace(line.getErr()));
    return ExitStatus.OUR_FAULT;
  }

  private static int misused(ParameterException mistake, String[] args) {
    CommandLine line = mistake.getCommandLine();
    line.getErr()
        .println(
            "widesweep: %s; see %s --help"
                .formatted(Messages.oneLine(mistake), line.getCommandSpec().qualifiedName()));
    return ExitStatus.USER_MISTAKE;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"widesweep " + Versions.widesweep()};
    }
  }
}
