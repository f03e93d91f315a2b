package io.github.widesweep.job.cli.options;

import io.github.widesweep.job.run.Sessions;
import io.github.widesweep.job.store.NewDirectory;
import picocli.CommandLine.Option;

/** Where the commands that export write to. */
public final class ExportArguments {
  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "X",
      description = "Directory to write; new or empty. Any file system that Hadoop knows.")
  private String name;

  @Option(
      names = "--overwrite",
      description = "Replaces what an earlier export wrote there, never other files.")
  private boolean overwrite;

  /** The directory, before anything is made there. */
  public NewDirectory directory() {
    return NewDirectory.of(
        name,
        Sessions.hadoop(),
        overwrite ? NewDirectory.Existing.REPLACE : NewDirectory.Existing.KEEP);
  }
}
