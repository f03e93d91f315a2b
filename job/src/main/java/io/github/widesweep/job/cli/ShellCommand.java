package io.github.widesweep.job.cli;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.cli.options.OutputArgument;
import io.github.widesweep.job.cli.options.QueryOptions;
import io.github.widesweep.job.query.Query;
import io.github.widesweep.job.query.Unreadable;
import io.github.widesweep.job.store.Catalog;
import io.github.widesweep.job.store.Output;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "shell",
    mixinStandardHelpOptions = true,
    description = {
      "Answers many queries as sql does, one after the other, each ended by a semicolon. On a terminal",
      "lines can be edited and are remembered; queries also come from a pipe."
    })
public final class ShellCommand implements Callable<Integer> {
  private static final String HELP =
      """
      SELECT ...;   a query, over one line or several
      \\d            the tables and views
      \\d NAME       the columns of one
      \\r            sees what was committed since the shell was started
      \\q            ends the shell, as the end of input does
      """;

  @Mixin private OutputArgument argument;
  @Mixin private QueryOptions options;
  @Spec private CommandSpec command;

  private Output output;
  private Query query;
  private int exitStatus = ExitStatus.DONE;

  @Override
  public Integer call() throws Exception {
    output = argument.open();
    query = options.openForMany(argument);
    try (ShellInput input = ShellInput.open()) {
      if (input.isTerminal()) {
        out().println("Queries end with a semicolon; \\d lists tables and views, \\? says more.");
        out().flush();
      }
      read(input);
      // Whoever typed a mistake has seen it; whoever piped one may look at the exit code only.
      return input.isTerminal() ? ExitStatus.DONE : exitStatus;
    }
  }

  private void read(ShellInput input) throws Exception {
    StringBuilder statement = new StringBuilder();
    while (true) {
      Optional<String> line = input.next(statement.isEmpty() ? "widesweep> " : "      ...> ");
      if (line.isEmpty()) {
        answer(statement.toString());
        return;
      }
      String text = line.get().strip();
      if (statement.isEmpty() && text.startsWith("\\")) {
        if (text.equals("\\q")) {
          return;
        }
        told(text);
        continue;
      }
      statement.append(line.get()).append('\n');
      // A semicolon within a line of a text or a comment is part of the statement.
      if (text.endsWith(";")) {
        answer(statement.toString());
        statement.setLength(0);
      }
    }
  }

  private void told(String words) throws Exception {
    if (words.equals("\\d")) {
      answer("SHOW VIEWS");
    } else if (words.startsWith("\\d ")) {
      answer("DESCRIBE " + words.substring(3));
    } else if (words.equals("\\r")) {
      Catalog.register(query.spark(), output);
    } else {
      out().print(HELP);
      out().flush();
    }
  }

  private void answer(String statement) throws Exception {
    String text = statement.strip().replaceFirst(";+$", "");
    if (text.isEmpty()) {
      return;
    }
    try {
      query.answer(text);
    } catch (UserException | InvalidValueException e) {
      said(Messages.oneLine(e));
    } catch (Exception e) {
      said(Unreadable.line(e).orElseThrow(() -> e));
    }
  }

  private void said(String mistake) {
    exitStatus = ExitStatus.USER_MISTAKE;
    PrintWriter err = command.commandLine().getErr();
    err.println("widesweep: " + mistake);
    err.flush();
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }
}
