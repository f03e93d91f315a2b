package io.github.widesweep.job.bench;

import io.github.widesweep.job.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code submit/numpy_loop.py} measured, where there is a Python with NumPy.
 *
 * @param note versions of NumPy and Python, or why nothing was measured
 * @param runsPerSecond by width; empty if nothing was measured
 */
public record NumpyLoop(String note, Map<Integer, Double> runsPerSecond) {
  /** The script below the root of a checkout. */
  public static final Path SCRIPT = Path.of("submit", "numpy_loop.py");

  private static final String PYTHON = "python3";
  private static final Pattern RATE = Pattern.compile("(\\d+) (\\d+\\.\\d+)");

  private static NumpyLoop none(String why) {
    return new NumpyLoop(why, Map.of());
  }

  /**
   * Runs the script and waits for its end.
   *
   * @param script the file
   * @param seconds time of each of its five rates
   */
  public static NumpyLoop run(Path script, List<Integer> widths, double seconds) {
    if (!Files.isRegularFile(script)) {
      return none("there is no " + script);
    }
    List<String> command =
        new ArrayList<>(List.of(PYTHON, script.toString(), "--seconds", Double.toString(seconds)));
    widths.forEach(width -> command.add(width.toString()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return of(process.waitFor(), said.lines().toList());
    } catch (IOException e) {
      return none(Messages.oneLine(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none("it was interrupted");
    }
  }

  /** What the script's exit status and lines say: a comment, then a width and its rate each. */
  public static NumpyLoop of(int exitStatus, List<String> lines) {
    if (exitStatus != 0 || lines.isEmpty()) {
      String last = lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1).strip();
      return none("%s ended with %d and said: %s".formatted(PYTHON, exitStatus, last));
    }
    Map<Integer, Double> rates = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher matcher = RATE.matcher(line);
      if (matcher.matches()) {
        rates.put(Integer.valueOf(matcher.group(1)), Double.valueOf(matcher.group(2)));
      }
    }
    return new NumpyLoop(lines.get(0).replaceFirst("^# *", ""), rates);
  }
}
