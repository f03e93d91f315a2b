package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.job.ExitStatus;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.bench.Bench;
import io.github.widesweep.job.bench.BenchWork;
import io.github.widesweep.job.bench.Lap;
import io.github.widesweep.job.bench.NumpyLoop;
import io.github.widesweep.job.bench.Overhead;
import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.source.Sources;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures runs a second on one thread of this machine, and of a NumPy loop that does the",
      "same work where python3 has NumPy. Or what Spark costs: --overhead SPEC."
    })
public final class BenchCommand implements Callable<Integer> {
  /** Where {@code submit/widesweep} lies, which says it. */
  private static final String ROOT = "WIDESWEEP_ROOT";

  private static final List<Integer> FAST_WIDTHS = List.of(20, 100, 340, 980);
  private static final List<Integer> SLOW_WIDTHS = List.of(100, 300);

  private static final String ROW = "%7s  %-27s  %10s  %10s  %10s  %9s  %6s  %8s%n";

  private static final String OVERHEAD_ROW = "%-10s  %9s  %9s  %7s  %9s  %9s%n";

  /** Part of the draws that each side does before it is measured. */
  private static final int WARM_UP = 4;

  @Option(
      names = "--widths",
      paramLabel = "W",
      split = ",",
      description =
          "Widths w of the network 64-w-40-10. Default: 20,100,340,980; 100,300 with --exact.")
  private List<Integer> widths;

  @Option(names = "--quick", description = "Measures for a shorter time: noisier.")
  private boolean quick;

  @Option(
      names = "--exact",
      description =
          "Measures seconds a draw of single weights in B instead: the algorithm as written, and"
              + " with scores computed anew after every hundredth of the steps.")
  private boolean exact;

  @Option(
      names = "--overhead",
      paramLabel = "SPEC",
      description =
          "Measures instead what Spark costs: this sweep by a plain loop and by Spark, twice each,"
              + " on all cores.")
  private Path overhead;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Replaces a value of --overhead's spec. May be repeated.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or csv with seconds a run. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Spec private CommandSpec command;

  /** How measurements are printed. */
  enum Format {
    text,
    csv
  }

  @Override
  public Integer call() {
    if (overhead != null) {
      return measureOverhead();
    }
    require(overrides.isEmpty(), "--set", overrides, "--overhead SPEC with it");
    if (widths == null) {
      widths = exact ? SLOW_WIDTHS : FAST_WIDTHS;
    }
    // Before anything else computes: it chooses the BLAS.
    LinearAlgebra.blas();
    widths.forEach(Bench::requireWidth);
    PrintWriter out = command.commandLine().getOut();
    printHeader(out);
    Bench.Pace pace = pace();
    Map<Integer, Double> rates = new LinkedHashMap<>();
    for (int width : widths) {
      Bench bench = new Bench(width);
      for (BenchWork work : exact ? BenchWork.SLOW : BenchWork.FAST) {
        Bench.Timing timing = bench.time(work, pace);
        printRow(out, width, work.label(), timing);
        if (work == BenchWork.W2_PRUNE) {
          rates.put(width, 1 / timing.median());
        }
      }
    }
    if (!exact) {
      // Only now: the two must not take time from each other.
      compare(out, rates, pace);
    }
    return ExitStatus.DONE;
  }

  private int measureOverhead() {
    require(
        widths == null && !exact && format == Format.text,
        "--overhead",
        overhead,
        "neither --widths nor --exact nor --format csv with it");
    LinearAlgebra.blas();
    Sources sources = Sources.of(Sessions.hadoop(), () -> Sessions.open("bench"));
    Sweep sweep = sources.sweep(SpecReader.readPlaced(overhead, overrides));
    Sweep warmUp = warmUp(sweep.spec().grid().draws(), sources);
    PrintWriter out = command.commandLine().getOut();
    Overhead both = new Overhead(Sessions.open("bench"), sweep, command.commandLine().getErr());
    int cores = both.cores();
    printMachine(out);
    out.printf(
        """
        sweep      %s: %s, %s

        Seconds from the first piece of work to the last, seconds that %d cores were at work
        (Spark: writing included), their share, and processor seconds of their threads. All: with
        lease, provenance and summary

        """,
        overhead,
        Messages.count(sweep.grid().networkCount(), "network"),
        Messages.count(sweep.grid().runCount(), "run"),
        cores);
    out.printf(OVERHEAD_ROW, "", "wall", "at work", "busy", "processor", "all");
    out.flush();
    List<Lap> laps =
        both.measure(
            warmUp,
            lap -> {
              out.printf(
                  OVERHEAD_ROW,
                  lap.by().label(),
                  "%.2f".formatted(lap.seconds()),
                  "%.2f".formatted(lap.busySeconds()),
                  "%.1f %%".formatted(100 * lap.busy(cores)),
                  "%.2f".formatted(lap.processorSeconds()),
                  "%.2f".formatted(lap.wholeSeconds()));
              out.flush();
            });
    out.printf(
        "%nSpark over the plain loop: wall %+.1f %%, at work %+.1f %%, processor %+.1f %%, all %+.1f %%%n",
        100 * Overhead.more(laps, Lap::seconds),
        100 * Overhead.more(laps, Lap::busySeconds),
        100 * Overhead.more(laps, Lap::processorSeconds),
        100 * Overhead.more(laps, Lap::wholeSeconds));
    out.flush();
    return ExitStatus.DONE;
  }

  /** The sweep with fewer draws. */
  private Sweep warmUp(int draws, Sources sources) {
    Map<String, String> fewer = new LinkedHashMap<>(overrides);
    fewer.put("grid.draws", "" + (quick ? 1 : Math.max(1, draws / WARM_UP)));
    return sources.sweep(SpecReader.readPlaced(overhead, fewer));
  }

  private Bench.Pace pace() {
    return quick ? new Bench.Pace(0.5, 0.1, 3) : new Bench.Pace(2, 1, exact ? 3 : 5);
  }

  private void printHeader(PrintWriter out) {
    if (format == Format.csv) {
      out.println("width,work,seconds_per_run,least,most,plan_seconds,select_share,evaluate_share");
      out.flush();
      return;
    }
    printMachine(out);
    out.printf(
        """
        network    64-w-40-10, ReLU, trained on Digits for 3 epochs
        runs       p 0.3 or 4 levels, alpha 0.9, 1438 calibration and 359 test samples

        %s on one thread: median, least and most of %d chunks after warm-up. Beside it
        what a chunk does once (plan), and shares of a run: choosing and drawing, measuring

        """,
        exact ? "Seconds a draw" : "Runs a second", pace().chunks());
    out.printf(ROW, "width", "work", "median", "least", "most", "plan", "select", "evaluate");
    out.flush();
  }

  private static void printMachine(PrintWriter out) {
    out.printf("widesweep  %s%n", Versions.widesweep());
    out.printf(
        "machine    %s, %s, %s, load %.2f%n",
        Versions.os(),
        cpu(),
        Messages.count(Runtime.getRuntime().availableProcessors(), "core"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    out.printf("JVM        %s%n", Versions.java());
    out.printf("BLAS       %s%n", LinearAlgebra.blasName());
  }

  private void printRow(PrintWriter out, int width, String label, Bench.Timing timing) {
    if (format == Format.csv) {
      out.printf(
          "%d,\"%s\",%.4g,%.4g,%.4g,%.4g,%.3f,%.3f%n",
          width,
          label,
          timing.median(),
          timing.least(),
          timing.most(),
          timing.plan(),
          timing.select(),
          timing.evaluate());
    } else {
      out.printf(
          ROW,
          width,
          label,
          number(timing.median()),
          number(exact ? timing.least() : timing.most()),
          number(exact ? timing.most() : timing.least()),
          "%.1f ms".formatted(1e3 * timing.plan()),
          percent(timing.select()),
          percent(timing.evaluate()));
    }
    out.flush();
  }

  private String number(double seconds) {
    return exact ? "%.3f".formatted(seconds) : rate(1 / seconds);
  }

  private static String rate(double perSecond) {
    return (perSecond < 10 ? "%.2f" : "%,.0f").formatted(perSecond);
  }

  private static String percent(double share) {
    return "%.0f %%".formatted(100 * share);
  }

  private void compare(PrintWriter out, Map<Integer, Double> ours, Bench.Pace pace) {
    NumpyLoop numpy =
        NumpyLoop.run(
            Path.of(System.getenv().getOrDefault(ROOT, "")).resolve(NumpyLoop.SCRIPT),
            List.copyOf(ours.keySet()),
            pace.chunk());
    if (format == Format.csv) {
      numpy
          .runsPerSecond()
          .forEach((width, rate) -> out.printf("%d,NumPy loop,%.4g,,,,,%n", width, 1 / rate));
    } else if (numpy.runsPerSecond().isEmpty()) {
      out.printf("%nNo NumPy loop to compare with: %s%n", numpy.note());
    } else {
      out.printf(
          """

          %s: a plain loop on one thread, for each draw of W2 prune
          uniforms, weights, Psi, logits, softmax, their errors, accuracy, loss. Plans are counted
          on neither side.

          """,
          numpy.note());
      out.printf("%7s  %10s  %10s  %5s%n", "width", "W2 prune", "NumPy", "ratio");
      numpy
          .runsPerSecond()
          .forEach(
              (width, rate) ->
                  out.printf(
                      "%7d  %10s  %10s  %5.1f%n",
                      width, rate(ours.get(width)), rate(rate), ours.get(width) / rate));
    }
    out.flush();
  }

  /** The processor's name where Linux tells it. */
  private static String cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("processor unknown");
    } catch (IOException e) {
      return "processor unknown";
    }
  }
}
