package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which failures are the file system's. */
class FailureTest {
  @Test
  void theMostTellingComplaintIsTaken() {
    IOException plain = new IOException("Mkdirs failed to create file:/out/x (exists=false)");
    assertThat(Failure.storage(plain)).contains("a directory cannot be created");
    IOException cause = new IOException("/out/y: Read-only file system");
    assertThat(Failure.storage(new IOException(plain.getMessage(), cause)))
        .contains("Read-only file system");
    assertThat(Failure.storage(new IllegalStateException("job aborted", cause)))
        .contains("Read-only file system");
    assertThat(Failure.storage(new IllegalStateException("a fault of ours"))).isEmpty();
  }
}
