package io.github.widesweep.job.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Sweeps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path directory;

  private Output output() {
    return Sweeps.output(directory.resolve("out"));
  }

  private static LeaseHolder holder(long pid, String started) {
    LeaseHolder me = LeaseHolder.thisProcess("id", "run spec.yaml");
    return new LeaseHolder("id", "ada@lovelace", pid, started, me.machine(), me.since(), me.what());
  }

  private List<Path> leases() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("out"))) {
      return files.toList();
    }
  }

  private void leave(LeaseHolder holder, Instant modified) throws IOException {
    Files.createDirectories(directory.resolve("out"));
    Path file = Files.writeString(directory.resolve("out/_lease-000007"), holder.text());
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  @Test
  void theSecondIsToldWhoHasItAndLeavesNothing() throws IOException {
    try (Lease lease = Lease.acquire(output(), "run spec.yaml")) {
      lease.requireHeld();
      List<Path> before = leases();
      assertThatThrownBy(() -> Lease.acquire(output(), "compact"))
          .isInstanceOf(UserException.class)
          .hasMessageContaining("is being written by " + System.getProperty("user.name") + "@")
          .hasMessageContaining("(pid " + ProcessHandle.current().pid() + ") since ")
          .hasMessageContaining("run spec.yaml");
      assertThat(leases()).isEqualTo(before);
    }
    assertThat(leases()).isEmpty();
    Lease.acquire(output(), "compact").close();
  }

  @Test
  void aDeadProcessHasNothingFromTheMomentItDied() throws Exception {
    Process process = new ProcessBuilder("sh", "-c", "exit 0").start();
    process.waitFor();
    leave(holder(process.pid(), ""), Instant.now());
    Lease lease = Lease.acquire(output(), "run");
    assertThat(leases()).hasSize(1).allMatch(file -> file.toString().endsWith("_lease-000008"));
    lease.close();
    // Its number may be another process's by now.
    leave(holder(ProcessHandle.current().pid(), "2001-01-01T00:00:00Z"), Instant.now());
    Lease.acquire(output(), "run").close();
    assertThat(leases()).isEmpty();
  }

  @Test
  void aLeaseElsewhereExpiresAndNotBefore() throws IOException {
    LeaseHolder elsewhere = new LeaseHolder("id", "ada@lovelace", 1, "", "", "2026", "run");
    leave(elsewhere, Instant.now());
    assertThatThrownBy(() -> Lease.acquire(output(), "run"))
        .hasMessageContaining("by ada@lovelace (pid 1) since 2026: run");
    leave(elsewhere, Instant.now().minus(Lease.EXPIRY).minusSeconds(1));
    Lease.acquire(output(), "run").close();
    // One that is just being written says nothing, and is held all the same.
    Files.writeString(directory.resolve("out/_lease-000001"), "");
    assertThatThrownBy(() -> Lease.acquire(output(), "run"))
        .hasMessageContaining("is being written by another process");
  }

  @Test
  void whoeverLostItCommitsNothingMore() throws IOException {
    Lease lease = Lease.acquire(output(), "run");
    Files.writeString(directory.resolve("out/_lease-000002"), holder(1, "").text());
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("could not be kept");
    lease.close();
    // What the other has is left alone.
    assertThat(leases())
        .extracting(file -> file.getFileName().toString())
        .contains("_lease-000002");
  }

  @Test
  void whereTheLastCreationWinsTheOthersFindOut() throws IOException {
    Lease lease = Lease.acquire(output(), "run");
    lease.requireHeld();
    LeaseHolder other = LeaseHolder.thisProcess("another", "run");
    Path file = Files.writeString(directory.resolve("out/_lease-000001"), other.text());
    assertThatThrownBy(lease::requireHeld)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("could not be kept");
    lease.close();
    assertThat(file).hasContent(other.text().strip());
  }

  /** As an object store that knows no conditions: whoever looked before creates, and overwrites. */
  private static final class LastWins extends RawLocalFileSystem {
    private final LeaseHolder rival;

    LastWins(LeaseHolder rival) {
      this.rival = rival;
      setConf(new Configuration(false));
    }

    @Override
    public FileStatus[] listStatus(org.apache.hadoop.fs.Path directory) throws IOException {
      Path first = Path.of(directory.toUri().getPath(), "_lease-000001");
      if (Files.exists(first)) {
        Files.writeString(first, rival.text());
      }
      return super.listStatus(directory);
    }
  }

  @Test
  void whoeverIsOverwrittenStandsBack() throws IOException {
    LeaseHolder rival = LeaseHolder.thisProcess("another", "compact");
    LastWins store = new LastWins(rival);
    store.initialize(java.net.URI.create("file:///"), new Configuration(false));
    assertThatThrownBy(() -> Lease.acquire(store, output().root(), holder(1, ""), NEVER, NEVER))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is being written by")
        .hasMessageContaining("compact");
    assertThat(directory.resolve("out/_lease-000001")).hasContent(rival.text().strip());
  }

  @Test
  void ofManyAtOnceOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int round = 0; round < 20; round++) {
      List<Callable<Lease>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            () ->
                Lease.acquire(
                    output().fs(),
                    output().root(),
                    LeaseHolder.thisProcess("thread " + Thread.currentThread(), "run"),
                    NEVER,
                    NEVER));
      }
      List<Lease> got = new ArrayList<>();
      for (Future<Lease> one : threads.invokeAll(all)) {
        try {
          got.add(one.get());
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(UserException.class);
        }
      }
      // At most one; none where each stood back for another.
      assertThat(got).hasSizeLessThanOrEqualTo(1);
      got.forEach(Lease::close);
      for (Path file : leases()) {
        Files.delete(file);
      }
    }
    threads.shutdown();
  }

  @Test
  void itIsRenewed() throws Exception {
    Duration often = Duration.ofMillis(5);
    try (Lease lease =
        Lease.acquire(
            output().fs(), output().root(), holder(1, ""), Duration.ofSeconds(30), often)) {
      Path file = directory.resolve("out/_lease-000001");
      FileTime old = FileTime.from(Instant.EPOCH);
      Files.setLastModifiedTime(file, old);
      while (Files.getLastModifiedTime(file).equals(old)) {
        Thread.onSpinWait();
      }
      lease.requireHeld();
    }
  }
}
