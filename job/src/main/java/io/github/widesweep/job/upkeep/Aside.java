package io.github.widesweep.job.upkeep;

import io.github.widesweep.job.store.Damage;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.job.store.Wave;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Moves what is in the way into {@code damaged/TIME} under the output, where it keeps its path.
 * Nothing is deleted. Killed at any moment, it leaves a wave whole, or without its mark: a wave
 * that does not count, whatever is left of it.
 *
 * @param output the output
 * @param folder where things go
 */
record Aside(Output output, Path folder) {
  /** The folder of everything that was ever moved aside. */
  static final String FOLDER = "damaged";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  static Aside at(Output output, Instant now) {
    return new Aside(output, new Path(new Path(output.root(), FOLDER), TIME.format(now)));
  }

  /** Moves a file, or a directory with all in it; the new place. */
  Path move(Path path) throws IOException {
    FileSystem fs = output.fs();
    Path target = new Path(folder, Damage.relative(output.root(), path));
    fs.mkdirs(target.getParent());
    if (!fs.getFileStatus(path).isDirectory()) {
      rename(path, target);
      return target;
    }
    fs.mkdirs(target);
    moveMark(path, target);
    for (FileStatus entry : fs.listStatus(path)) {
      rename(entry.getPath(), new Path(target, entry.getPath().getName()));
    }
    if (fs.listStatus(path).length == 0) {
      // Recursive: checksums of files that were lost may be left, and are not listed.
      fs.delete(path, true);
    }
    return target;
  }

  /** First of all, so that a wave never counts with some of its files. */
  private void moveMark(Path wave, Path target) throws IOException {
    Path mark = new Path(wave, Wave.MARK);
    try {
      output.fs().getFileStatus(mark);
    } catch (FileNotFoundException e) {
      return;
    }
    rename(mark, new Path(target, Wave.MARK));
  }

  private void rename(Path from, Path to) throws IOException {
    if (!output.fs().rename(from, to)) {
      throw new IOException("cannot move %s to %s".formatted(from, to));
    }
  }
}
