package io.github.widesweep.job.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {
  private final AtomicBoolean waits = new AtomicBoolean(true);
  private final AtomicLong clock = new AtomicLong();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ClusterWatch watch =
      new ClusterWatch(
          waits::get, Duration.ofMinutes(10), clock::get, new PrintStream(said, true, UTF_8));

  private String after(Duration time) {
    said.reset();
    clock.addAndGet(time.toNanos());
    assertThat(watch.goesOn()).isTrue();
    return said.toString(UTF_8).strip();
  }

  @Test
  void aClusterThatIsGoneIsToldOnceAndWhenItIsBack() {
    assertThat(after(Duration.ofSeconds(59))).isEmpty();
    assertThat(after(Duration.ofSeconds(2)))
        .isEqualTo(
            "widesweep: no executor for 1 min 1 s: waiting up to 10 min 0 s for a worker that has"
                + " room for one");
    assertThat(after(Duration.ofMinutes(5))).isEmpty();
    waits.set(false);
    assertThat(after(Duration.ofSeconds(5))).contains("an executor is back");
    assertThat(after(Duration.ofHours(5))).isEmpty();
    // From the start again.
    waits.set(true);
    assertThat(after(Duration.ofSeconds(30))).isEmpty();
    assertThat(watch.reason()).isEmpty();
  }

  @Test
  void patienceEnds() {
    clock.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThat(watch.goesOn()).isFalse();
    assertThat(watch.reason())
        .hasValue("no executor for 11 min 0 s, the cluster is gone or has no room");
  }

  @Test
  void aFullDiskIsFoundInWhatTasksSaid() {
    Throwable task =
        new RuntimeException(
            "Job aborted due to stage failure",
            new RuntimeException("Task 3 failed: java.io.IOException: No space left on device\n"));
    assertThat(Failure.storage(task)).hasValue("No space left on device");
    assertThat(Failure.storage(new RuntimeException((String) null))).isEmpty();
  }
}
