package io.github.widesweep.job.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** Lines from a terminal, where they can be edited and are remembered, or from a pipe. */
interface ShellInput extends AutoCloseable {
  /** The next line; empty at the end of input. */
  Optional<String> next(String prompt) throws IOException;

  boolean isTerminal();

  @Override
  void close() throws IOException;

  /** What this process reads from. */
  // Where there is no terminal, the console is null before Java 22.
  @SuppressWarnings("SystemConsoleNull")
  static ShellInput open() {
    if (System.console() != null) {
      try {
        return new Edited(
            // Named here: JLine looks for it by a name that it does not have in our jar.
            new ExecTerminalProvider()
                .sysTerminal(
                    "widesweep",
                    System.getenv().getOrDefault("TERM", "dumb"),
                    false,
                    Charset.defaultCharset(),
                    true,
                    Terminal.SignalHandler.SIG_DFL,
                    false,
                    SystemStream.Output));
      } catch (IOException e) {
        // No stty, as on Windows: the terminal's own editing has to do.
        return new Plain(true);
      }
    }
    return new Plain(false);
  }

  /** Lines as they come. */
  final class Plain implements ShellInput {
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final boolean terminal;

    Plain(boolean terminal) {
      this.terminal = terminal;
    }

    @Override
    public Optional<String> next(String prompt) throws IOException {
      if (terminal) {
        System.out.print(prompt);
        System.out.flush();
      }
      return Optional.ofNullable(in.readLine());
    }

    @Override
    public boolean isTerminal() {
      return terminal;
    }

    @Override
    public void close() {
      // Standard input is the process's, not ours.
    }
  }

  /** Lines that can be edited; remembered in a file of the user's. */
  final class Edited implements ShellInput {
    private final Terminal terminal;
    private final LineReader reader;

    Edited(Terminal terminal) {
      this.terminal = terminal;
      DefaultParser parser = new DefaultParser();
      // Lines are SQL: neither a backslash nor an exclamation mark means anything here.
      parser.setEscapeChars(null);
      this.reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .parser(parser)
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.BRACKETED_PASTE, false)
              .variable(
                  LineReader.HISTORY_FILE,
                  Path.of(System.getProperty("user.home"), ".widesweep_history"))
              .build();
    }

    @Override
    public Optional<String> next(String prompt) {
      while (true) {
        try {
          return Optional.of(reader.readLine(prompt));
        } catch (UserInterruptException e) {
          // Ctrl-C gives the line up, as in other shells.
        } catch (EndOfFileException e) {
          return Optional.empty();
        }
      }
    }

    @Override
    public boolean isTerminal() {
      return true;
    }

    @Override
    public void close() throws IOException {
      terminal.close();
    }
  }
}
