package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.job.StoppedException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClusterWatchTest {
  private final AtomicInteger executors = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong();
  private final StringWriter said = new StringWriter();
  private final ClusterWatch watch =
      new ClusterWatch(executors::get, Duration.ofMinutes(10), clock::get, new PrintWriter(said));

  private String after(Duration time) {
    said.getBuffer().setLength(0);
    clock.addAndGet(time.toNanos());
    watch.check();
    return said.toString().strip();
  }

  @Test
  void aClusterThatIsGoneIsToldOnceAndWhenItIsBack() {
    assertThat(after(Duration.ofSeconds(59))).isEmpty();
    assertThat(after(Duration.ofSeconds(2))).contains("no executor for 1 min 1 s", "10 min 0 s");
    assertThat(after(Duration.ofMinutes(5))).isEmpty();
    executors.set(2);
    assertThat(after(Duration.ofSeconds(5))).contains("an executor is back");
    assertThat(after(Duration.ofHours(5))).isEmpty();
    // From the start again.
    executors.set(0);
    assertThat(after(Duration.ofSeconds(30))).isEmpty();
  }

  @Test
  void patienceEnds() {
    assertThatThrownBy(() -> after(Duration.ofMinutes(11)))
        .isInstanceOf(StoppedException.class)
        .hasMessageContaining("--patience");
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
