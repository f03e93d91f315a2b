package io.github.widesweep.compression.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Method.Parameter;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** Invariances, ties, nesting and numbers by hand of the methods that score units once. */
class ScorePropertiesTest {
  private static final int SAMPLES = 12;
  private static final Scheme HALF = new Scheme.Prune(0.5);
  private static final double[] NONE = {};

  private final RandomGenerator random = Nets.random(191);

  private static LayerProblem problem(Layer layer, R064Store z, Role role, Layer... next) {
    Activations inputs = Activations.of(z);
    Network network =
        next.length == 0 ? new Network(List.of(layer)) : new Network(List.of(layer, next[0]));
    return LayerProblem.of(network, 1, role, inputs, inputs);
  }

  private static LayerProblem wide(R064Store weights, R064Store z) {
    return problem(new Dense(weights, Activation.RELU), z, Role.WIDE);
  }

  private static int[] removed(Method method, LayerProblem problem, Unit unit) {
    return method.plan(problem, unit, HALF).draw(NONE).order();
  }

  private static Set<Integer> set(int... units) {
    Set<Integer> set = new HashSet<>();
    Arrays.stream(units).forEach(set::add);
    return set;
  }

  private static List<Function<Double, Method>> weightMethods() {
    return List.of(
        Magnitude::new,
        alpha -> new Wanda(alpha, Wanda.Per.LAYER),
        alpha -> new Wanda(alpha, Wanda.Per.ROW));
  }

  /** {@code |w| |z|} worked out: a small weight on a large input stays. */
  @Test
  void magnitudeAndWandaByHand() {
    // Rows (4, 0, 1, -1) and (3, -2, -1, -3), inputs of lengths 1, 2, 8, 3.
    R064Store weights = R064Store.wrap(new double[] {4, 3, 0, -2, 1, -1, -1, -3}, 2);
    R064Store z = LinearAlgebra.zeros(4, 4);
    double[] lengths = {1, 2, 8, 3};
    for (int j = 0; j < 4; j++) {
      z.set(j, j, lengths[j]);
    }
    LayerProblem problem = wide(weights, z);
    // Scores 4 0 8 3 and 3 4 8 9. Of 8 weights floor(0.9 * 8) = 7 are offered: 3.5 go, so 4.
    assertThat(set(removed(new Wanda(0.9, Wanda.Per.ROW), problem, Unit.WEIGHT)))
        .isEqualTo(set(1, 3, 4, 5));
    assertThat(removed(new Wanda(0.9, Wanda.Per.LAYER), problem, Unit.WEIGHT))
        .containsExactly(1, 3, 4, 0);
    assertThat(removed(new Magnitude(0.9), problem, Unit.WEIGHT)).containsExactly(1, 2, 3, 6);
    LayerOutcome outcome =
        new Wanda(0.9, Wanda.Per.LAYER).plan(problem, Unit.WEIGHT, HALF).draw(NONE);
    // Squares over the number of samples.
    assertThat(outcome.scores())
        .containsExactly(new double[] {0, 9 / 4.0, 9 / 4.0, 4}, within(0.0));
    assertThat(outcome.nonzeros()).isEqualTo(4);
  }

  @Test
  void signsAndCommonScalesDoNotMatter() {
    for (int trial = 0; trial < 20; trial++) {
      R064Store w = Nets.gaussian(random, 3, 5, 1);
      R064Store z = Nets.gaussian(random, SAMPLES, 5, 1);
      R064Store other = w.copy();
      Arrays.setAll(other.data, e -> (random.nextBoolean() ? 4 : -4) * w.data[e]);
      R064Store longer = z.copy();
      Arrays.setAll(longer.data, e -> -8 * z.data[e]);
      for (Function<Double, Method> method : weightMethods()) {
        int[] expected = removed(method.apply(0.8), wide(w, z), Unit.WEIGHT);
        assertThat(removed(method.apply(0.8), wide(other, longer), Unit.WEIGHT))
            .isEqualTo(expected);
      }
    }
  }

  /** Inputs in another order, with their weights, and samples in another order. */
  @Test
  void ordersOfInputsAndSamplesDoNotMatter() {
    for (int trial = 0; trial < 20; trial++) {
      R064Store w = Nets.gaussian(random, 3, 5, 1);
      R064Store z = Nets.gaussian(random, SAMPLES, 5, 1);
      R064Store turnedW = w.copy();
      R064Store turnedZ = z.copy();
      for (int j = 0; j < 5; j++) {
        int to = (j + 2) % 5;
        System.arraycopy(w.data, j * 3, turnedW.data, to * 3, 3);
        for (int s = 0; s < SAMPLES; s++) {
          turnedZ.set((s + 5) % SAMPLES, to, z.doubleValue(s, j));
        }
      }
      for (Function<Double, Method> method : weightMethods()) {
        int[] before = removed(method.apply(0.8), wide(w, z), Unit.WEIGHT);
        int[] after = removed(method.apply(0.8), wide(turnedW, turnedZ), Unit.WEIGHT);
        int[] mapped = Arrays.stream(before).map(u -> u / 5 * 5 + (u % 5 + 2) % 5).toArray();
        assertThat(after).isEqualTo(mapped);
      }
    }
  }

  /** More zeros are the same zeros and further ones; rows of Wanda differ by one at most. */
  @Test
  void largerBudgetsContainSmallerOnes() {
    for (int trial = 0; trial < 10; trial++) {
      LayerProblem problem =
          wide(Nets.gaussian(random, 4, 6, 1), Nets.gaussian(random, SAMPLES, 6, 1));
      for (Function<Double, Method> method : weightMethods()) {
        int[] before = {};
        for (double alpha = 0.1; alpha < 1; alpha += 0.1) {
          int[] after = removed(method.apply(alpha), problem, Unit.WEIGHT);
          assertThat(after).hasSize(Budget.zeros(alpha, 24, (Scheme.Prune) HALF));
          if (!(method.apply(alpha) instanceof Wanda wanda && wanda.per() == Wanda.Per.ROW)) {
            assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
          } else {
            int zeros = after.length;
            for (int row = 0; row < 4; row++) {
              int of = row;
              long inRow = Arrays.stream(after).filter(u -> u / 6 == of).count();
              assertThat(inRow).isBetween((long) zeros / 4, (zeros + 3L) / 4);
            }
          }
          before = after;
        }
      }
    }
  }

  /** Equal weights, inputs of one length up to the order of their sum: by index all the same. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 3e-200})
  void tiesGoByIndexForWholeUnitsToo(double value) {
    R064Store weights = LinearAlgebra.zeros(7, 7);
    Arrays.fill(weights.data, value);
    R064Store z = LinearAlgebra.zeros(SAMPLES, 7);
    for (int e = 0; e < z.data.length; e++) {
      z.data[e] = Math.sqrt(1 + (e + 5 * (e / SAMPLES)) % SAMPLES) / 3;
    }
    Dense next = new Dense(Nets.gaussian(random, 2, 7, 1), Activation.IDENTITY);
    for (Role role : Role.values()) {
      LayerProblem problem = problem(new Dense(weights, Activation.RELU), z, role, next);
      for (Method method : List.of(new UnitNorm(0.9), new UnitActivation(0.9))) {
        // floor(6.3) are offered, 3 go.
        assertThat(removed(method, problem, Unit.NEURON)).containsExactly(0, 1, 2);
      }
      for (Method method : List.of(new Magnitude(0.2), new Wanda(0.2, Wanda.Per.LAYER))) {
        assertThat(removed(method, problem, Unit.WEIGHT)).containsExactly(0, 1, 2, 3, 4);
      }
    }
  }

  /** The last digits of sums are not told apart, those of single weights are. */
  @Test
  void marginsAreThoseOfSums() {
    double above = Math.nextUp(1.0);
    assertThat(Scores.exact(new double[] {above, 1}).least(2, 1)).containsExactly(1, 0);
    assertThat(Scores.sums(new double[] {above, 1}, 10).least(2, 1)).containsExactly(0, 1);
    assertThat(Scores.sums(new double[] {1 + 1e-12, 1}, 10).least(2, 1)).containsExactly(1, 0);
    Scores groups = Scores.exact(new double[] {5, 4, 3, 2, 1, 0});
    // 1, 1 and 2 of three groups of two: 4 of 6.
    assertThat(groups.least(4, 3)).containsExactly(1, 3, 5, 4);
    assertThat(groups.least(0, 3)).isEmpty();
    assertThat(groups.of(new int[] {5, 0, 0})).containsExactly(0, 5, 5);
  }

  /** Not-a-numbers and infinities go last, by index: overflowing energies stay. */
  @Test
  void whatOverflowsStays() {
    R064Store weights = R064Store.wrap(new double[] {1e200, 1, 1e200, 2}, 1);
    R064Store z = LinearAlgebra.zeros(1, 4);
    Arrays.fill(z.data, 1);
    LayerProblem problem = wide(weights, z);
    assertThat(removed(new Wanda(0.9, Wanda.Per.LAYER), problem, Unit.WEIGHT))
        .containsExactly(1, 3);
    assertThat(removed(new UnitNorm(0.9), problem, Unit.NEURON)).containsExactly(1, 3);
  }

  /** Activations of a unit's own map, all positions: by hand for two filters of one tap. */
  @Test
  void filtersAreScoredOverTheirWholeMaps() {
    // One input channel of 2 x 2; filters 1 and -2 of one tap, ReLU.
    Convolution layer =
        new Convolution(R064Store.wrap(new double[] {1, -2}, 2), 1, 2, Activation.RELU);
    R064Store z = R064Store.wrap(new double[] {1, 2, -3, -4}, 1);
    Dense next = new Dense(Nets.gaussian(random, 1, 8, 1), Activation.IDENTITY);
    LayerProblem problem = problem(layer, z, Role.BLOCK, next);
    UnitActivation method = new UnitActivation(0.9);
    // 1 + 4 against 36 + 64.
    assertThat(method.scores(problem).values()).containsExactly(5, 100);
    assertThat(new UnitNorm(0.9).scores(problem).values()).containsExactly(1, 4);
    assertThat(new UnitNorm(0.9).scores(problem(layer, z, Role.WIDE)).values()).containsExactly(5);
    assertThat(method.scores(problem(layer, z, Role.WIDE)).values()).containsExactly(30);
  }

  /** Every order of four uniforms once: each unit goes as often as any other. */
  @Test
  void randomMasksTakeEveryUnitAlike() {
    LayerProblem problem =
        wide(Nets.gaussian(random, 2, 2, 1), Nets.gaussian(random, SAMPLES, 2, 1));
    var plan = new RandomMask(0.99).plan(problem, Unit.WEIGHT, new Scheme.Prune(0.34));
    int[] gone = new int[4];
    int orders = 0;
    for (int code = 0; code < 256; code++) {
      int[] ranks = {code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3};
      if (set(ranks).size() == 4) {
        double[] uniforms = Arrays.stream(ranks).mapToDouble(rank -> rank / 4.0).toArray();
        int[] removed = plan.draw(uniforms).order();
        // floor(3.96) offered, 1.98 go: the two of the largest uniforms, the largest first.
        assertThat(removed).hasSize(2);
        assertThat(uniforms[removed[0]]).isEqualTo(0.75);
        assertThat(uniforms[removed[1]]).isEqualTo(0.5);
        Arrays.stream(removed).forEach(unit -> gone[unit]++);
        orders++;
      }
    }
    assertThat(orders).isEqualTo(24);
    assertThat(gone).containsOnly(12);
    // Equal uniforms by index.
    assertThat(plan.draw(new double[4]).order()).containsExactly(0, 1);
    assertThat(plan.psiAdded()).isNaN();
    assertThat(plan.variances()).isEmpty();
  }

  /** With more zeros from the same uniforms, the same units and more: paired comparisons. */
  @Test
  void randomMasksAreNested() {
    LayerProblem problem =
        wide(Nets.gaussian(random, 3, 4, 1), Nets.gaussian(random, SAMPLES, 4, 1));
    double[] uniforms = random.doubles(12).toArray();
    int[] before = {};
    for (double p : new double[] {0.9, 0.7, 0.5, 0.3, 0.1}) {
      int[] after =
          new RandomMask(0.99)
              .plan(problem, Unit.WEIGHT, new Scheme.Prune(p))
              .draw(uniforms)
              .order();
      assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
      before = after;
    }
  }

  /** Halves go away from 0; a weight of 0 stays; the largest weights are levels themselves. */
  @Test
  void roundsTiesAwayFromZero() {
    double[] weights = {8, 1, -1, 3, -3, 0, 5, 7, 0.999, -8};
    double[] expected = {8, 2, -2, 4, -4, 0, 6, 8, 0, -8};
    LayerProblem problem = wide(R064Store.wrap(weights, 2), Nets.gaussian(random, SAMPLES, 5, 1));
    LayerOutcome outcome =
        new RoundToNearest().plan(problem, Unit.WEIGHT, new Scheme.Quantize(4)).draw(NONE);
    assertThat(outcome.layer().weights().data).containsExactly(expected);
    assertThat(outcome.distinctValues()).isEqualTo(8);
    assertThat(outcome.nonzeros()).isEqualTo(8);
    assertThat(outcome.order()).isEmpty();
    // Rounding once more changes nothing, and the layer itself is left alone.
    LayerProblem again = wide(outcome.layer().weights(), problem.inputs().all());
    assertThat(
            new RoundToNearest()
                .plan(again, Unit.WEIGHT, new Scheme.Quantize(4))
                .draw(NONE)
                .layer()
                .weights()
                .data)
        .containsExactly(expected);
    assertThat(problem.layer().weights().data).containsExactly(weights);
  }

  @Test
  void eachSaysWhatItTakes() {
    Scheme levels = new Scheme.Quantize(2);
    for (Role role : Role.values()) {
      for (Method method : List.of(new Magnitude(0.5), new Wanda(0.5, Wanda.Per.ROW))) {
        assertThat(method.supports(role, Unit.WEIGHT, HALF)).isTrue();
        assertThat(method.supports(role, Unit.NEURON, HALF)).isFalse();
        assertThat(method.supports(role, Unit.WEIGHT, levels)).isFalse();
        assertThat(method.random()).isFalse();
        assertThat(method.choosesMask()).isTrue();
      }
      for (Method method : List.of(new UnitNorm(0.5), new UnitActivation(0.5))) {
        assertThat(method.supports(role, Unit.NEURON, HALF)).isTrue();
        assertThat(method.supports(role, Unit.WEIGHT, HALF)).isFalse();
      }
      RandomMask mask = new RandomMask(0.5);
      assertThat(mask.supports(role, Unit.NEURON, HALF)).isTrue();
      assertThat(mask.supports(role, Unit.WEIGHT, HALF)).isTrue();
      assertThat(mask.supports(role, Unit.WEIGHT, levels)).isFalse();
      assertThat(mask.random()).isTrue();
      RoundToNearest rounding = new RoundToNearest();
      assertThat(rounding.supports(role, Unit.WEIGHT, levels)).isTrue();
      assertThat(rounding.supports(role, Unit.WEIGHT, HALF)).isFalse();
      assertThat(rounding.choosesMask()).isFalse();
    }
    assertThat(new Wanda(0.5, Wanda.Per.LAYER).parameters())
        .containsExactly(new Parameter("alpha", 0.5), new Parameter("per", "layer"));
    assertThat(new Wanda(0.5, Wanda.Per.ROW).parameters().get(1).value()).isEqualTo("row");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
  void refusesAlphaOutsideOfTheOpenInterval(double alpha) {
    List<Function<Double, Method>> methods =
        List.of(
            Magnitude::new,
            UnitNorm::new,
            UnitActivation::new,
            RandomMask::new,
            a -> new Wanda(a, Wanda.Per.ROW));
    for (Function<Double, Method> method : methods) {
      assertThatThrownBy(() -> method.apply(alpha))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage("alpha is %s, expected a number strictly between 0 and 1".formatted(alpha));
    }
    assertThatThrownBy(() -> new Wanda(0.5, null))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("per is null, expected row or layer");
  }

  /** Single weights of a convolution share positions: refused in words. */
  @Test
  void refusesSingleWeightsOfConvolutions() {
    Convolution layer = new Convolution(Nets.gaussian(random, 3, 8, 1), 2, 3, Activation.RELU);
    LayerProblem problem = problem(layer, Nets.gaussian(random, 4, 18, 1), Role.WIDE);
    for (Method method :
        List.of(new Magnitude(0.5), new RandomMask(0.5), new Wanda(0.5, Wanda.Per.LAYER))) {
      assertThatThrownBy(() -> method.plan(problem, Unit.WEIGHT, HALF))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("dense");
    }
    assertThat(IntStream.of(removed(new UnitNorm(0.9), problem, Unit.NEURON)).count()).isEqualTo(1);
  }
}
