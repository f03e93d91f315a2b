package io.github.widesweep.job.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leases of drivers that are dead, but whose process is the tests' own. */
final class Leases {
  private Leases() {}

  /** What time would do: the lease of a machine that no longer works is given up. */
  static void expire(Path output) throws IOException {
    for (Path lease : Copies.files(output, "_lease", "")) {
      Files.delete(lease);
    }
  }
}
