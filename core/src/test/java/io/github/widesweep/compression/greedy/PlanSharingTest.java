package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/** A plan's first scores serve all of its draws, which leave no trace in it. */
class PlanSharingTest {
  private static final List<Ordering> ORDERINGS =
      List.of(new Ordering.Exact(), new Ordering.Refresh(0.1), new Ordering.Static());

  private static GreedyCase make(RandomGenerator random, Activation activation, int... sizes) {
    int inputs = sizes[0];
    int rows = sizes[1];
    int samples = sizes[2];
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    int units = rows * inputs;
    double[] uniforms = random.doubles(units).toArray();
    return new GreedyCase(
        new Dense(Nets.gaussian(random, rows, inputs, 0.4), activation),
        new Dense(Nets.gaussian(random, 5, rows, 0.5), Activation.IDENTITY),
        z,
        z,
        new Replacement.Pruning(0.4),
        units,
        uniforms);
  }

  private static void requireSame(BlockWeights.Drawn drawn, BlockWeights.Drawn expected) {
    assertThat(drawn.order()).isEqualTo(expected.order());
    assertThat(drawn.scores()).isEqualTo(expected.scores());
    assertThat(drawn.weights().data).isEqualTo(expected.weights().data);
  }

  /** Not one number that the plan holds is another after a draw. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void drawsLeaveEveryArrayOfThePlanAsItIs(Activation activation) throws Exception {
    GreedyCase c = make(Nets.random(3), activation, 6, 9, 30);
    for (Ordering ordering : ORDERINGS) {
      BlockWeights plan = c.prepare(ordering);
      Reachable reachable = new Reachable(plan);
      Object[] before = reachable.contents();
      assertThat(before).hasSizeGreaterThan(20);
      plan.draw(c.uniforms());
      plan.draw(new double[c.uniforms().length]);
      assertThat(Arrays.deepEquals(new Reachable(plan).contents(), before)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void drawsInEitherOrderGiveTheSameBits(Activation activation) {
    RandomGenerator random = Nets.random(4);
    GreedyCase c = make(random, activation, 6, 8, 25);
    double[] other = random.doubles(48).toArray();
    for (Ordering ordering : ORDERINGS) {
      BlockWeights plan = c.prepare(ordering);
      BlockWeights.Drawn first = plan.draw(c.uniforms());
      BlockWeights.Drawn second = plan.draw(other);
      assertThat(second.weights().data).isNotEqualTo(first.weights().data);
      BlockWeights reversed = c.prepare(ordering);
      requireSame(reversed.draw(other), second);
      requireSame(reversed.draw(c.uniforms()), first);
      requireSame(plan.draw(c.uniforms()), first);
    }
  }

  /** As tasks of one JVM do: each thread has plans of its own, and nothing between them. */
  @Test
  void plansInThreadsAtTheSameTimeGiveTheSameBits() throws Exception {
    RandomGenerator random = Nets.random(5);
    GreedyCase relu = make(random, Activation.RELU, 6, 12, 40);
    GreedyCase tanh = make(random, Activation.TANH, 5, 7, 40);
    Callable<List<BlockWeights.Drawn>> work =
        () ->
            List.of(
                relu.draw(ORDERINGS.get(0)),
                relu.draw(ORDERINGS.get(1)),
                tanh.draw(ORDERINGS.get(0)),
                tanh.draw(ORDERINGS.get(1)));
    List<BlockWeights.Drawn> alone = work.call();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (Future<List<BlockWeights.Drawn>> each : threads.invokeAll(List.of(work, work, work))) {
        for (int k = 0; k < alone.size(); k++) {
          requireSame(each.get().get(k), alone.get(k));
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  /** One plan after another thread has drawn from it: no state hangs on a thread. */
  @Test
  void aPlanMayBeHandedToAnotherThread() throws Exception {
    GreedyCase c = make(Nets.random(6), Activation.TANH, 5, 7, 20);
    BlockWeights plan = c.prepare(ORDERINGS.get(0));
    BlockWeights.Drawn here = plan.draw(c.uniforms());
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      requireSame(other.submit(() -> plan.draw(c.uniforms())).get(), here);
    } finally {
      other.shutdown();
    }
    requireSame(plan.draw(c.uniforms()), here);
  }

  /** What a plan and a draw hold in the end is at most what was reckoned, and not far below. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void memoryIsAsPromised(Activation activation) throws Exception {
    GreedyCase c = make(Nets.random(7), activation, 12, 10, 300);
    long handedIn = 8L * 5 * 10;
    for (Ordering ordering : ORDERINGS) {
      BlockWeights plan = c.prepare(ordering);
      long promised = BlockWeights.bytes(300, 12, 10, 5, activation, ordering);
      long planned = new Reachable(plan).bytes();
      long both = ordering instanceof Ordering.Exact ? held(c) : planned;
      assertThat(both - handedIn).as("%s", ordering).isBetween(promised / 8, promised);
      assertThat(planned).isLessThanOrEqualTo(promised);
    }
  }

  /** Bytes of a plan for the exact search and of a search that has taken all of its steps. */
  private static long held(GreedyCase c) throws IllegalAccessException {
    Problem problem = c.problem(Score.ABSOLUTE);
    ExactSearch.Start start = c.start(problem);
    ExactSearch search = new ExactSearch(start, new LayerState(problem));
    search.run(c.uniforms(), new int[c.steps()], new double[c.steps()]);
    return new Reachable(start, search).bytes();
  }

  /** An exact order has no end of its own: that of fewer steps is how it begins. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void fewerStepsAreTheFirstOfMore(Activation activation) {
    GreedyCase c = make(Nets.random(8), activation, 6, 8, 30);
    BlockWeights.Drawn all = c.draw(ORDERINGS.get(0));
    for (int steps : new int[] {0, 1, 17, 47}) {
      BlockWeights.Drawn some =
          new GreedyCase(c.layer(), c.next(), c.z(), c.zh(), c.replacement(), steps, c.uniforms())
              .draw(ORDERINGS.get(0));
      assertThat(some.order()).isEqualTo(Arrays.copyOf(all.order(), steps));
      assertThat(some.scores()).isEqualTo(Arrays.copyOf(all.scores(), steps));
    }
  }

  /** Uniforms count by the outcome that they select, and not at all where none is offered. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH"})
  void onlyTheOutcomesOfOfferedUnitsCount(Activation activation) {
    RandomGenerator random = Nets.random(9);
    GreedyCase whole = make(random, activation, 6, 8, 30);
    GreedyCase c =
        new GreedyCase(
            whole.layer(),
            whole.next(),
            whole.z(),
            whole.zh(),
            whole.replacement(),
            30,
            whole.uniforms());
    for (Ordering ordering : ORDERINGS) {
      BlockWeights plan = c.prepare(ordering);
      BlockWeights.Drawn drawn = plan.draw(c.uniforms());
      double[] others = random.doubles(48).toArray();
      for (int unit : drawn.order()) {
        others[unit] = c.uniforms()[unit] < 0.4 ? Math.nextDown(0.4) : 0.4;
      }
      requireSame(plan.draw(others), drawn);
    }
  }

  @Test
  void stepsAndUniformsAreChecked() {
    GreedyCase c = make(Nets.random(1), Activation.RELU, 3, 4, 5);
    for (int steps : new int[] {-1, 13}) {
      GreedyCase wrong =
          new GreedyCase(c.layer(), c.next(), c.z(), c.zh(), c.replacement(), steps, c.uniforms());
      assertThatThrownBy(() -> wrong.prepare(ORDERINGS.get(1)))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("steps is %d, expected at most 12", steps);
    }
    BlockWeights plan = c.prepare(ORDERINGS.get(0));
    assertThatThrownBy(() -> plan.draw(new double[11]))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("uniforms is 11, expected 12 numbers, one a weight");
  }

  @Test
  void noStepsAreADrawThatChangesNothing() {
    GreedyCase c = make(Nets.random(2), Activation.RELU, 3, 4, 5);
    GreedyCase none =
        new GreedyCase(c.layer(), c.next(), c.z(), c.zh(), c.replacement(), 0, c.uniforms());
    for (Ordering ordering : ORDERINGS) {
      BlockWeights.Drawn drawn = none.draw(ordering);
      assertThat(drawn.order()).isEmpty();
      assertThat(drawn.scores()).isEmpty();
      assertThat(drawn.weights().data).isEqualTo(c.layer().weights().data);
    }
  }
}
