package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import io.github.widesweep.compression.Work.Kind;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.LayerShape;
import io.github.widesweep.network.Maps;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counts by hand, and that more of anything never costs less. */
class ObsCostTest {
  private static final List<Method> PRUNERS =
      List.of(
          new SparseGpt(0.5, 0.01, 128),
          new Obs(0.5, 0, 0),
          new Obs(0.5, 0, 50),
          new Alps(0.5, 0.01, 0),
          new Alps(0.5, 0.01, 50));

  private static ProblemShape problem(int inputs, int rows, long samples, Scheme scheme) {
    return new ProblemShape(
        Role.WIDE,
        Unit.WEIGHT,
        LayerShape.dense(Maps.vector(inputs), rows),
        Optional.empty(),
        Activation.RELU,
        false,
        samples,
        scheme);
  }

  @Test
  void factorisationsAreCubesOfTheInputs() {
    ProblemShape problem = problem(30, 10, 100, new Scheme.Prune(0.2));
    // Moments, a factor of a third of a cube, an inverse of two, a third of a cube for each row;
    // 0.6 of a row's 30 weights are kept.
    assertThat(new Obs(0.5, 0, 0).cost(problem).plan().count(Kind.FLOP))
        .isEqualTo(900 * 100 + 27_000 / 3.0 + 54_000 + 10 * 27_000 / 3.0 + 10 * 18 * 18 * 18 / 3.0);
    // Moments and factor, the root's factor and inverse, and the updates of the rows.
    assertThat(new Gptq(0.01, 8).cost(problem).plan().count(Kind.FLOP))
        .isEqualTo(900 * 100 + 27_000 / 3.0 + 4.0 / 3 * 27_000 + 10 * 900);
    assertThat(new Obs(0.5, 0, 0).cost(problem).draw()).isEqualTo(Work.NONE);
    // The layer, and order and score of a half of it.
    assertThat(new Obs(0.5, 0, 0).cost(problem).keptBytes()).isEqualTo(300 * (8 + 6));
    assertThat(new Gptq(0.01, 8).cost(problem).keptBytes()).isEqualTo(300 * (8 + 12));
  }

  @Test
  void moreOfAnythingNeverCostsLess() {
    Scheme prune = new Scheme.Prune(0.2);
    for (Method method : PRUNERS) {
      assertGrows(method, prune);
    }
    assertGrows(new Gptq(0.01, 128), new Scheme.Quantize(3));
  }

  private static void assertGrows(Method method, Scheme scheme) {
    ProblemShape small = problem(30, 10, 100, scheme);
    for (ProblemShape large :
        List.of(
            problem(60, 10, 100, scheme),
            problem(30, 20, 100, scheme),
            problem(30, 10, 200, scheme))) {
      for (Kind kind : Kind.values()) {
        assertThat(method.cost(large).plan().count(kind))
            .isGreaterThanOrEqualTo(method.cost(small).plan().count(kind));
      }
      assertThat(method.cost(large).keptBytes())
          .isGreaterThanOrEqualTo(method.cost(small).keptBytes());
      assertThat(method.cost(large).peakBytes())
          .isGreaterThanOrEqualTo(method.cost(small).peakBytes());
    }
  }
}
