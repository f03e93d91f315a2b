package io.github.widesweep.job.source;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.store.FileSystems;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.spec.SpecFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files that a spec names, on any file system that Hadoop knows.
 *
 * @param folder where the spec is
 * @param configuration Hadoop's
 */
record Places(SpecFolder folder, Configuration configuration) {
  /**
   * A name, or the same beside the spec if nothing but that is there.
   *
   * @param what what the name is of, for messages
   */
  String place(String what, String name) {
    return folder
        .beside(name)
        .filter(beside -> files(what, name).isEmpty())
        .map(beside -> "file:" + beside.toAbsolutePath())
        .filter(beside -> !files(what, beside).isEmpty())
        .orElse(name);
  }

  /** The files that a name or pattern matches as it is, sorted, with their file systems. */
  List<String> files(String what, String name) {
    Output named = FileSystems.of(what, name, configuration);
    try {
      FileStatus[] found = named.fs().globStatus(named.root());
      return found == null
          ? List.of()
          : Arrays.stream(found).map(FileStatus::getPath).map(Path::toString).sorted().toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new UserException(
          "%s %s: %s; expected a path".formatted(what, name, Messages.oneLine(e)), e);
    }
  }
}
