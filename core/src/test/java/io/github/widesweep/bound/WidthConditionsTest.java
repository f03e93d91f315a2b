package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.WidthConditions.Condition;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthConditionsTest {
  private static final List<Activation> INSIDE = List.of(Activation.TANH, Activation.IDENTITY);
  private static final Scheme PRUNE = new Scheme.Prune(0.3);

  private static CompressionSpec spec(String target, Unit unit, Scheme scheme, double alpha) {
    return Nets.spec(target, unit, scheme, alpha, Projections.NONE);
  }

  /** A layer with {@code nu} as large as {@code c2} allows. */
  private static LayerConstants layer(
      int inputs, int outputs, int side, int q, double sigma, double c2) {
    int block = side * side;
    double nu = c2 * q / Math.sqrt(Math.max(inputs, outputs));
    return constants(inputs * block, outputs * block, block, q, sigma, nu, c2);
  }

  private static LayerConstants constants(
      int inputs, int outputs, int block, int q, double sigma, double nu, double c2) {
    return new LayerConstants(
        inputs,
        outputs,
        block,
        q,
        Padding.CIRCULAR,
        sigma,
        nu,
        2 * sigma,
        c2,
        0,
        Activation.TANH,
        Double.POSITIVE_INFINITY);
  }

  private static NetworkConstants dense(double c1, double c2, int... sizes) {
    List<LayerConstants> layers = new ArrayList<>();
    for (int l = 1; l < sizes.length; l++) {
      // The constants are maxima over layers: only the last layer's are c1 and c2.
      double share = l == sizes.length - 1 ? 1 : 0.5;
      layers.add(layer(sizes[l - 1], sizes[l], 1, 1, share * c1, share * c2));
    }
    return new NetworkConstants(layers);
  }

  /** By hand: K is 21 for p = 0.3, alpha = 0.9, and 9/16 for k = 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2;0.5;W2;WEIGHT;prune;13 K n3/n2 c2^2/c1^2 = 0.328125",
        "2;0.5;W2;WEIGHT;quantize;19 K n3/n2 c2^2/c1^2 = 0.0087890625",
        "2;0.5;W2;NEURON;prune;27 K n3/n2 c2^2/c1^2 = 0.328125",
        "2;0.5;W1;WEIGHT;prune;13 K n2/n1 c2^2/c1^2 = 21",
        "2;0.5;B1;WEIGHT;prune;14 K c1 c2^2 max(1, c1^-4) max(1, c2^2, c2^2 (1-p)/p) / sqrt(n2)"
            + " = 1.3125 | 15 K n3/n2 c2^4/c1^4 = 0.0205078125",
        "0.5;3;B1;WEIGHT;prune;14 K c1 c2^2 max(1, c1^-4) max(1, c2^2, c2^2 (1-p)/p) / sqrt(n2)"
            + " = 3969 | 15 K n3/n2 c2^4/c1^4 = 6804",
        "2;0.5;B1;WEIGHT;quantize;20 K c1 c2^2 max(1, c1^-4) max(1, c2^2/k) / sqrt(n2)"
            + " = 0.03515625 | 21 K n3/n2 c2^4/c1^4 = 0.00054931640625",
        "0.5;3;B1;WEIGHT;quantize;20 K c1 c2^2 max(1, c1^-4) max(1, c2^2/k) / sqrt(n2)"
            + " = 11.390625 | 21 K n3/n2 c2^4/c1^4 = 182.25",
        "2;0.5;B2;WEIGHT;prune;14 K c1^2 c2^2 max(1, c1^-4) max(1, c2^2, c2^2 (1-p)/p) / sqrt(n3)"
            + " = 5.25 | 15 K n4/n3 c2^4/c1^4 = 0.01025390625",
        "2;0.5;B1;NEURON;prune;28 K sqrt(n3/n2) c1^2 c2 / min(1, c1^4) = 21"
            + " | 28 K n3/n2 c2^2/c1^2 = 0.328125"
            + " | 29 K sqrt(n1 n3)/n2 c1^-1 c2^2 max(1, (1-p)/p) = 0.765625",
        "0.5;3;B1;NEURON;prune;28 K sqrt(n3/n2) c1^2 c2 / min(1, c1^4) = 126"
            + " | 28 K n3/n2 c2^2/c1^2 = 189"
            + " | 29 K sqrt(n1 n3)/n2 c1^-1 c2^2 max(1, (1-p)/p) = 110.25",
        "2;0.5;B2;NEURON;prune;28 K sqrt(n4/n3) c1^3 c2 / min(1, c1^4) = 29.698484809834994"
            + " | 28 K n4/n3 c2^2/c1^2 = 0.1640625"
            + " | 29 K sqrt(n2 n4)/n3 c2^2 max(1, (1-p)/p) = 8.662058069535206",
        "2;0.5;B1+W3;NEURON;prune;28 K sqrt(n3/n2) c1^2 c2 / min(1, c1^4) = 21"
            + " | 28 K n3/n2 c2^2/c1^2 = 0.328125"
            + " | 29 K sqrt(n1 n3)/n2 c1^-1 c2^2 max(1, (1-p)/p) = 0.765625"
            + " | 27 K n4/n3 c2^2/c1^2 = 0.1640625"
      })
  void theoremsByHand(
      double c1, double c2, String target, Unit unit, String scheme, String expected) {
    Scheme replacement = scheme.equals("prune") ? PRUNE : new Scheme.Quantize(4);
    NetworkConstants network = dense(c1, c2, 4, 64, 16, 2);
    assertConditions(WidthConditions.of(network, spec(target, unit, replacement, 0.9)), expected);
  }

  private static void assertConditions(WidthConditions found, String expected) {
    String[] conditions = expected.split(" \\| ", -1);
    assertThat(found.conditions()).hasSize(conditions.length);
    double largest = 0;
    for (int i = 0; i < conditions.length; i++) {
      Condition condition = found.conditions().get(i);
      int equals = conditions[i].indexOf(" = ");
      double value = Double.parseDouble(conditions[i].substring(equals + 3));
      assertThat(condition.equation() + " " + condition.formula())
          .isEqualTo(conditions[i].substring(0, equals));
      assertThat(condition.value()).isCloseTo(value, within(1e-12 * value));
      largest = Math.max(largest, condition.value());
    }
    assertThat(found.smallestDelta()).isEqualTo(largest);
  }

  /** Maps of side 2, q of 3, 2 and then a dense layer; K is 1, c1 is 2, c2 is 0.5. */
  private static NetworkConstants convolutions() {
    return new NetworkConstants(
        List.of(
            layer(2, 8, 2, 3, 1, 0.25),
            constants(32, 8, 4, 2, 2, 0.75, 0.5),
            constants(8, 3, 1, 1, 1.5, 0.25, 0.5)));
  }

  @Test
  void filtersByHand() {
    NetworkConstants network = convolutions();
    Scheme half = new Scheme.Prune(0.5);
    assertConditions(
        WidthConditions.of(network, spec("W2", Unit.NEURON, half, 0.5)),
        "34 K d3/d2 (c2 q2)^2/c1^2 = 0.0625");
    assertConditions(
        WidthConditions.of(network, spec("B1", Unit.NEURON, half, 0.5)),
        "35 K sqrt(d3/d2) c1^2 c2 q2 / min(1, c1^4) = 2 | 35 K d3/d2 (c2 q2)^2/c1^2 = 0.0625"
            + " | 36 K sqrt(d1 d3)/d2 c1^-1 c2^2 q1 q2 max(1, (1-p)/p) = 0.1875");
  }

  /** Three dense outputs are one block of four: its norm is at most 0.25 sqrt(12). */
  @Test
  void aDenseLayerBehindFiltersIsHeldToPropositionTwentySix() {
    double nu3 = 0.25 * Math.sqrt(12);
    assertConditions(
        WidthConditions.of(convolutions(), spec("B2", Unit.NEURON, new Scheme.Prune(0.5), 0.5)),
        "126 K sqrt(n4/b) c1^3 nu3 / min(1, c1^4) = "
            + 8 * nu3
            + " | 126 K n4/b nu3^2/c1^2 = 0.1875"
            + " | 127 K sqrt(n2 n4)/b nu2 nu3 max(1, (1-p)/p) = "
            + Math.sqrt(8) * 0.75 * nu3);
    // A dense layer in W stands on its own, wherever it is.
    assertThat(
            WidthConditions.of(convolutions(), spec("W3", Unit.WEIGHT, PRUNE, 0.9)).smallestDelta())
        .isCloseTo(21 * 3.0 / 8 * 0.25 / 4, within(1e-12));
  }

  @Test
  void noTheoremCoversSingleWeightsOfConvolutions() {
    NetworkConstants filtersFirst = convolutions();
    NetworkConstants filtersLast =
        new NetworkConstants(List.of(layer(5, 8, 1, 1, 1, 1), layer(2, 3, 2, 3, 1, 1)));
    for (String target : List.of("W1", "W2", "B1", "B2", "W1+W3")) {
      assertUncovered(filtersFirst, target);
    }
    assertUncovered(filtersLast, "B1");
  }

  private static void assertUncovered(NetworkConstants network, String target) {
    WidthConditions conditions = WidthConditions.of(network, spec(target, Unit.WEIGHT, PRUNE, 0.9));
    assertThat(conditions.conditions()).isEmpty();
    assertThat(conditions.smallestDelta()).isNaN();
  }

  /** The displayed conditions, corrected: what is on the right of the inequality. */
  private static double right(
      int equation, boolean second, double delta, double p, int k, int l, double c1, double c2) {
    double kappa = equation >= 19 && equation <= 21 ? 1.0 / k / k : (1 - p) / p;
    double over = delta / (ALPHA / (1 - ALPHA) * kappa);
    return switch (equation) {
      case 13, 19, 27 -> over * c1 * c1 / (c2 * c2);
      case 14 ->
          over
              / (Math.pow(c1, l)
                  * c2
                  * c2
                  * Math.max(1, Math.pow(c1, -4))
                  * Math.max(1, Math.max(c2 * c2, c2 * c2 * (1 - p) / p)));
      case 20 ->
          over
              / (Math.pow(c1, l)
                  * c2
                  * c2
                  * Math.max(1, Math.pow(c1, -4))
                  * Math.max(1, c2 * c2 / k));
      case 15, 21 -> over * Math.pow(c1, 4) / Math.pow(c2, 4);
      case 28 ->
          second
              ? over * c1 * c1 / (c2 * c2)
              : Math.pow(p * (1 - ALPHA) * delta / (ALPHA * (1 - p)), 2)
                  * Math.min(1, Math.pow(c1, 8))
                  / (Math.pow(c1, 2 * (l + 1)) * c2 * c2);
      case 29 -> over / (Math.pow(c1, l - 2) * c2 * c2 * Math.max(1, (1 - p) / p));
      default -> throw new AssertionError(equation);
    };
  }

  private static final double ALPHA = 0.85;

  private static double left(int equation, int l, int... n) {
    double n1 = n[l - 1];
    double n2 = n[l];
    return switch (equation) {
      case 13, 19, 27 -> n2 / n1;
      case 14, 20 -> 1 / Math.sqrt(n2);
      case 15, 21, 28 -> n[l + 1] / n2;
      case 29 -> Math.sqrt(n1 * n[l + 1]) / n2;
      default -> throw new AssertionError(equation);
    };
  }

  /** Each delta put back into its condition makes both sides equal; the largest meets all. */
  @Test
  void displayedConditionsHoldWithEquality() {
    RandomGenerator random = Nets.random(11);
    for (int trial = 0; trial < 500; trial++) {
      int[] n = {1 + random.nextInt(90), 1 + random.nextInt(90), 1 + random.nextInt(90), 7};
      double c1 = Math.exp(random.nextDouble(-2, 2));
      double c2 = Math.exp(random.nextDouble(-2, 2));
      double p = random.nextDouble(0.05, 0.95);
      int k = 1 + random.nextInt(30);
      Unit unit = random.nextBoolean() ? Unit.WEIGHT : Unit.NEURON;
      boolean pruned = unit == Unit.NEURON || random.nextBoolean();
      Scheme scheme = pruned ? new Scheme.Prune(p) : new Scheme.Quantize(k);
      String target = List.of("W1", "W2", "B1", "B2", "B1+W3").get(random.nextInt(5));
      WidthConditions all = WidthConditions.of(dense(c1, c2, n), spec(target, unit, scheme, ALPHA));
      int before = 0;
      for (Condition condition : all.conditions()) {
        int l = condition.layer();
        int equation = condition.equation();
        boolean second = equation == before;
        before = equation;
        double left = left(equation, l, n);
        double right = right(equation, second, condition.value(), p, k, l, c1, c2);
        assertThat(right).as("%s", condition).isCloseTo(left, within(1e-9 * left));
        assertThat(left)
            .isLessThanOrEqualTo(
                right(equation, second, all.smallestDelta(), p, k, l, c1, c2) * (1 + 1e-9));
      }
    }
  }

  /** (125)-(127) solved for delta, from the norms of blocks themselves. */
  private static double propositionTwentySix(
      NetworkConstants network, int l, Role role, double p, double alpha) {
    double kappa = alpha * (1 - p) / (p * (1 - alpha));
    double sigma = network.c1();
    LayerConstants first = network.layer(l);
    double b = first.block();
    if (role == Role.WIDE) {
      return kappa * Math.pow(first.nu() / sigma, 2) * first.outputs() / b;
    }
    LayerConstants next = network.layer(l + 1).inBlocksOf(first.block());
    double n3 = next.outputs() / b;
    double linear = kappa * Math.pow(next.nu() / sigma, 2) * n3;
    double squared =
        Math.pow(kappa * next.nu() * Math.pow(sigma, l + 1), 2)
            * n3
            / Math.min(1, Math.pow(sigma, 8));
    double mixed =
        kappa
            * first.nu()
            * next.nu()
            * Math.sqrt(first.inputs() / b * n3)
            * Math.pow(sigma, l - 2)
            * Math.max(1, (1 - p) / p);
    return Math.max(Math.max(Math.sqrt(squared), linear), mixed);
  }

  /**
   * Where nu is all that c2 allows, Theorems 6 and 7 are Proposition 26; else they ask for more.
   */
  @Test
  void theoremsSixAndSevenAreFormsOfPropositionTwentySix() {
    RandomGenerator random = Nets.random(13);
    for (int trial = 0; trial < 300; trial++) {
      double c1 = random.nextDouble(0.3, 3);
      double c2 = random.nextDouble(0.3, 3);
      int side = 1 + random.nextInt(3);
      int q = side == 1 ? 1 : 1 + random.nextInt(3);
      int narrow = 1 + random.nextInt(20);
      int wide = 20 + random.nextInt(20);
      int last = 1 + random.nextInt(20);
      NetworkConstants network =
          new NetworkConstants(
              List.of(
                  layer(narrow, wide, side, q, c1, c2),
                  layer(wide, last, side, q, c1, c2),
                  layer(last, 4, side, q, c1, 0.1 * c2)));
      double p = random.nextDouble(0.05, 0.95);
      double alpha = random.nextDouble(0.05, 0.95);
      CompressionSpec rows = spec("B1", Unit.NEURON, new Scheme.Prune(p), alpha);
      CompressionSpec columns = spec("W2", Unit.NEURON, new Scheme.Prune(p), alpha);
      double expected = propositionTwentySix(network, 1, Role.BLOCK, p, alpha);
      assertThat(WidthConditions.of(network, rows).smallestDelta())
          .isCloseTo(expected, within(1e-10 * expected));
      expected = propositionTwentySix(network, 2, Role.WIDE, p, alpha);
      assertThat(WidthConditions.of(network, columns).smallestDelta())
          .isCloseTo(expected, within(1e-10 * expected));
      CompressionSpec loose = spec("W3", Unit.NEURON, new Scheme.Prune(p), alpha);
      assertThat(WidthConditions.of(network, loose).smallestDelta())
          .isGreaterThan(propositionTwentySix(network, 3, Role.WIDE, p, alpha));
    }
  }

  private static Network random(RandomGenerator random, boolean filters) {
    if (!filters) {
      int[] sizes = random.ints(4, 1, 13).toArray();
      return Nets.network(random, INSIDE, sizes);
    }
    int d1 = 1 + random.nextInt(3);
    int d2 = 1 + random.nextInt(6);
    int d3 = 1 + random.nextInt(3);
    int q = 1 + random.nextInt(3);
    return new Network(
        List.of(
            new Convolution(Nets.gaussian(random, d2, d1 * 4, 0.5), 2, 3, Activation.TANH),
            new Convolution(Nets.gaussian(random, d3, d2 * q * q, 0.5), q, 3, Activation.TANH),
            new Dense(Nets.gaussian(random, 4, d3 * 9, 0.3), Activation.IDENTITY)));
  }

  /**
   * What the conditions are for, on networks of any shape, with theta = c1^(l-1) as projections
   * make it: a W layer adds at most 2 c1^(2l) delta, a B layer at most 5 f(2 delta) c1^(2(l+1))
   * (135).
   */
  @Test
  void deltaBoundsWhatPropositionsAdd() {
    RandomGenerator random = Nets.random(7);
    for (int trial = 0; trial < 600; trial++) {
      boolean filters = random.nextInt(3) == 0;
      NetworkConstants network = NetworkConstants.of(random(random, filters));
      Unit unit = filters || random.nextBoolean() ? Unit.NEURON : Unit.WEIGHT;
      Scheme scheme =
          unit == Unit.NEURON || random.nextBoolean()
              ? new Scheme.Prune(random.nextDouble(0.01, 0.99))
              : new Scheme.Quantize(1 + random.nextInt(50));
      double alpha = random.nextDouble(0.01, 0.99);
      int l = 1 + random.nextInt(2);
      double theta = Math.pow(network.c1(), l - 1);
      CompressionSpec wide = spec("W" + l, unit, scheme, alpha);
      Magnitude added = LayerBounds.wide(network.layer(l), Offer.of(wide), theta, 0);
      double delta = WidthConditions.of(network, wide).smallestDelta();
      assertThat(added.value())
          .isLessThanOrEqualTo((1 + 1e-10) * 2 * Math.pow(network.c1(), 2 * l) * delta);

      CompressionSpec block = spec("B" + l, unit, scheme, alpha);
      delta = WidthConditions.of(network, block).smallestDelta();
      BlockBound bound =
          LayerBounds.block(network.layer(l), network.layer(l + 1), Offer.of(block), theta, 0);
      assertThat(bound.lambda().value()).isLessThanOrEqualTo((1 + 1e-10) * 2 * delta);
      Magnitude most =
          Magnitude.of(2 * delta).timesExp().times(5 * Math.pow(network.c1(), 2 * (l + 1)));
      assertThat(bound.bound().log())
          .isLessThanOrEqualTo(most.log() + 1e-10 * (1 + Math.abs(most.log())));
    }
  }

  @Test
  void degenerateInputs() {
    NetworkConstants network = dense(2, 0.5, 4, 2, 2);
    assertThat(
            WidthConditions.of(
                    network, spec("W1", Unit.WEIGHT, new Scheme.Prune(Double.MIN_VALUE), 0.9))
                .smallestDelta())
        .isInfinite();
    for (Unit unit : Unit.values()) {
      for (String target : List.of("W1", "B1")) {
        assertThat(
                WidthConditions.of(dense(0, 0, 4, 2, 2), spec(target, unit, PRUNE, 0.9))
                    .smallestDelta())
            .isZero();
        // c1^4 and c2^4 underflow, their quotient does not.
        assertThat(
                WidthConditions.of(dense(1e-90, 1e-90, 4, 2, 2), spec(target, unit, PRUNE, 0.9))
                    .smallestDelta())
            .isPositive();
      }
      assertThatThrownBy(() -> WidthConditions.of(network, spec("B2", unit, PRUNE, 0.9)))
          .isInstanceOf(InvalidValueException.class);
    }
  }
}
