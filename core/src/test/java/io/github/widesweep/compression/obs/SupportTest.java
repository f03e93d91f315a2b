package io.github.widesweep.compression.obs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.obs.Tableau.Change;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Methods that choose a support, against loops that solve every candidate's least squares. */
class SupportTest {
  private final RandomGenerator random = Nets.random(32);

  private static boolean[] all(ObsCase c) {
    boolean[] kept = new boolean[c.rows() * c.inputs()];
    Arrays.fill(kept, true);
    return kept;
  }

  private static int entry(ObsCase c, int unit) {
    return unit % c.inputs() * c.rows() + unit / c.inputs();
  }

  /** A weight of the layer goes at every step: the one whose loss, refit, is least. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01})
  void traceIsGreedy(double damping) {
    for (int trial = 0; trial < 20; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      RemovalTrace trace = RemovalTrace.ofWeights(c.squares(damping));
      boolean[] kept = all(c);
      double loss = c.refitLoss(kept);
      for (int step = 0; step < kept.length; step++) {
        double[] losses = new double[kept.length];
        for (int unit = 0; unit < kept.length; unit++) {
          boolean[] without = kept.clone();
          without[entry(c, unit)] = false;
          losses[unit] = kept[entry(c, unit)] ? c.refitLoss(without) : Double.POSITIVE_INFINITY;
        }
        int least =
            IntStream.range(0, losses.length)
                .boxed()
                .min(Comparator.comparingDouble(unit -> losses[unit]))
                .orElseThrow();
        assertThat(trace.order()[step]).isEqualTo(least);
        assertThat(trace.losses()[step]).isCloseTo(losses[least] - loss, within(1e-8));
        loss = losses[least];
        kept[entry(c, least)] = false;
      }
    }
  }

  /** More inputs than a block of steps: rows against a loop with the whole inverse. */
  @Test
  void traceOfManyInputs() {
    int n = 90;
    R064Store z = ObsCase.correlated(random, 150, n);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 1, n, 1), z, z, 0.01);
    RemovalTrace trace = RemovalTrace.ofWeights(c.squares(0.01));
    boolean[] kept = all(c);
    for (int step = 0; step < n; step++) {
      double[] weights = c.refit(0, kept);
      int[] left = IntStream.range(0, n).filter(j -> kept[j]).toArray();
      R064Store part = LinearAlgebra.zeros(left.length, left.length);
      R064Store identity = LinearAlgebra.zeros(left.length, left.length);
      for (int a = 0; a < left.length; a++) {
        identity.set(a, a, 1);
        for (int b = 0; b < left.length; b++) {
          part.set(a, b, c.h().doubleValue(left[a], left[b]));
        }
      }
      R064Store inverse = ObsCase.solve(part, identity);
      int least = 0;
      double[] losses = new double[left.length];
      for (int a = 0; a < left.length; a++) {
        losses[a] = weights[left[a]] * weights[left[a]] / inverse.doubleValue(a, a);
        least = losses[a] < losses[least] ? a : least;
      }
      assertThat(trace.order()[step]).isEqualTo(left[least]);
      assertThat(trace.losses()[step]).isCloseTo(losses[least], within(1e-9));
      kept[left[least]] = false;
    }
  }

  @Test
  void obsKeepsTheEndOfTheTraceRefit() {
    for (int trial = 0; trial < 20; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      int[] order = RemovalTrace.ofWeights(c.squares(0)).order();
      for (double p : List.of(0.02, 0.3, 0.6, 0.98)) {
        Scheme.Prune scheme = new Scheme.Prune(p);
        int zeros = Budget.zeros(0.9, order.length, scheme);
        LayerOutcome outcome = c.run(new Obs(0.9, 0, 0), scheme);
        assertThat(outcome.order()).containsExactly(Arrays.copyOf(order, zeros));
        boolean[] kept = all(c);
        Arrays.stream(outcome.order()).forEach(unit -> kept[entry(c, unit)] = false);
        assertClose(outcome.layer().weights().data, c.refit(kept));
        assertThat(outcome.nonzeros()).isEqualTo(order.length - zeros);
        double loss = Arrays.stream(outcome.scores()).sum();
        assertThat(loss).isCloseTo(c.refitLoss(kept) - c.refitLoss(all(c)), within(1e-8));
      }
    }
  }

  private static void assertClose(double[] found, double[] expected) {
    for (int e = 0; e < found.length; e++) {
      assertThat(found[e]).isCloseTo(expected[e], within(1e-8));
    }
  }

  @Test
  void alpsIsTheLiteralLoopRefit() {
    int early = 0;
    for (int trial = 0; trial < 60; trial++) {
      ObsCase c = ObsCase.random(random, 0.01);
      Scheme.Prune scheme = new Scheme.Prune(random.nextDouble(0.02, 0.98));
      int zeros = Budget.zeros(0.9, c.rows() * c.inputs(), scheme);
      boolean[] expected = new LiteralAdmm(c, zeros).kept();
      assertThat(new Admm(c.squares(0.01)).kept(zeros)).isEqualTo(expected);
      LayerOutcome outcome = c.run(new Alps(0.9, 0.01, 0), scheme);
      assertClose(outcome.layer().weights().data, c.refit(expected));
      assertThat(outcome.nonzeros()).isEqualTo(expected.length - zeros);
      assertThat(outcome.order()).hasSize(zeros).isSorted();
      early += Arrays.equals(expected, new LiteralAdmm(c, zeros).first()) ? 0 : 1;
    }
    // The loop does something: it often ends elsewhere than it began.
    assertThat(early).isGreaterThan(10);
  }

  /** Every change of one or two weights costs what the refit losses say. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01})
  void tableauKnowsEveryChange(double damping) {
    for (int trial = 0; trial < 30; trial++) {
      ObsCase c = ObsCase.random(random, damping);
      boolean[] kept = c.row(c.mask(random, 0.5), 0);
      Tableau tableau = new Tableau(c.squares(damping), 0, 1, kept);
      for (int move = 0; move < 4; move++) {
        double loss = c.loss(0, c.refit(0, kept));
        double out = Double.POSITIVE_INFINITY;
        double in = Double.POSITIVE_INFINITY;
        double exchange = Double.POSITIVE_INFINITY;
        for (int i : ObsCase.indexes(kept, true)) {
          boolean[] other = kept.clone();
          other[i] = false;
          out = Math.min(out, c.loss(0, c.refit(0, other)) - loss);
          for (int j : ObsCase.indexes(kept, false)) {
            boolean[] both = other.clone();
            both[j] = true;
            exchange = Math.min(exchange, c.loss(0, c.refit(0, both)) - loss);
          }
        }
        for (int j : ObsCase.indexes(kept, false)) {
          boolean[] other = kept.clone();
          other[j] = true;
          in = Math.min(in, c.loss(0, c.refit(0, other)) - loss);
        }
        assertCost(tableau.cheapestOut(), out);
        assertCost(tableau.bestIn(), in);
        assertCost(tableau.bestExchange(), exchange);
        // Some way on, whether it gains or not.
        Change change =
            List.of(tableau.cheapestOut(), tableau.bestIn(), tableau.bestExchange())
                .get(random.nextInt(3));
        tableau.apply(change);
        if (change.out() >= 0) {
          kept[change.out()] = false;
        }
        if (change.in() >= 0) {
          kept[change.in()] = true;
        }
        assertThat(tableau.kept()).isEqualTo(kept);
      }
    }
  }

  private static void assertCost(Change change, double expected) {
    if (Double.isInfinite(expected)) {
      assertThat(change).isEqualTo(Change.NONE);
    } else {
      assertThat(change.cost()).isCloseTo(expected, within(1e-7));
    }
  }

  /** The literal audit: no exchange of any two weights of the layer lowers the refit loss. */
  @Test
  void exchangesEndInALocalOptimum() {
    for (int trial = 0; trial < 30; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      boolean[] start = c.mask(random, 0.5);
      boolean[] end = Exchanges.ofWeights(c.squares(0), start, 1000);
      assertThat(ObsCase.indexes(end, true)).hasSameSizeAs(ObsCase.indexes(start, true));
      double loss = c.refitLoss(end);
      double tolerance = 2 * Exchanges.LEAST_GAIN * c.refitLoss(new boolean[end.length]);
      assertThat(loss).isLessThanOrEqualTo(c.refitLoss(start) + tolerance);
      for (int out : ObsCase.indexes(end, true)) {
        for (int in : ObsCase.indexes(end, false)) {
          boolean[] other = end.clone();
          other[out] = false;
          other[in] = true;
          assertThat(c.refitLoss(other)).isGreaterThan(loss - tolerance);
        }
      }
    }
  }

  @Test
  void everyExchangeLowersTheLoss() {
    int exchanged = 0;
    for (int trial = 0; trial < 20; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      boolean[] start = c.mask(random, 0.4);
      boolean[] before = start;
      assertThat(Exchanges.ofWeights(c.squares(0), start, 0)).isEqualTo(start);
      for (int most = 1; most < 30; most++) {
        boolean[] after = Exchanges.ofWeights(c.squares(0), start, most);
        if (Arrays.equals(before, after)) {
          break;
        }
        assertThat(c.refitLoss(after)).isLessThan(c.refitLoss(before));
        before = after;
        exchanged++;
      }
    }
    assertThat(exchanged).isGreaterThan(20);
  }

  @Test
  void swapsOfMethodsLowerPsiAtTheSameBudget() {
    R064Store z = ObsCase.correlated(random, 120, 40);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 6, 40, 1), z, z, 0);
    LeastSquares squares = c.squares(0);
    Scheme.Prune scheme = new Scheme.Prune(0.3);
    LayerOutcome obs = c.run(new Obs(0.9, 0, 0), scheme);
    LayerOutcome swapped = c.run(new Obs(0.9, 0, 10_000), scheme);
    assertThat(squares.loss(swapped.layer().weights().data))
        .isLessThanOrEqualTo(squares.loss(obs.layer().weights().data));
    LayerOutcome alps = c.run(new Alps(0.9, 0, 0), scheme);
    LayerOutcome better = c.run(new Alps(0.9, 0, 10_000), scheme);
    assertThat(squares.loss(better.layer().weights().data))
        .isLessThan(squares.loss(alps.layer().weights().data));
    assertThat(List.of(swapped.nonzeros(), alps.nonzeros(), better.nonzeros()))
        .containsOnly(obs.nonzeros());
    assertThat(swapped.order()).isSorted();
  }

  /** Ten samples take ten weights a row; of thirty inputs fifteen kept can say all of them. */
  @Test
  void fewSamplesAreStillMet() {
    R064Store z = Nets.gaussian(random, 10, 30, 1);
    ObsCase c = ObsCase.of(Nets.gaussian(random, 4, 30, 1), z, z, 0.01);
    Scheme.Prune half = new Scheme.Prune(0.5556);
    for (Method method : List.of(new Obs(0.9, 0, 0), new Obs(0.9, 0, 100), new Alps(0.9, 0, 0))) {
      LayerOutcome outcome = c.run(method, half);
      assertThat(outcome.fallback()).contains("singular moments damped");
      assertThat(outcome.nonzeros()).isEqualTo(72);
      double psi = c.problem().psi(List.of(outcome.layer()))[0];
      assertThat(psi).isLessThan(1e-6 * c.problem().watchedEnergy());
    }
  }

  /** An input goes with all its weights at every step: the one whose loss, refit, is least. */
  @Test
  void inputsGoGreedily() {
    for (int trial = 0; trial < 20; trial++) {
      ObsCase c = ObsCase.random(random, 0.01);
      RemovalTrace trace = RemovalTrace.ofInputs(c.squares(0.01));
      boolean[] kept = new boolean[c.inputs()];
      Arrays.fill(kept, true);
      double loss = c.refitLoss(all(c));
      for (int step = 0; step < kept.length; step++) {
        double[] losses = new double[kept.length];
        for (int j = 0; j < kept.length; j++) {
          boolean[] without = kept.clone();
          without[j] = false;
          losses[j] = kept[j] ? c.refitLoss(columns(c, without)) : Double.POSITIVE_INFINITY;
        }
        int least =
            IntStream.range(0, losses.length)
                .boxed()
                .min(Comparator.comparingDouble(j -> losses[j]))
                .orElseThrow();
        assertThat(trace.order()[step]).isEqualTo(least);
        assertThat(trace.losses()[step]).isCloseTo(losses[least] - loss, within(1e-8));
        loss = losses[least];
        kept[least] = false;
      }
    }
  }

  /** The mask of weights whose inputs are kept. */
  private static boolean[] columns(ObsCase c, boolean[] inputs) {
    boolean[] kept = new boolean[c.rows() * c.inputs()];
    for (int e = 0; e < kept.length; e++) {
      kept[e] = inputs[e / c.rows()];
    }
    return kept;
  }

  /** No exchange of two inputs is left that lowers the refit loss, and all weights are refit. */
  @Test
  void osscarEndsInALocalOptimum() {
    int better = 0;
    for (int trial = 0; trial < 40; trial++) {
      ObsCase c = ObsCase.random(random, 0);
      Scheme.Prune scheme = new Scheme.Prune(random.nextDouble(0.02, 0.98));
      LayerOutcome outcome = neurons(c, new Osscar(0.9, 0, 1000), scheme);
      boolean[] kept = new boolean[c.inputs()];
      Arrays.fill(kept, true);
      Arrays.stream(outcome.order()).forEach(j -> kept[j] = false);
      assertThat(outcome.order()).hasSize(Budget.zeros(0.9, c.inputs(), scheme));
      assertClose(outcome.layer().weights().data, c.refit(columns(c, kept)));
      double loss = c.refitLoss(columns(c, kept));
      double tolerance = 2 * Exchanges.LEAST_GAIN * c.refitLoss(new boolean[all(c).length]);
      for (int out : ObsCase.indexes(kept, true)) {
        for (int in : ObsCase.indexes(kept, false)) {
          boolean[] other = kept.clone();
          other[out] = false;
          other[in] = true;
          assertThat(c.refitLoss(columns(c, other))).isGreaterThan(loss - tolerance);
        }
      }
      LayerOutcome greedy = neurons(c, new Osscar(0.9, 0, 0), scheme);
      double before = c.squares(0).loss(greedy.layer().weights().data);
      double after = c.squares(0).loss(outcome.layer().weights().data);
      assertThat(after).isLessThanOrEqualTo(before + tolerance);
      better += after < before - tolerance ? 1 : 0;
    }
    assertThat(better).isPositive();
  }

  private static LayerOutcome neurons(ObsCase c, Osscar method, Scheme scheme) {
    return method.plan(c.problem(), Unit.NEURON, scheme).draw(new double[0]);
  }

  @Test
  void convolutionsAreRefusedInWords() {
    Convolution layer = new Convolution(Nets.gaussian(random, 3, 8, 1), 2, 3, Activation.RELU);
    Activations inputs = Activations.of(Nets.gaussian(random, 10, 18, 1));
    LayerProblem problem =
        LayerProblem.of(new Network(List.of(layer)), 1, Role.WIDE, inputs, inputs);
    Scheme scheme = new Scheme.Prune(0.5);
    assertThatThrownBy(() -> new Osscar(0.9, 0, 0).plan(problem, Unit.NEURON, scheme))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("expected a dense layer: osscar solves for weights");
    assertThatThrownBy(() -> new Osscar(0.9, 0, 0).plan(problem, Unit.WEIGHT, scheme))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("osscar can prune neurons in W");
  }

  @Test
  void leastOfNumbersInTheirOrder() {
    double[] values = {3, 1, 2, 1, Double.NaN, 1};
    assertThat(Least.of(values, 0)).containsOnly(false);
    assertThat(ObsCase.indexes(Least.of(values, 2), true)).containsExactly(1, 3);
    assertThat(ObsCase.indexes(Least.of(values, 4), true)).containsExactly(1, 2, 3, 5);
    assertThat(Least.of(values, 6)).containsOnly(true);
    assertThat(Least.of(new double[0], 0)).isEmpty();
  }
}
