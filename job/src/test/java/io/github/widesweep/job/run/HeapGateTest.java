package io.github.widesweep.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapGateTest {
  private static final long MB = 1 << 20;
  private static final long HEAP = 1000 * MB;

  @Test
  void keepsARestForEverythingElse() {
    HeapGate gate = new HeapGate(HEAP);
    assertThat(gate.all()).isEqualTo(700 * MB);
    assertThat(gate.fits(700 * MB)).isTrue();
    assertThat(gate.fits(700 * MB + 1)).isFalse();
    assertThat(new HeapGate(100 * MB).all()).isEqualTo(50 * MB);
  }

  @Test
  void whatIsSaidToSufficeDoes() {
    for (long bytes : new long[] {1, 10 * MB, 299 * MB, 300 * MB, 5000 * MB}) {
      assertThat(new HeapGate(HeapGate.heapFor(bytes)).fits(bytes)).isTrue();
    }
  }

  @Test
  void neverAdmitsMoreThanThereIsAndEveryoneInTheEnd() throws Exception {
    HeapGate gate = new HeapGate(HEAP);
    AtomicLong inside = new AtomicLong();
    AtomicLong most = new AtomicLong();
    CountDownLatch done = new CountDownLatch(200);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // One in ten needs everything.
      long bytes = i % 10 == 0 ? 700 * MB : (1 + i) * MB;
      all.add(
          threads.submit(
              () ->
                  gate.admit(
                      bytes,
                      () -> {
                        most.accumulateAndGet(inside.addAndGet(bytes), Math::max);
                        inside.addAndGet(-bytes);
                        done.countDown();
                        return null;
                      })));
    }
    for (Future<?> one : all) {
      one.get();
    }
    threads.shutdown();
    assertThat(done.getCount()).isZero();
    assertThat(most.get()).isLessThanOrEqualTo(700 * MB);
    // What was admitted has left, also where it failed.
    try {
      gate.admit(700 * MB, HeapGateTest::fail);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("work failed");
    }
    assertThat(gate.<Integer>admit(700 * MB, () -> 1)).isEqualTo(1);
  }

  private static Object fail() {
    throw new IllegalStateException("work failed");
  }
}
