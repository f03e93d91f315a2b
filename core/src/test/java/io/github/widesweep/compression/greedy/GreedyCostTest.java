package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Counts by hand, of a layer of 4 inputs and 8 rows before one of 2 outputs, 10 samples. */
class GreedyCostTest {
  private static final LayerShape LAYER = LayerShape.dense(Maps.vector(4), 8);
  private static final LayerShape NEXT = LayerShape.dense(Maps.vector(8), 2);
  private static final Greedy EXACT = new Greedy(0.5, new Ordering.Exact());
  private static final Greedy STATIC = new Greedy(0.5, new Ordering.Static());

  private static ProblemShape problem(
      Role role,
      Unit unit,
      LayerShape layer,
      LayerShape next,
      Activation activation,
      long samples) {
    return new ProblemShape(
        role,
        unit,
        layer,
        role == Role.BLOCK ? Optional.of(next) : Optional.empty(),
        activation,
        false,
        samples,
        new Scheme.Prune(0.3));
  }

  private static ProblemShape problem(Role role, Unit unit, Activation activation) {
    return problem(role, unit, LAYER, NEXT, activation, 10);
  }

  private static double scored(Greedy greedy, Activation activation) {
    return greedy.cost(problem(Role.BLOCK, Unit.WEIGHT, activation)).draw().count(Kind.SCORE);
  }

  @Test
  void wideWeightsAreSortedOnceAndDrawnEach() {
    ProblemShape problem = problem(Role.WIDE, Unit.WEIGHT, Activation.RELU);
    // 32 weights in order; their 64 values sorted, then looked up.
    assertThat(EXACT.cost(problem).plan().count(Kind.COMPARISON)).isEqualTo(32 * 5 + 2 * 64 * 6);
    assertThat(EXACT.cost(problem).draw()).isEqualTo(Work.of(Kind.DRAW, 32).and(Kind.ENTRY, 64));
    // Two values, two classes, two counters, chance and variance a weight, and its place in the
    // order of all; order and score of 16 steps.
    assertThat(EXACT.cost(problem).keptBytes()).isEqualTo(32 * (16 + 8 + 8 + 16 + 4) + 16 * 12);
    assertThat(STATIC.cost(problem).plan()).isEqualTo(EXACT.cost(problem).plan());
  }

  @Test
  void blockWeightsAreScoredAsTheirOrderingAsks() {
    // 32 units at 10 samples; exact: 16 steps in rows of 4 units, half of them scored; refreshed at
    // the half: once more, with three quarters of the units left on average, a quarter scored.
    assertThat(scored(STATIC, Activation.RELU)).isEqualTo(320);
    assertThat(scored(EXACT, Activation.RELU)).isEqualTo(320 + 16 * 4 * 10 / 2);
    Greedy refreshed = new Greedy(0.5, new Ordering.Refresh(0.5));
    assertThat(scored(refreshed, Activation.RELU)).isEqualTo(320 * (1 + 0.75 / 4));
    ProblemShape relu = problem(Role.BLOCK, Unit.WEIGHT, Activation.RELU);
    ProblemShape tanh = problem(Role.BLOCK, Unit.WEIGHT, Activation.TANH);
    assertThat(STATIC.cost(relu).draw().count(Kind.EXPONENTIAL)).isZero();
    assertThat(STATIC.cost(tanh).draw().count(Kind.EXPONENTIAL)).isEqualTo(2 * 320);
  }

  @Test
  void underTheIdentityThePlanDrawsOnce() {
    ProblemShape identity = problem(Role.BLOCK, Unit.WEIGHT, Activation.IDENTITY);
    Work bending = EXACT.cost(problem(Role.BLOCK, Unit.WEIGHT, Activation.RELU)).plan();
    assertThat(EXACT.cost(identity).plan()).isEqualTo(bending.plus(EXACT.cost(identity).draw()));
  }

  @Test
  void blockWeightsHoldAllSamplesOfAllRows() {
    LayerShape wide = LayerShape.dense(Maps.vector(4), 1000);
    LayerShape next = LayerShape.dense(Maps.vector(1000), 2);
    ProblemShape problem = problem(Role.BLOCK, Unit.WEIGHT, wide, next, Activation.RELU, 100_000);
    // By row and sample: pre-activations, and seven numbers of the plan and the draw. The exact
    // ordering also has by unit and sample a quarter of the shifts, twice.
    assertThat(STATIC.cost(problem).peakBytes()).isBetween(6_400_000_000L, 6_600_000_000L);
    assertThat(EXACT.cost(problem).peakBytes()).isBetween(8_000_000_000L, 8_400_000_000L);
  }

  @Test
  void rowsThatBendGoThroughTheNextLayerAtEveryStep() {
    ProblemShape relu = problem(Role.BLOCK, Unit.NEURON, Activation.RELU);
    ProblemShape tanh = problem(Role.BLOCK, Unit.NEURON, Activation.TANH);
    assertThat(EXACT.cost(relu).draw()).isEqualTo(Work.of(Kind.DRAW, 8).and(Kind.ENTRY, 96));
    // 4 of 8 rows are drawn: 4 adjoints of 16 weights and 10 samples; half of all activations.
    assertThat(EXACT.cost(tanh).draw().count(Kind.FLOP)).isEqualTo(4 * 2 * 16 * 10);
    assertThat(EXACT.cost(tanh).draw().count(Kind.EXPONENTIAL)).isEqualTo(40);
    assertThat(EXACT.cost(tanh).plan().count(Kind.EXPONENTIAL)).isEqualTo(3 * 80);
  }

  @Test
  void moreOfAnythingNeverCostsLess() {
    LayerShape maps = LayerShape.convolution(new Maps(2, 4), 3, 3);
    LayerShape more = LayerShape.convolution(new Maps(2, 4), 6, 3);
    LayerShape wider = LayerShape.dense(Maps.vector(4), 16);
    for (Role role : Role.values()) {
      for (Activation activation : List.of(Activation.IDENTITY, Activation.RELU, Activation.TANH)) {
        for (Greedy greedy : List.of(STATIC, EXACT)) {
          assertNotLess(
              greedy,
              problem(role, Unit.NEURON, maps, nextOf(maps), activation, 10),
              problem(role, Unit.NEURON, more, nextOf(more), activation, 10));
          for (Unit unit : Unit.values()) {
            ProblemShape small = problem(role, unit, activation);
            assertNotLess(greedy, small, problem(role, unit, wider, nextOf(wider), activation, 10));
            assertNotLess(greedy, small, problem(role, unit, LAYER, NEXT, activation, 20));
          }
        }
      }
    }
  }

  private static LayerShape nextOf(LayerShape layer) {
    return LayerShape.dense(layer.outputs(), 2);
  }

  private static void assertNotLess(Greedy greedy, ProblemShape small, ProblemShape large) {
    for (Kind kind : Kind.values()) {
      assertThat(greedy.cost(large).plan().count(kind))
          .isGreaterThanOrEqualTo(greedy.cost(small).plan().count(kind));
      assertThat(greedy.cost(large).draw().count(kind))
          .isGreaterThanOrEqualTo(greedy.cost(small).draw().count(kind));
    }
    assertThat(greedy.cost(large).keptBytes())
        .isGreaterThanOrEqualTo(greedy.cost(small).keptBytes());
    assertThat(greedy.cost(large).peakBytes())
        .isGreaterThanOrEqualTo(greedy.cost(small).peakBytes());
  }
}
