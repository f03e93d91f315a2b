package io.github.widesweep.job.run;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Done and total, rate and remaining time of one kind of work. On a terminal one line that is drawn
 * over itself; elsewhere a line now and then, that a log can keep. Of work that was all done before
 * nothing is said.
 */
public final class Progress implements AutoCloseable {
  private static final Duration TERMINAL_UPDATE = Duration.ofMillis(500);
  private static final Duration LOG_UPDATE = Duration.ofSeconds(15);
  private static final int LINE = 100;

  /** Set by the launcher when stderr is a terminal, which Java cannot ask. */
  private static final String TERMINAL = "WIDESWEEP_TERMINAL";

  private final Optional<ProgressBar> bar;

  /**
   * @param what the work, such as {@code runs}
   * @param total how much there is
   * @param done how much of it was done before
   * @param left how long the rest takes
   */
  Progress(String what, long total, long done, TimeLeft left, PrintWriter err) {
    this.bar =
        done == total ? Optional.empty() : Optional.of(started(what, total, done, left, err));
  }

  private static ProgressBar started(
      String what, long total, long done, TimeLeft left, PrintWriter err) {
    boolean terminal = System.getenv(TERMINAL) != null;
    return new ProgressBarBuilder()
        .setTaskName(what)
        .setInitialMax(total)
        .startsFrom(done, Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .showSpeed(new DecimalFormat("#,##0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .setEtaFunction(state -> Optional.of(left.now()))
        .continuousUpdate()
        .setUpdateIntervalMillis((int) (terminal ? TERMINAL_UPDATE : LOG_UPDATE).toMillis())
        .setMaxRenderedLength(LINE)
        .setConsumer(new Line(err, terminal))
        .build();
  }

  void add(long done) {
    bar.ifPresent(some -> some.stepBy(done));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  private static final class Line implements ProgressBarConsumer {
    private final PrintWriter err;
    private final boolean terminal;
    private String last = "";

    Line(PrintWriter err, boolean terminal) {
      this.err = err;
      this.terminal = terminal;
    }

    @Override
    public int getMaxRenderedLength() {
      return LINE;
    }

    @Override
    public void accept(String line) {
      if (terminal) {
        err.print("\r" + line);
      } else if (!line.equals(last)) {
        err.println(line.strip());
      }
      last = line;
      err.flush();
    }

    @Override
    public void close() {
      if (terminal) {
        err.println();
      }
    }
  }
}
