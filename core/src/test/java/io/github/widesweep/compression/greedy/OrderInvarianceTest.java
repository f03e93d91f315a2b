package io.github.widesweep.compression.greedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * What must not matter to an order, on layers with more units than literal evaluation is fit for:
 * hundreds of cold units, classes of inputs, samples over more than one block.
 */
class OrderInvarianceTest {
  private static final List<Ordering> ORDERINGS =
      List.of(new Ordering.Exact(), new Ordering.Refresh(0.05));

  private final RandomGenerator random = Nets.random(61);

  private GreedyCase make(Activation activation, int inputs, int rows, int samples) {
    R064Store z = Nets.gaussian(random, samples, inputs, 1);
    R064Store zh = z.copy();
    Arrays.setAll(zh.data, k -> z.data[k] * random.nextDouble(0.8, 1.2));
    Dense layer =
        new Dense(
            Nets.gaussian(random, rows, inputs, 0.5),
            Optional.of(random.doubles(rows, -0.5, 0.5).toArray()),
            activation,
            Double.POSITIVE_INFINITY);
    int units = rows * inputs;
    return new GreedyCase(
        layer,
        new Dense(Nets.gaussian(random, 4, rows, 0.6), Activation.IDENTITY),
        z,
        zh,
        random.nextBoolean()
            ? new Replacement.Pruning(0.3)
            : new Replacement.Rounding(layer.maxAbsWeight(), 2),
        (int) (0.9 * units),
        random.doubles(units).toArray());
  }

  private static GreedyCase with(
      GreedyCase c, Dense layer, R064Store next, R064Store z, R064Store zh, double[] uniforms) {
    Replacement replacement =
        c.replacement() instanceof Replacement.Rounding rounding
            ? new Replacement.Rounding(layer.maxAbsWeight(), rounding.levels())
            : c.replacement();
    return new GreedyCase(
        layer, new Dense(next, Activation.IDENTITY), z, zh, replacement, c.steps(), uniforms);
  }

  private static R064Store rows(R064Store matrix, int[] order) {
    R064Store result = LinearAlgebra.zeros(matrix.getRowDim(), matrix.getColDim());
    for (int i = 0; i < order.length; i++) {
      for (int j = 0; j < matrix.getColDim(); j++) {
        result.set(i, j, matrix.doubleValue(order[i], j));
      }
    }
    return result;
  }

  private static R064Store columns(R064Store matrix, int[] order) {
    R064Store result = LinearAlgebra.zeros(matrix.getRowDim(), matrix.getColDim());
    for (int j = 0; j < order.length; j++) {
      for (int i = 0; i < matrix.getRowDim(); i++) {
        result.set(i, j, matrix.doubleValue(i, order[j]));
      }
    }
    return result;
  }

  private static R064Store scaled(R064Store matrix, double factor) {
    R064Store result = matrix.copy();
    Arrays.setAll(result.data, k -> factor * matrix.data[k]);
    return result;
  }

  private int[] permutation(int length) {
    double[] keys = random.doubles(length).toArray();
    return IntStream.range(0, length)
        .boxed()
        .sorted((a, b) -> Double.compare(keys[a], keys[b]))
        .mapToInt(k -> k)
        .toArray();
  }

  private static void requireSame(GreedyCase c, GreedyCase changed) {
    for (Ordering ordering : ORDERINGS) {
      BlockWeights.Drawn one = c.draw(ordering);
      BlockWeights.Drawn other = changed.draw(ordering);
      assertThat(other.order()).isEqualTo(one.order());
      for (int step = 0; step < one.scores().length; step++) {
        double score = one.scores()[step];
        assertThat(other.scores()[step]).isCloseTo(score, within(1e-11 * (1 + score)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SIGMOID", "CENTERED_SIGMOID", "SOFTPLUS"})
  void theOrderOfSamplesAndOutputsDoesNotMatter(Activation activation) {
    GreedyCase c = make(activation, 7, 14, activation == Activation.RELU ? 520 : 60);
    int[] samples = permutation(c.zh().getRowDim());
    int[] outputs = permutation(4);
    R064Store next = rows(c.next().weights(), outputs);
    R064Store z = rows(c.z(), samples);
    requireSame(c, with(c, c.layer(), next, z, rows(c.zh(), samples), c.uniforms()));
  }

  /** All samples twice: means stay what they are. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void samplesMayBeRepeated(Activation activation) {
    GreedyCase c = make(activation, 6, 12, 70);
    int[] twice = IntStream.range(0, 140).map(s -> s / 2).toArray();
    R064Store z = LinearAlgebra.zeros(140, 6);
    R064Store zh = LinearAlgebra.zeros(140, 6);
    for (int s = 0; s < 140; s++) {
      for (int j = 0; j < 6; j++) {
        z.set(s, j, c.z().doubleValue(twice[s], j));
        zh.set(s, j, c.zh().doubleValue(twice[s], j));
      }
    }
    requireSame(c, with(c, c.layer(), c.next().weights(), z, zh, c.uniforms()));
  }

  /** Rows and columns renumbered renumber the order: nothing ties here. */
  @ParameterizedTest
  @CsvSource({"RELU,9,18", "RELU,66,3", "TANH,7,12", "SOFTPLUS,7,12"})
  void renumberedUnitsAreTakenAsBefore(Activation activation, int inputs, int rows) {
    GreedyCase c = make(activation, inputs, rows, 60).with(new Replacement.Pruning(0.3));
    int[] byRow = permutation(rows);
    int[] byColumn = permutation(inputs);
    double[] bias = c.layer().bias().orElseThrow();
    Dense layer =
        c.layer()
            .withWeights(
                columns(rows(c.layer().weights(), byRow), byColumn),
                Optional.of(Arrays.stream(byRow).mapToDouble(i -> bias[i]).toArray()));
    int[] old = new int[rows * inputs];
    Arrays.setAll(old, unit -> byRow[unit / inputs] * inputs + byColumn[unit % inputs]);
    double[] uniforms = Arrays.stream(old).mapToDouble(unit -> c.uniforms()[unit]).toArray();
    GreedyCase renumbered =
        with(
            c,
            layer,
            columns(c.next().weights(), byRow),
            columns(c.z(), byColumn),
            columns(c.zh(), byColumn),
            uniforms);
    for (Ordering ordering : ORDERINGS) {
      int[] order = renumbered.draw(ordering).order();
      assertThat(Arrays.stream(order).map(unit -> old[unit]).toArray())
          .isEqualTo(c.draw(ordering).order());
    }
  }

  /** An input and its weights with the other sign are the same products. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU", "TANH", "SOFTPLUS"})
  void signsOfInputsAndOfOutputsDoNotMatter(Activation activation) {
    GreedyCase c = make(activation, 8, 12, 50);
    Dense layer = c.layer().withWeights(scaled(c.layer().weights(), -1));
    R064Store next = scaled(c.next().weights(), -1);
    requireSame(c, with(c, layer, next, scaled(c.z(), -1), scaled(c.zh(), -1), c.uniforms()));
  }

  /**
   * {@code phi(c a) = c phi(a)} for the identity and ReLU: scores are multiplied by squares of what
   * inputs, weights and the next layer are multiplied by, powers of 2 here, and by nothing else.
   */
  @ParameterizedTest
  @CsvSource({
    "RELU,1,0,0",
    "RELU,20,-20,0",
    "RELU,-30,0,5",
    "RELU,-60,0,0",
    "RELU,0,0,-40",
    "RELU,3,-9,40",
    "IDENTITY,20,0,-30",
    "IDENTITY,-40,40,40"
  })
  void powersOfTwoScaleScoresAndLeaveTheOrder(
      Activation activation, int inputs, int weights, int onward) {
    GreedyCase c = make(activation, 9, 12, 50);
    double x = Math.scalb(1.0, inputs);
    double w = Math.scalb(1.0, weights);
    double v = Math.scalb(1.0, onward);
    double[] bias = Arrays.stream(c.layer().bias().orElseThrow()).map(b -> b * x * w).toArray();
    Dense layer = c.layer().withWeights(scaled(c.layer().weights(), w), Optional.of(bias));
    R064Store next = scaled(c.next().weights(), v);
    GreedyCase scaled = with(c, layer, next, scaled(c.z(), x), scaled(c.zh(), x), c.uniforms());
    double square = x * w * v * x * w * v;
    for (Ordering ordering : ORDERINGS) {
      BlockWeights.Drawn one = c.draw(ordering);
      BlockWeights.Drawn other = scaled.draw(ordering);
      assertThat(other.order()).isEqualTo(one.order());
      assertThat(Arrays.stream(other.scores()).map(score -> score / square).toArray())
          .isEqualTo(one.scores());
    }
  }

  /** Inputs of 0 have a place in the order, and change no other's. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"IDENTITY", "RELU"})
  void zeroInputsComeFirstAndChangeNothing(Activation activation) {
    GreedyCase c = make(activation, 6, 14, 50).with(new Replacement.Pruning(0.3));
    R064Store weights = LinearAlgebra.zeros(14, 7);
    R064Store z = LinearAlgebra.zeros(50, 7);
    R064Store zh = LinearAlgebra.zeros(50, 7);
    System.arraycopy(c.layer().weights().data, 0, weights.data, 0, 14 * 6);
    System.arraycopy(c.z().data, 0, z.data, 0, 50 * 6);
    System.arraycopy(c.zh().data, 0, zh.data, 0, 50 * 6);
    double[] uniforms = new double[14 * 7];
    for (int unit = 0; unit < uniforms.length; unit++) {
      int column = unit % 7;
      uniforms[unit] = column == 6 ? 0.5 : c.uniforms()[unit / 7 * 6 + column];
      weights.set(unit / 7, 6, 1 + unit);
    }
    Dense layer = c.layer().withWeights(weights);
    for (Ordering ordering : List.of(new Ordering.Exact(), new Ordering.Static())) {
      int[] order =
          new GreedyCase(layer, c.next(), z, zh, c.replacement(), c.steps() + 14, uniforms)
              .draw(ordering)
              .order();
      assertThat(Arrays.copyOf(order, 14))
          .isEqualTo(IntStream.range(0, 14).map(i -> 7 * i + 6).toArray());
      int[] rest = Arrays.stream(order).skip(14).map(u -> u / 7 * 6 + u % 7).toArray();
      assertThat(rest).isEqualTo(c.draw(ordering).order());
    }
  }
}
