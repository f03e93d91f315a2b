package io.github.widesweep.job.store;

import io.github.widesweep.OneLine;
import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Hadoop's file systems, as users name files in them. */
public final class FileSystems {
  private static final int SHOWN = 200;

  private FileSystems() {}

  /**
   * The file system of a name, and the path in it, qualified.
   *
   * @param what what the name is of, for messages: "output"
   * @throws UserException if the name is no path, or its file system cannot be reached
   */
  public static Output of(String what, String name, Configuration configuration) {
    try {
      Path path = new Path(name);
      FileSystem fs = path.getFileSystem(configuration);
      return new Output(fs, fs.makeQualified(path));
    } catch (IOException | IllegalArgumentException e) {
      throw mistake(what, name, Messages.oneLine(e), e);
    } catch (RuntimeException | LinkageError e) {
      // Hadoop has no checked exception for a file system whose classes are not there.
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ClassNotFoundException || cause instanceof LinkageError) {
          throw mistake(
              what,
              name,
              "its file system's classes are not there (%s); expected their jars, such as of"
                      .formatted(Messages.oneLine(cause))
                  + " -- --packages org.apache.hadoop:hadoop-aws:VERSION for s3a://",
              e);
        }
      }
      throw e;
    }
  }

  /**
   * All files below a directory. Hadoop's own list of them has permissions and places too, for
   * which its local file system starts a process per file.
   */
  static List<FileStatus> filesBelow(FileSystem fs, Path directory) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    for (FileStatus entry : fs.listStatus(directory)) {
      if (entry.isDirectory()) {
        files.addAll(filesBelow(fs, entry.getPath()));
      } else {
        files.add(entry);
      }
    }
    return files;
  }

  private static UserException mistake(String what, String name, String problem, Throwable cause) {
    return new UserException("%s %s: %s".formatted(what, OneLine.of(name, SHOWN), problem), cause);
  }
}
