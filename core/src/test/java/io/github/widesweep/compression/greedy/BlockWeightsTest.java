package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/** The fast algorithm against evaluation of every candidate at every step. */
class BlockWeightsTest {
  private static final List<Activation> ACTIVATIONS =
      Arrays.stream(Activation.values()).filter(Activation::isEntrywise).toList();
  private static final Ordering EXACT = new Ordering.Exact();

  static IntStream seeds() {
    return IntStream.range(0, 240);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void takesTheLeastScoreAtEveryStep(int seed) {
    RandomGenerator random = Nets.random(seed);
    Activation activation = ACTIVATIONS.get(seed % ACTIVATIONS.size());
    GreedyCase c = GreedyCase.random(random, activation, seed % 8 == 0 ? 40 : 10);
    Ordering ordering = seed % 4 == 3 ? new Ordering.Refresh(random.nextDouble(0.05, 1)) : EXACT;
    check(c, ordering, Score.ABSOLUTE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void takesTheLeastSignedChangeAtEveryStep(int seed) {
    RandomGenerator random = Nets.random(seed + 1000);
    Activation activation = ACTIVATIONS.get(seed % ACTIVATIONS.size());
    GreedyCase c = GreedyCase.random(random, activation, seed % 8 == 0 ? 40 : 10);
    Ordering ordering = seed % 4 == 3 ? new Ordering.Refresh(random.nextDouble(0.05, 1)) : EXACT;
    check(c, ordering, Score.SIGNED);
  }

  /** Gradients are made in blocks of 64 rows, the last of which is shorter. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "SOFTPLUS"})
  void rowsOfSeveralBlocksAreRefreshed(Activation activation) {
    int cases = 0;
    for (int seed = 0; cases < 3; seed++) {
      GreedyCase c = GreedyCase.random(Nets.random(seed), activation, 150);
      if (c.layer().outputs() > 70) {
        check(c, new Ordering.Refresh(0.1), Score.ABSOLUTE);
        cases++;
      }
    }
  }

  private static void check(GreedyCase c, Ordering ordering, Score score) {
    BlockWeights.Drawn drawn = c.prepare(ordering, score).draw(c.uniforms());
    assertThat(drawn.order()).hasSize(c.steps()).doesNotHaveDuplicates();
    LiteralWeights.Result literal =
        LiteralWeights.run(c, ordering.period(c.steps()), drawn.order(), score);
    double rounding = 1e-12 * Math.max(literal.largestPsi(), 1e-3);
    for (int step = 0; step < c.steps(); step++) {
      assertThat(drawn.scores()[step]).isCloseTo(literal.scores()[step], within(rounding));
      assertThat(literal.scores()[step])
          .as("step %d: nothing left scores less", step)
          .isLessThanOrEqualTo(literal.least()[step] + rounding);
    }
    int inputs = c.layer().inputs();
    for (int u = 0; u < literal.weights().length; u++) {
      assertThat(drawn.weights().doubleValue(u / inputs, u % inputs))
          .isEqualTo(literal.weights()[u]);
    }
  }

  /** Sums of whole numbers are exact, so the literal order is known, ties and all. */
  @ParameterizedTest
  @MethodSource("seeds")
  void tiesGoToTheLowestIndex(int seed) {
    Activation activation = seed % 3 == 0 ? Activation.IDENTITY : Activation.RELU;
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), activation);
    assertThat(c.draw(EXACT).order()).isEqualTo(LiteralWeights.run(c, 1, null).order());
    Ordering thirds = new Ordering.Refresh(1.0 / 3);
    assertThat(c.draw(thirds).order())
        .isEqualTo(LiteralWeights.run(c, thirds.period(c.steps()), null).order());
  }

  /** Units that change nothing tie at 0, and more do when draws have brought the layer back. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void unitsOfInputsThatAreZeroAreTakenByIndex(int seed) {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), Activation.RELU);
    int samples = c.zh().getRowDim();
    for (R064Store inputs : List.of(c.z(), c.zh())) {
      Arrays.fill(inputs.data, 0, samples, 0);
      Arrays.fill(inputs.data, inputs.data.length - samples, inputs.data.length, 0);
    }
    assertThat(c.draw(EXACT).order()).isEqualTo(LiteralWeights.run(c, 1, null).order());
  }

  /** Inputs whose squares single precision has no place for, scaled by powers of 2: exact sums. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p60, 0x1p-10})
  void ordersDoNotDependOnTheScaleOfInputs(double scale) {
    for (int seed = 0; seed < 20; seed++) {
      GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), Activation.RELU);
      GreedyCase scaled =
          new GreedyCase(
              c.layer(),
              c.next(),
              scaled(c.z(), scale),
              scaled(c.zh(), scale),
              c.replacement(),
              c.steps(),
              c.uniforms());
      for (Ordering ordering : List.of(EXACT, new Ordering.Refresh(0.3))) {
        assertThat(scaled.draw(ordering).order()).isEqualTo(c.draw(ordering).order());
      }
    }
  }

  /** Weights of the next layer that single precision has no place for. */
  @ParameterizedTest
  @ValueSource(doubles = {0x1p140, 0x1p-110, 0x1p-140})
  void ordersDoNotDependOnTheScaleOfTheNextLayer(double scale) {
    for (int seed = 0; seed < 20; seed++) {
      GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(seed), Activation.RELU);
      Dense next =
          new Dense(
              scaled(c.next().weights(), scale),
              Optional.empty(),
              Activation.IDENTITY,
              Double.POSITIVE_INFINITY);
      GreedyCase scaled =
          new GreedyCase(c.layer(), next, c.z(), c.zh(), c.replacement(), c.steps(), c.uniforms());
      Ordering ordering = new Ordering.Refresh(0.3);
      assertThat(scaled.draw(ordering).order()).isEqualTo(c.draw(ordering).order());
    }
  }

  private static R064Store scaled(R064Store matrix, double scale) {
    R064Store result = matrix.copy();
    Arrays.setAll(result.data, k -> scale * matrix.data[k]);
    return result;
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"RELU", "TANH", "SOFTPLUS"})
  void drawsOfOnePlanAreThoseOfPlansOfTheirOwn(Activation activation) {
    RandomGenerator random = Nets.random(9);
    GreedyCase c = GreedyCase.random(random, activation, 30);
    for (Ordering ordering : List.of(EXACT, new Ordering.Refresh(0.2), new Ordering.Static())) {
      BlockWeights shared = c.prepare(ordering);
      for (int draw = 0; draw < 3; draw++) {
        double[] uniforms = random.doubles(c.uniforms().length).toArray();
        BlockWeights.Drawn one = shared.draw(uniforms);
        BlockWeights.Drawn other = c.prepare(ordering).draw(uniforms);
        assertThat(one.order()).isEqualTo(other.order());
        assertThat(one.scores()).isEqualTo(other.scores());
        assertThat(one.weights().data).isEqualTo(other.weights().data);
      }
    }
  }

  /** A kept weight becomes 1e200 times itself: squares overflow, an order there is all the same. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void scoresThatOverflowAreTakenByIndex(Activation activation) {
    GreedyCase c = GreedyCase.ofWholeNumbers(Nets.random(3), activation);
    int units = c.uniforms().length;
    GreedyCase extreme =
        new GreedyCase(
            c.layer(),
            c.next(),
            c.z(),
            c.zh(),
            new Replacement.Pruning(1e-200),
            units,
            new double[units]);
    for (Ordering ordering : List.of(EXACT, new Ordering.Refresh(0.3), new Ordering.Static())) {
      int[] order = extreme.draw(ordering).order();
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      assertThat(sorted).isEqualTo(IntStream.range(0, units).toArray());
    }
  }

  @Test
  void aLayerThatProjectsItsActivationsIsRefused() {
    GreedyCase c = GreedyCase.random(Nets.random(1), Activation.RELU, 4);
    Dense projected = c.layer().withRadius(2);
    assertThatThrownBy(
            () ->
                new BlockWeights(
                    projected,
                    c.next(),
                    c.zh(),
                    c.layer().preactivations(c.zh()),
                    c.residual(),
                    c.replacement(),
                    c.steps(),
                    EXACT))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("without a projection");
  }

  @Test
  void periodsAreExactDecimals() {
    assertThat(new Ordering.Refresh(0.07).period(100)).isEqualTo(7);
    assertThat(new Ordering.Refresh(0.07).period(101)).isEqualTo(8);
    assertThat(new Ordering.Refresh(0.01).period(3)).isEqualTo(1);
    assertThat(new Ordering.Static().period(100)).isEqualTo(100);
    assertThat(EXACT.period(100)).isEqualTo(1);
    assertThat(new Ordering.Static().period(0)).isEqualTo(1);
  }

  @Test
  void memoryAtWidth1000IsBelowAGigabyte() {
    for (Activation activation : ACTIVATIONS) {
      assertThat(BlockWeights.bytes(1438, 64, 1000, 40, activation, EXACT))
          .isBetween(80L << 20, 1L << 30);
    }
    long few = BlockWeights.bytes(1438, 64, 100, 40, Activation.RELU, EXACT);
    assertThat(BlockWeights.bytes(1438, 64, 200, 40, Activation.RELU, EXACT)).isGreaterThan(few);
  }
}
