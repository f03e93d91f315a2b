package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counts by hand. */
class WalkCostTest {
  private static final Scheme PRUNE = new Scheme.Prune(0.3);

  private static ProblemShape wide(int inputs, int outputs, long samples, Scheme scheme) {
    return new ProblemShape(
        Role.WIDE,
        Unit.WEIGHT,
        LayerShape.dense(Maps.vector(inputs), outputs),
        Optional.empty(),
        Activation.RELU,
        false,
        samples,
        scheme);
  }

  private static Walk walk(double lambda) {
    return new Walk(0.5, new Lambda(lambda));
  }

  @Test
  void rowsAreInvertedOnceAndFactoredAtEveryDraw() {
    // 8 rows of 6 inputs, 3 of which walk; 10 samples.
    ProblemShape problem = wide(6, 8, 10, PRUNE);
    double moments = 10 * 6 * 6;
    double inverses = 8 * 27;
    assertThat(walk(0.1).cost(problem).plan().count(Kind.FLOP))
        .isCloseTo(moments + inverses, within(1e-9));
    assertThat(walk(0.1).cost(problem).draw().count(Kind.FLOP)).isCloseTo(8 * 9, within(1e-9));
    assertThat(walk(1).cost(problem).plan().count(Kind.FLOP)).isEqualTo(moments);
    assertThat(walk(1).cost(problem).draw().count(Kind.FLOP)).isZero();
    assertThat(new Walk(0.5, Lambda.AUTO).cost(problem).plan().count(Kind.FLOP))
        .isCloseTo(moments + 9 * inverses, within(1e-9));
    // 6 numbers of an inverse a row.
    assertThat(walk(0.1).cost(problem).keptBytes() - walk(1).cost(problem).keptBytes())
        .isEqualTo(8 * 6 * 8);
  }

  /** 40 rows of 1000 inputs: what cannot be kept is made again at every draw. */
  @Test
  void wideLayersKeepNoInverses() {
    ProblemShape problem = wide(1000, 40, 1437, PRUNE);
    assertThat(walk(0.1).cost(problem).keptBytes()).isEqualTo(walk(1).cost(problem).keptBytes());
    double cube = 500.0 * 500 * 500;
    assertThat(walk(0.1).cost(problem).draw().count(Kind.FLOP))
        .isCloseTo(40 * cube * (1 + 1.0 / 3), within(1.0));
    assertThat(walk(0.1).cost(problem).peakBytes()).isGreaterThan(5 * 8 * 1000L * 1000);
  }

  @Test
  void derandomizedDoesAllInItsPlan() {
    Method method = new Derandomized(0.5);
    ProblemShape pruned = wide(6, 8, 10, PRUNE);
    ProblemShape quantized = wide(6, 8, 10, new Scheme.Quantize(2));
    assertThat(method.cost(pruned).draw()).isEqualTo(Work.NONE);
    // 24 units may change, each a pass over its row of 6: 30 prices of a kept unit, 10 looks.
    double shared = 10 * 6 + 6 * 48;
    assertThat(method.cost(pruned).plan().count(Kind.ENTRY)).isEqualTo(shared + 40 * 24 * 6);
    assertThat(method.cost(quantized).plan().count(Kind.ENTRY)).isEqualTo(shared + 11 * 24 * 6);
  }
}
