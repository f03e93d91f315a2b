package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthConditionsTest {
  private static final List<Activation> INSIDE = List.of(Activation.TANH, Activation.IDENTITY);

  private static CompressionSpec spec(String target, Unit unit, Scheme scheme, double alpha) {
    return Nets.spec(target, unit, scheme, alpha, Projections.NONE);
  }

  private static WidthConditions conditions(CompressionSpec spec, int... sizes) {
    Network network = Nets.network(Nets.random(1), INSIDE, sizes);
    return WidthConditions.of(NetworkConstants.of(network), spec);
  }

  /** The left-hand sides by hand: kappa is 21 for p = 0.3, alpha = 0.9, and 9/16 for k = 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "W2;WEIGHT;prune;kappa n3 / n2=5.25",
        "W2;WEIGHT;quantize;kappa n3 / n2=0.140625",
        "W2;NEURON;prune;kappa n3 / n2=5.25",
        "W1;WEIGHT;prune;kappa n2 / n2=21",
        "B1;WEIGHT;prune;kappa sqrt(n2) / n2=2.625, kappa n2 n3 / (n2 n2)=5.25,"
            + " kappa reach n2 sqrt(n3 / n2) / (n2 sqrt(n2))=3.0625",
        "B1;NEURON;prune;kappa sqrt(n3 / n2)=10.5, kappa reach sqrt(n3 n1 / (n2 n2))=6.125",
        "B1+W3;NEURON;prune;kappa sqrt(n3 / n2)=10.5, kappa reach sqrt(n3 n1 / (n2 n2))=6.125,"
            + " kappa n4 / n3=2.625"
      })
  void leftHandSides(String target, Unit unit, String scheme, String expected) {
    Scheme replacement = scheme.equals("prune") ? new Scheme.Prune(0.3) : new Scheme.Quantize(4);
    WidthConditions found = conditions(spec(target, unit, replacement, 0.9), 4, 64, 16, 2);
    String[] conditions = expected.split(", ", -1);
    assertThat(found.conditions()).hasSize(conditions.length);
    double largest = 0;
    for (int i = 0; i < conditions.length; i++) {
      String[] parts = conditions[i].split("=", -1);
      WidthConditions.Condition condition = found.conditions().get(i);
      assertThat(condition.formula()).isEqualTo(parts[0]);
      assertThat(condition.value()).isCloseTo(Double.parseDouble(parts[1]), within(1e-12));
      largest = Math.max(largest, condition.value());
    }
    assertThat(found.smallestDelta()).isEqualTo(largest);
  }

  /** What they are for: delta, and constants that know nothing of widths, bound what is added. */
  @Test
  void deltaBoundsWhatPropositionsAdd() {
    RandomGenerator random = Nets.random(7);
    for (int trial = 0; trial < 400; trial++) {
      int n1 = 1 + random.nextInt(12);
      int n2 = 1 + random.nextInt(12);
      int n3 = 1 + random.nextInt(12);
      NetworkConstants network = NetworkConstants.of(Nets.network(random, INSIDE, n1, n2, n3));
      Unit unit = random.nextBoolean() ? Unit.WEIGHT : Unit.NEURON;
      Scheme scheme =
          unit == Unit.NEURON || random.nextBoolean()
              ? new Scheme.Prune(random.nextDouble(0.01, 0.99))
              : new Scheme.Quantize(1 + random.nextInt(50));
      double alpha = random.nextDouble(0.01, 0.99);
      double theta = random.nextDouble(0.001, 2);
      double c1 = network.c1();
      double c2 = network.c2();
      CompressionSpec wide = spec("W1", unit, scheme, alpha);
      double added = LayerBounds.wide(network.layer(1), Offer.of(wide), theta, 0).value();
      assertThat(added)
          .isLessThanOrEqualTo(
              (1 + 1e-12)
                  * 2
                  * Math.pow(theta * c2, 2)
                  * WidthConditions.of(network, wide).smallestDelta());
      CompressionSpec block = spec("B1", unit, scheme, alpha);
      double delta = WidthConditions.of(network, block).smallestDelta();
      BlockBound bound =
          LayerBounds.block(network.layer(1), network.layer(2), Offer.of(block), theta, 0);
      double linear = unit == Unit.WEIGHT ? c1 * c2 * c2 : c1 * c1 * c2;
      assertThat(bound.lambda().value())
          .isLessThanOrEqualTo((1 + 1e-12) * 2 * theta * linear * delta);
      if (bound.lambda().value() <= 1) {
        double polynomial =
            2 * Math.pow(theta, 3) * linear
                + 4 * theta * theta * Math.max(Math.pow(c2, 4), Math.pow(c1 * c2, 2))
                + 4
                    * Math.pow(theta, 3)
                    * Math.max(c1 * Math.pow(c2, 4), Math.pow(c1, 3) * c2 * c2);
        assertThat(bound.bound().value())
            .isLessThanOrEqualTo((1 + 1e-12) * Math.E * polynomial * delta);
      }
    }
  }

  @Test
  void filtersCountAsOne() {
    RandomGenerator random = Nets.random(2);
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 8, 2 * 4, 0.5), 2, 3, Activation.TANH),
                new Convolution(Nets.gaussian(random, 2, 8 * 4, 0.5), 2, 3, Activation.TANH),
                new Dense(Nets.gaussian(random, 2, 18, 0.5), Activation.IDENTITY)));
    NetworkConstants constants = NetworkConstants.of(network);
    Scheme half = new Scheme.Prune(0.5);
    assertThat(WidthConditions.of(constants, spec("W2", Unit.NEURON, half, 0.5)).smallestDelta())
        .isEqualTo(2.0 / 8);
    assertThat(WidthConditions.of(constants, spec("B1", Unit.NEURON, half, 0.5)).smallestDelta())
        .isEqualTo(0.5);
  }

  @Test
  void degenerateInputs() {
    assertThat(
            conditions(spec("W1", Unit.WEIGHT, new Scheme.Prune(Double.MIN_VALUE), 0.9), 4, 2)
                .smallestDelta())
        .isInfinite();
    assertThatThrownBy(() -> conditions(spec("B1", Unit.WEIGHT, new Scheme.Prune(0.5), 0.9), 4, 2))
        .isInstanceOf(InvalidValueException.class);
  }
}
