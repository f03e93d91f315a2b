package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A clock that is set by hand. */
class TimeLeftTest {
  private long seconds;

  private TimeLeft timeLeft(double training, double compression, int cores) {
    Remaining toDo = new Remaining(1, 20, 20, training, compression, 1);
    return new TimeLeft(toDo, cores, () -> 1_000_000_000L * seconds);
  }

  @Test
  void estimatesHaveToDoAtFirst() {
    TimeLeft left = timeLeft(40, 210, 2);
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(125));
    seconds += 20;
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(105));
    seconds += 1000;
    assertThat(left.now()).isZero();
  }

  /** Ten runs of a second and ten of a hundred: half of the runs is a hundredth of the time. */
  @Test
  void dearRunsCountForMore() {
    TimeLeft left = timeLeft(0, 10 + 1000, 1);
    seconds += 10;
    left.measured(10, 10);
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(1000));
    seconds += 500;
    left.measured(500, 500);
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(500));
  }

  /** Chunks that take three times what was expected, on cores that are there half of the time. */
  @Test
  void finishedWorkCorrectsTheEstimate() {
    TimeLeft left = timeLeft(0, 2000, 2);
    seconds += 3000;
    left.measured(1000, 3000);
    assertThat(left.now()).isBetween(Duration.ofSeconds(2990), Duration.ofSeconds(3010));
    left.measured(1000, 3000);
    assertThat(left.now()).isZero();
  }

  @Test
  void trainingIsPartOfTheWay() {
    TimeLeft left = timeLeft(300, 100, 1);
    seconds += 300;
    left.trained(300);
    assertThat(left.now()).isEqualTo(Duration.ofSeconds(100));
  }
}
