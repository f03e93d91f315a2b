package io.github.widesweep.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ludovic.netlib.blas.BLAS;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of its two implementations {@link RoutedBlas} calls. */
class BlasRoutesTest {
  @Test
  void onlyTheShapeOfAProductDecides() {
    List<String> called = new ArrayList<>();
    RoutedBlas blas = new RoutedBlas("", recorder("large", called), recorder("small", called));
    double[] d = {};
    blas.dgemm("N", "N", 11, 31, 3, 1, d, 11, d, 3, 0, d, 11);
    blas.dgemm("N", "N", 8, 128, 1, 1, d, 8, d, 1, 0, d, 8);
    blas.dgemm("N", "N", 1 << 30, 1 << 30, 1 << 4, 1, d, 0, 1, d, 0, 1, 0, d, 0, 1);
    blas.dsyrk("U", "N", 16, 3, 1, d, 0, 16, 0, d, 0, 16);
    blas.dsyrk("U", "N", 16, 4, 1, d, 0, 16, 0, d, 0, 16);
    blas.dtrmm("L", "U", "N", "N", 4, 64, 1, d, 0, 4, d, 0, 4);
    blas.dtrmm("R", "U", "N", "N", 4, 63, 1, d, 0, 63, d, 0, 4);
    blas.dtrsm("L", "U", "N", "N", 4, 63, 1, d, 0, 4, d, 0, 4);
    blas.dtrsm("R", "U", "N", "N", 63, 4, 1, d, 0, 4, d, 0, 63);
    blas.dtrsm("R", "U", "N", "N", 64, 4, 1, d, 0, 4, d, 0, 64);
    int vast = 1 << 20;
    blas.dgemv("N", vast, vast, 1, d, 0, vast, d, 0, 1, 0, d, 0, 1);
    blas.dger(vast, vast, 1, d, 0, 1, d, 0, 1, d, 0, vast);
    blas.daxpy(vast, 1, d, 0, 1, d, 0, 1);
    blas.dscal(vast, 1, d, 0, 1);
    assertThat(called)
        .containsExactly(
            "small dgemm",
            "large dgemm",
            "large dgemm",
            "small dsyrk",
            "large dsyrk",
            "large dtrmm",
            "large dtrmm",
            "small dtrsm",
            "small dtrsm",
            "large dtrsm",
            "small dgemv",
            "small dger",
            "small daxpy",
            "small dscal");
  }

  private static BLAS recorder(String name, List<String> called) {
    return (BLAS)
        Proxy.newProxyInstance(
            BLAS.class.getClassLoader(),
            new Class<?>[] {BLAS.class},
            (proxy, method, arguments) -> {
              called.add(name + " " + method.getName());
              return null;
            });
  }
}
