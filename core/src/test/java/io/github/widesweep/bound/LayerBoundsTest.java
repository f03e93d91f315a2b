package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.Compression;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Outcomes;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.Padding;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerBoundsTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final List<Activation> INSIDE = List.of(Activation.TANH, Activation.IDENTITY);

  /** Python's decimal module at 60 digits, from the exact values of the doubles given. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1.6;1.5;0.9;0.8;4;10;4;0.9;0.3;;0.96;0.0;false;163.38879918515113",
        "1.6;1.5;0.9;0.8;4;10;4;0.9;0.3;;0.96;0.7;false;163.5115651511587",
        "1.6;1.5;0.9;0.8;4;10;4;0.9;0.3;;1e-200;0.0;false;-913.5713490786051",
        "1.6;1.5;0.9;0.8;4;10;4;0.9;0.3;;1e-200;1e-30;false;-67.32661531511357",
        "1.6;1.5;0.9;0.8;4;1000;40;0.999999;0.001;;1000.0;2.5;false;76766427026296.62",
        "1.6;1.5;0.9;0.8;4;1000;40;0.9;1e-09;;1e+250;1e+200;false;6.915901235872345e+261",
        "2.2;1.7;0.01;0.02;64;100000;10;0.9;;7;8.0;0.25;false;2.9372975604379583",
        "2.2;1.7;0.001;0.002;64;100000;10;0.5;;255;1.0;0.0;false;-17.90301234511244",
        "2.2;2.6;1.3;1.6;4;12;3;0.9;0.4;;2.0;0.0;true;735.4537696792274",
        "2.2;2.6;1.3;1.6;4;12;3;0.9;0.9999999;;2.0;1e-12;true;-5.701807058080617",
        "0.001;0.002;0.0001;0.001;4;12;3;0.1;0.9;;0.001;1e-08;true;-42.91223784288342",
        "1.0;1.0;0.5;0.5;4;4;4;0.999999999999;0.5;;1.0;0.0;true;2000044244446.9392"
      })
  void logarithmsAgreeWithLongArithmetic(
      double sigma1,
      double sigma2,
      double nu1,
      double nu2,
      int n1,
      int n2,
      int n3,
      double alpha,
      Double p,
      Integer k,
      double theta,
      double inputError,
      boolean rows,
      double expected) {
    Scheme scheme = p == null ? new Scheme.Quantize(k) : new Scheme.Prune(p);
    Offer offer = new Offer(scheme, alpha, rows ? Grain.BLOCKS : Grain.WEIGHTS);
    Magnitude bound =
        LayerBounds.block(
                layer(n1, n2, sigma1, nu1), layer(n2, n3, sigma2, nu2), offer, theta, inputError)
            .bound();
    assertThat(bound.log()).isCloseTo(expected, within(1e-13 * Math.abs(expected)));
    if (Math.abs(expected) < 700) {
      assertThat(bound.value()).isCloseTo(Math.exp(expected), within(1e-9 * Math.exp(expected)));
    } else {
      assertThat(bound.value()).isEqualTo(expected > 0 ? INFINITE : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void meanOverAllOutcomesOfAWideLayerIsTheClosedFormAndBelowTheBound(int seed) {
    RandomGenerator random = Nets.random(seed);
    Network network = Nets.network(random, INSIDE, 4, 2);
    Samples samples = Nets.samples(random, 4, 1.5);
    for (Scheme scheme : schemes(random)) {
      CompressionSpec spec =
          Nets.spec("W1", scheme, random.nextDouble(0.2, 0.95), Projections.NONE);
      double[] sums = new double[2];
      Outcomes.forEach(
          network,
          samples,
          spec,
          (Compression compression, double chance) -> {
            sums[0] += chance * compression.last().psi();
            sums[1] = compression.last().psiExpected();
          });
      assertThat(sums[0]).isCloseTo(sums[1], within(1e-12 + 1e-10 * sums[1]));
      Magnitude bound =
          LayerBounds.wide(LayerConstants.of(network.layer(1)), Offer.of(spec), 1.5, 0);
      assertThat(sums[0]).isLessThanOrEqualTo(bound.value());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void meanOverAllOutcomesOfABlockIsBelowTheBound(int seed) {
    RandomGenerator random = Nets.random(seed);
    Network network = Nets.network(random, INSIDE, 2, 4, 2);
    double radius = random.nextDouble(0.05, 1.5);
    Samples samples = Nets.samples(random, 2, radius);
    for (Scheme scheme : schemes(random)) {
      CompressionSpec spec =
          Nets.spec("B1", scheme, random.nextDouble(0.2, 0.95), Projections.NONE);
      double[] mean = new double[1];
      Outcomes.forEach(network, samples, spec, (c, chance) -> mean[0] += chance * c.last().psi());
      Magnitude bound =
          LayerBounds.block(
                  LayerConstants.of(network.layer(1)),
                  LayerConstants.of(network.layer(2)),
                  Offer.of(spec),
                  radius,
                  0)
              .bound();
      assertThat(mean[0]).isLessThanOrEqualTo(bound.value());
    }
  }

  private static List<Scheme> schemes(RandomGenerator random) {
    return List.of(
        new Scheme.Prune(random.nextDouble(0.1, 0.95)),
        new Scheme.Prune(0.999),
        new Scheme.Quantize(1 + random.nextInt(4)),
        new Scheme.Quantize(60));
  }

  @Test
  void boundsAreMonotoneInEverythingThatMakesThemWorse() {
    LayerConstants first = layer(4, 9, 1.2, 0.3);
    LayerConstants second = layer(9, 3, 0.9, 0.2);
    for (Grain grain : Grain.values()) {
      double[] wide = new double[2];
      double[] block = new double[2];
      wide[0] = block[0] = INFINITE;
      for (double p : new double[] {1e-9, 0.01, 0.3, 0.5, 0.9, 1 - 1e-9}) {
        Offer offer = new Offer(new Scheme.Prune(p), 0.9, grain);
        wide[1] = LayerBounds.wide(first, offer, 1.1, 0.2).log();
        block[1] = LayerBounds.block(first, second, offer, 1.1, 0.2).bound().log();
        assertThat(wide[1]).isLessThan(wide[0]);
        assertThat(block[1]).isLessThan(block[0]);
        wide[0] = wide[1];
        block[0] = block[1];
      }
      Offer offer = new Offer(new Scheme.Prune(0.4), 0.5, grain);
      Offer more = new Offer(new Scheme.Prune(0.4), 0.6, grain);
      Magnitude base = LayerBounds.block(first, second, offer, 1.1, 0.2).bound();
      assertThat(LayerBounds.block(first, second, more, 1.1, 0.2).bound()).isGreaterThan(base);
      assertThat(LayerBounds.block(first, second, offer, 1.2, 0.2).bound()).isGreaterThan(base);
      assertThat(LayerBounds.block(first, second, offer, 1.1, 0.3).bound()).isGreaterThan(base);
      assertThat(LayerBounds.wide(first, offer, 1.2, 0.2))
          .isGreaterThan(LayerBounds.wide(first, offer, 1.1, 0.2));
    }
    double last = INFINITE;
    for (int k = 1; k < 1000; k *= 3) {
      Offer offer = new Offer(new Scheme.Quantize(k), 0.9, Grain.WEIGHTS);
      double log = LayerBounds.block(first, second, offer, 1.1, 0.2).bound().log();
      assertThat(log).isLessThan(last);
      last = log;
    }
  }

  @Test
  void zeroMatricesPassNothingOn() {
    LayerConstants zero = layer(3, 3, 0, 0);
    LayerConstants some = layer(3, 3, 1, 0.5);
    for (Grain grain : Grain.values()) {
      Offer offer = new Offer(new Scheme.Prune(0.3), 0.9, grain);
      assertThat(LayerBounds.wide(zero, offer, INFINITE, INFINITE).isZero()).isTrue();
      assertThat(LayerBounds.block(some, zero, offer, INFINITE, INFINITE).bound().isZero())
          .isTrue();
      assertThat(LayerBounds.block(zero, some, offer, INFINITE, INFINITE).bound().isZero())
          .isTrue();
      assertThat(LayerBounds.block(some, some, offer, 0, 0).bound().isZero()).isTrue();
    }
  }

  @Test
  void infiniteRadiusOrErrorGivesAnInfiniteBound() {
    LayerConstants some = layer(3, 3, 1, 0.5);
    for (Grain grain : Grain.values()) {
      Offer offer = new Offer(new Scheme.Prune(0.3), 0.9, grain);
      assertThat(LayerBounds.wide(some, offer, INFINITE, 0).log()).isEqualTo(INFINITE);
      assertThat(LayerBounds.wide(some, offer, 1, INFINITE).log()).isEqualTo(INFINITE);
      BlockBound block = LayerBounds.block(some, some, offer, INFINITE, 0);
      assertThat(block.lambda().log()).isEqualTo(INFINITE);
      assertThat(block.omega().log()).isEqualTo(INFINITE);
      assertThat(block.bound().log()).isEqualTo(INFINITE);
      assertThat(LayerBounds.block(some, some, offer, 0, INFINITE).bound().log())
          .isEqualTo(INFINITE);
    }
  }

  @Test
  void alphaNextToOneStaysFinite() {
    Offer offer = new Offer(new Scheme.Prune(0.3), Math.nextDown(1.0), Grain.WEIGHTS);
    LayerConstants some = layer(3, 3, 1, 0.5);
    assertThat(LayerBounds.wide(some, offer, 1, 0).value()).isFinite();
    assertThat(LayerBounds.block(some, some, offer, 1, 0).bound().log()).isFinite();
  }

  @Test
  void rejectsWhatNoPropositionCovers() {
    Offer weights = new Offer(new Scheme.Prune(0.3), 0.9, Grain.WEIGHTS);
    LayerConstants dense = layer(8, 8, 1, 0.5);
    LayerConstants convolution =
        new LayerConstants(
            8, 8, 4, 3, Padding.CIRCULAR, 1, 0.5, 1, 1, 0, Activation.TANH, INFINITE);
    assertThatThrownBy(() -> LayerBounds.wide(convolution, weights, 1, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("convolution");
    LayerConstants pointwise =
        new LayerConstants(
            8, 8, 1, 3, Padding.CIRCULAR, 1, 0.5, 1, 1, 0, Activation.TANH, INFINITE);
    assertThatThrownBy(() -> LayerBounds.block(pointwise, dense, weights, 1, 0))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("convolution");
    assertThatThrownBy(() -> new Offer(new Scheme.Quantize(3), 0.9, Grain.BLOCKS))
        .isInstanceOf(InvalidValueException.class);
    for (double bad : new double[] {Double.NaN, -1}) {
      assertThatThrownBy(() -> LayerBounds.wide(dense, weights, bad, 0))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("theta");
      assertThatThrownBy(() -> LayerBounds.block(dense, dense, weights, 1, bad))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("input_error");
      assertThatThrownBy(() -> layer(3, 3, bad, 1)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> layer(3, 3, 1, bad)).isInstanceOf(InvalidValueException.class);
      assertThatThrownBy(() -> new Offer(new Scheme.Prune(0.3), bad, Grain.WEIGHTS))
          .isInstanceOf(InvalidValueException.class);
    }
  }

  /** A dense layer after a convolution, in blocks: no smaller than its blocks really are. */
  @Test
  void otherBlockSizesBoundTheRealBlocks() {
    LayerConstants dense = layer(16, 3, 2, 0.5);
    LayerConstants blocks = dense.inBlocksOf(4);
    assertThat(blocks.outputs()).isEqualTo(4);
    assertThat(blocks.inputs()).isEqualTo(16);
    assertThat(blocks.nu()).isEqualTo(0.5 * Math.sqrt(12));
    assertThat(layer(16, 3, 1, 0.5).inBlocksOf(4).nu()).isEqualTo(1);
    assertThat(blocks.inBlocksOf(1).nu()).isEqualTo(blocks.nu());
  }

  static LayerConstants layer(int inputs, int outputs, double sigma, double nu) {
    return new LayerConstants(
        inputs,
        outputs,
        1,
        1,
        Padding.zero(0, 0),
        sigma,
        nu,
        2 * sigma,
        nu,
        0,
        Activation.TANH,
        INFINITE);
  }
}
