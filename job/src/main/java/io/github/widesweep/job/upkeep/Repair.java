package io.github.widesweep.job.upkeep;

import io.github.widesweep.job.store.Damage;
import io.github.widesweep.job.store.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Moves out of the way what is damaged or there twice, so that {@code run} does it again. */
public final class Repair {
  private Repair() {}

  /**
   * What was done.
   *
   * @param lines a line for everything that was found
   * @param moved what was moved aside: a wave may have been found for several reasons
   * @param folder where it is now
   */
  public record Outcome(List<String> lines, int moved, Path folder) {}

  /** Repairs; the caller holds the output's lease. */
  public static Outcome of(SparkSession spark, Output output, Instant now) {
    Aside aside = Aside.at(output, now);
    List<String> lines = new ArrayList<>();
    Map<Path, Damage> moves = new LinkedHashMap<>();
    for (Damage damage : Inspection.of(spark, output).damages()) {
      lines.add(damage.line(output.root()));
      damage.aside().ifPresent(path -> moves.putIfAbsent(path, damage));
    }
    try {
      for (Path path : moves.keySet()) {
        // A file of a wave that was moved aside went with it.
        if (output.fs().exists(path)) {
          aside.move(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot move what is damaged aside", e);
    }
    return new Outcome(List.copyOf(lines), moves.size(), aside.folder());
  }
}
