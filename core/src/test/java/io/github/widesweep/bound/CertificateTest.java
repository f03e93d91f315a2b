package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Outcomes;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

class CertificateTest {
  private static final List<Activation> INSIDE = List.of(Activation.TANH, Activation.IDENTITY);
  private static final List<Activation> UNBOUNDED = List.of(Activation.IDENTITY);
  private static final Map<String, int[]> SIZES =
      Map.of(
          "W1", new int[] {3, 3, 2},
          "W2", new int[] {2, 4, 2, 2},
          "B1", new int[] {2, 4, 2, 2},
          "B2", new int[] {3, 2, 4, 2},
          "W1+W2", new int[] {2, 2, 3, 2},
          "W1+B2", new int[] {2, 2, 3, 2},
          "B1+W3", new int[] {2, 2, 2, 3});

  /** The mean over all outcomes against the chain, and each outcome against its worst case. */
  @ParameterizedTest
  @ValueSource(strings = {"W1", "W2", "B1", "B2", "W1+W2", "W1+B2", "B1+W3"})
  void boundsTheExactExpectationOfTheWholeNetwork(String target) {
    RandomGenerator random = Nets.random(target.hashCode());
    for (int trial = 0; trial < 6; trial++) {
      List<Activation> activations = trial % 2 == 0 ? INSIDE : UNBOUNDED;
      Network network = Nets.network(random, activations, SIZES.get(target));
      double radius = trial < 3 ? 0.8 : 2.5;
      Samples samples = Nets.samples(random, network.inputs(), radius);
      Scheme scheme =
          random.nextBoolean()
              ? new Scheme.Prune(random.nextDouble(0.2, 0.99))
              : new Scheme.Quantize(1 + random.nextInt(20));
      double alpha = random.nextDouble(0.3, 0.95);
      for (Projections projections : Projections.values()) {
        check(network, samples, Nets.spec(target, scheme, alpha, projections), radius);
      }
    }
  }

  private static void check(Network network, Samples samples, CompressionSpec spec, double radius) {
    NetworkConstants constants = NetworkConstants.of(network);
    Certificate certificate = Certificate.of(constants, spec, radius * (1 + 1e-12));
    assertThat(certificate.assumptions().outside()).isFalse();
    R064Store inputs = samples.inputs();
    double[] means = new double[network.depth()];
    Outcomes.forEach(
        network,
        samples,
        spec,
        (compression, chance) -> {
          for (int l = 1; l <= network.depth(); l++) {
            R064Store z = network.activations(inputs, l);
            R064Store zh = compression.network().activations(inputs, l);
            LayerCertificate layer = certificate.layers().get(l - 1);
            assertThat(Nets.largestNorm(z)).isLessThanOrEqualTo(layer.rho());
            assertThat(Nets.largestNorm(zh)).isLessThanOrEqualTo(layer.theta() * (1 + 1e-12));
            assertThat(Nets.largestSquaredDistance(z, zh))
                .isLessThanOrEqualTo(layer.worstCase().value() * (1 + 1e-12));
            means[l - 1] += chance * LinearAlgebra.meanSquaredDistance(z, zh);
          }
        });
    for (int l = 1; l <= network.depth(); l++) {
      assertThat(means[l - 1])
          .as("%s layer %d", spec, l)
          .isLessThanOrEqualTo(certificate.layers().get(l - 1).error().value());
      assertThat(certificate.layers().get(l - 1).rho())
          .isLessThanOrEqualTo(radius * Math.pow(constants.c1(), l) * (1 + 1e-9));
    }
    assertThat(means[network.depth() - 1]).isLessThanOrEqualTo(certificate.guarantee().value());
  }

  /** One W layer, then only Lipschitz steps: everything by hand. */
  @Test
  void chainOfOneWideLayerIsThePropositionTimesTheNormsBehindIt() {
    Network network = Nets.network(Nets.random(3), UNBOUNDED, 5, 3, 2, 2);
    NetworkConstants constants = NetworkConstants.of(network);
    CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(0.3), 0.9, Projections.NONE);
    Certificate certificate = Certificate.of(constants, spec, 0.7);
    double psi = LayerBounds.wide(constants.layer(1), Offer.of(spec), 0.7, 0).value();
    double behind = constants.layer(2).sigma() * constants.layer(3).sigma();
    assertThat(certificate.layers().get(0).preactivationError().value())
        .isCloseTo(psi, within(1e-12 * psi));
    assertThat(certificate.error().value())
        .isCloseTo(behind * behind * psi, within(1e-12 * behind * behind * psi));
    assertThat(certificate.layers().get(0).role()).isNotEmpty();
    assertThat(certificate.layers().get(1).role()).isEmpty();
  }

  /** Blocks are carried through the chain with the radius that projections allow. */
  @Test
  void chainOfABlockUsesTheProjectedRadius() {
    Network network = Nets.network(Nets.random(4), UNBOUNDED, 4, 3, 6, 2);
    NetworkConstants constants = NetworkConstants.of(network);
    CompressionSpec spec = Nets.spec("W1+B2", new Scheme.Quantize(50), 0.5, Projections.BALL);
    Certificate certificate = Certificate.of(constants, spec, 1);
    LayerCertificate first = certificate.layers().get(0);
    assertThat(first.theta()).isEqualTo(constants.c1());
    Magnitude psi =
        LayerBounds.block(
                constants.layer(2),
                constants.layer(3),
                Offer.of(spec),
                constants.c1(),
                first.error().value())
            .bound();
    assertThat(certificate.logitError().log())
        .isCloseTo(psi.log(), within(1e-12 * Math.abs(psi.log())));
  }

  @Test
  void moreCompressionOrLongerInputsNeverTightenTheBound() {
    RandomGenerator random = Nets.random(9);
    for (String target : SIZES.keySet()) {
      NetworkConstants constants =
          NetworkConstants.of(Nets.network(random, INSIDE, SIZES.get(target)));
      for (Projections projections : Projections.values()) {
        double last = Double.POSITIVE_INFINITY;
        for (double p : new double[] {1e-12, 0.01, 0.3, 0.6, 0.9, 1 - 1e-9}) {
          Certificate certificate =
              Certificate.of(
                  constants, Nets.spec(target, new Scheme.Prune(p), 0.9, projections), 1);
          assertThat(certificate.error().log()).isLessThanOrEqualTo(last);
          last = certificate.error().log();
        }
        Scheme scheme = new Scheme.Prune(0.5);
        Magnitude base =
            Certificate.of(constants, Nets.spec(target, scheme, 0.5, projections), 1).error();
        assertThat(
                Certificate.of(constants, Nets.spec(target, scheme, 0.6, projections), 1).error())
            .isGreaterThanOrEqualTo(base);
        assertThat(
                Certificate.of(constants, Nets.spec(target, scheme, 0.5, projections), 2).error())
            .isGreaterThanOrEqualTo(base);
      }
    }
  }

  @Test
  void zeroRadiusMovesNothingWhenActivationsAreZeroAtZero() {
    NetworkConstants constants =
        NetworkConstants.of(Nets.network(Nets.random(2), INSIDE, 2, 4, 2, 2));
    for (String target : List.of("W1", "B1", "B1+W3")) {
      CompressionSpec spec = Nets.spec(target, new Scheme.Prune(0.2), 0.9, Projections.NONE);
      assertThat(Certificate.of(constants, spec, 0).error().isZero()).isTrue();
    }
  }

  @Test
  void outsideTheAssumptionsOnlyTheWorstCaseIsGuaranteed() {
    Network network = Nets.network(Nets.random(5), List.of(Activation.RELU), 3, 5, 2);
    CompressionSpec spec = Nets.spec("B1", new Scheme.Prune(0.999999), 0.5, Projections.NONE);
    Certificate certificate = Certificate.of(NetworkConstants.of(network), spec, 0.1);
    assertThat(certificate.assumptions().outside()).isTrue();
    assertThat(certificate.error()).isLessThan(certificate.worstCase());
    assertThat(certificate.guarantee()).isEqualTo(certificate.worstCase());
  }

  /** The bound of the block stays what it is, the guarantee falls back to the worst case. */
  @Test
  void aProjectedBlockIsGuaranteedByTheWorstCaseAlone() {
    Network plain = Nets.network(Nets.random(5), List.of(Activation.TANH), 3, 5, 2);
    Network network = plain.withLayer(1, plain.layer(1).withRadius(0.01));
    CompressionSpec spec = Nets.spec("B1", new Scheme.Prune(0.999999), 0.5, Projections.NONE);
    Certificate certificate = Certificate.of(NetworkConstants.of(network), spec, 0.1);
    Certificate free = Certificate.of(NetworkConstants.of(plain), spec, 0.1);
    assertThat(certificate.error()).isLessThan(certificate.worstCase());
    assertThat(certificate.guarantee()).isEqualTo(certificate.worstCase());
    assertThat(free.guarantee()).isEqualTo(free.error()).isEqualTo(certificate.error());
  }

  @Test
  void probabilitiesAreNeverFurtherApartThanTwoCorners() {
    Network hidden = Nets.network(Nets.random(8), INSIDE, 3, 5, 4);
    Network network = hidden.withLayer(2, softmax((Dense) hidden.layer(2)));
    CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(0.1), 0.9, Projections.NONE);
    NetworkConstants constants = NetworkConstants.of(network);
    assertThat(Certificate.of(constants, spec, 1e6).guarantee().value())
        .isCloseTo(2, within(1e-12));
    assertThat(Certificate.of(constants, spec, 1e-6).guarantee().value()).isLessThan(1e-6);
  }

  private static Dense softmax(Dense layer) {
    return new Dense(layer.weights(), Activation.SOFTMAX);
  }

  /** With biases and phi(0) != 0 radii and worst cases still hold. */
  @Test
  void radiiCarryBiasesAndOffsets() {
    RandomGenerator random = Nets.random(12);
    for (Activation activation : List.of(Activation.SIGMOID, Activation.SOFTPLUS)) {
      Network plain = Nets.network(random, List.of(activation), 3, 3, 2);
      Dense layer = (Dense) plain.layer(1);
      Network network =
          plain.withLayer(
              1,
              new Dense(
                  layer.weights(),
                  Optional.of(new double[] {0.4, -1, 2}),
                  activation,
                  Double.POSITIVE_INFINITY));
      Samples samples = Nets.samples(random, 3, 1);
      CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(0.5), 0.8, Projections.NONE);
      Certificate certificate = Certificate.of(NetworkConstants.of(network), spec, 1 + 1e-12);
      double[] mean = new double[1];
      Outcomes.forEach(
          network,
          samples,
          spec,
          (compression, chance) -> {
            for (int l = 1; l <= 2; l++) {
              R064Store z = network.activations(samples.inputs(), l);
              R064Store zh = compression.network().activations(samples.inputs(), l);
              LayerCertificate bound = certificate.layers().get(l - 1);
              assertThat(Nets.largestNorm(z)).isLessThanOrEqualTo(bound.rho());
              assertThat(Nets.largestNorm(zh)).isLessThanOrEqualTo(bound.theta());
              assertThat(Nets.largestSquaredDistance(z, zh))
                  .isLessThanOrEqualTo(bound.worstCase().value());
            }
            mean[0] +=
                chance
                    * LinearAlgebra.meanSquaredDistance(
                        network.outputs(samples.inputs()),
                        compression.network().outputs(samples.inputs()));
          });
      assertThat(mean[0]).isLessThanOrEqualTo(certificate.error().value());
    }
  }

  @Test
  void keepProbabilityIsTheLeastThatMeetsTheRequest() {
    NetworkConstants constants =
        NetworkConstants.of(Nets.network(Nets.random(6), INSIDE, 6, 3, 8, 2));
    for (String target : List.of("W1", "B2", "W1+B2")) {
      for (double error : new double[] {1e-20, 1e-6, 0.1, 1e100}) {
        CompressionSpec spec = Nets.spec(target, new Scheme.Prune(0.5), 0.9, Projections.BALL);
        Certificate certificate = Certificate.of(constants, spec, 1);
        var p = certificate.keepProbability(Magnitude.of(error));
        if (p.isEmpty()) {
          assertThat(errorAt(constants, target, new Scheme.Prune(Math.nextDown(1.0))))
              .isGreaterThan(Magnitude.of(error));
        } else {
          assertThat(errorAt(constants, target, new Scheme.Prune(p.getAsDouble())))
              .isLessThanOrEqualTo(Magnitude.of(error));
          assertThat(errorAt(constants, target, new Scheme.Prune(Math.nextDown(p.getAsDouble()))))
              .isGreaterThan(Magnitude.of(error));
        }
      }
      assertThat(certificate(constants, target).keepProbability(Magnitude.ZERO)).isEmpty();
      assertThat(certificate(constants, target).keepProbability(Magnitude.INFINITE)).isPresent();
    }
  }

  @Test
  void levelsAreTheLeastThatMeetTheRequest() {
    NetworkConstants constants =
        NetworkConstants.of(Nets.network(Nets.random(7), INSIDE, 6, 3, 8, 2));
    for (String target : List.of("W1", "B2", "W1+B2")) {
      int k = certificate(constants, target).levels(Magnitude.of(1e-3)).orElseThrow();
      assertThat(k).isGreaterThan(1);
      assertThat(errorAt(constants, target, new Scheme.Quantize(k)))
          .isLessThanOrEqualTo(Magnitude.of(1e-3));
      assertThat(errorAt(constants, target, new Scheme.Quantize(k - 1)))
          .isGreaterThan(Magnitude.of(1e-3));
      assertThat(certificate(constants, target).levels(Magnitude.INFINITE)).hasValue(1);
      assertThat(certificate(constants, target).levels(Magnitude.ZERO)).isEmpty();
    }
  }

  private static Certificate certificate(NetworkConstants constants, String target) {
    CompressionSpec spec = Nets.spec(target, new Scheme.Prune(0.5), 0.9, Projections.BALL);
    return Certificate.of(constants, spec, 1);
  }

  private static Magnitude errorAt(NetworkConstants constants, String target, Scheme scheme) {
    CompressionSpec spec = Nets.spec(target, scheme, 0.9, Projections.BALL);
    return Certificate.of(constants, spec, 1).error();
  }

  /**
   * A W layer's added error is c2^2 n_{l+1} / max(n_l, n_{l+1}) times the rest: 1/n in its inputs.
   */
  @Test
  void widthFollowsTheScaling() {
    NetworkConstants constants =
        NetworkConstants.of(Nets.network(Nets.random(8), UNBOUNDED, 3, 50, 4, 2));
    for (String target : List.of("W2", "B1")) {
      CompressionSpec spec = Nets.spec(target, new Scheme.Prune(0.5), 0.9, Projections.BALL);
      Certificate certificate = Certificate.of(constants, spec, 1);
      Magnitude wanted = certificate.error().times(target.equals("W2") ? 0.01 : 1e-3);
      long width = certificate.width(1, wanted).orElseThrow();
      assertThat(wider(constants, width, spec)).isLessThanOrEqualTo(wanted);
      assertThat(wider(constants, width - 1, spec)).isGreaterThan(wanted);
      if (target.equals("W2")) {
        assertThat(width).isBetween(4999L, 5001L);
      }
      assertThat(certificate.width(1, certificate.error())).hasValue(50);
      assertThat(certificate.width(1, Magnitude.ZERO)).isEmpty();
      assertThatThrownBy(() -> certificate.width(3, wanted))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("layer is 3");
    }
  }

  private static Magnitude wider(NetworkConstants constants, long width, CompressionSpec spec) {
    NetworkConstants wider = constants.withWidth(1, width);
    assertThat(wider.c1()).isEqualTo(constants.c1());
    assertThat(wider.layer(1).nu() * Math.sqrt((double) width))
        .isCloseTo(constants.layer(1).c2(), within(1e-9));
    return Certificate.of(wider, spec, 1).error();
  }

  @Test
  void structuredOffersGrowBySigmaOnly() {
    LayerConstants layer = LayerBoundsTest.layer(4, 4, 1.5, 0.9);
    Offer columns = new Offer(new Scheme.Prune(0.25), 0.9, Grain.BLOCKS);
    assertThat(columns.growth(layer)).isEqualTo(6);
    assertThat(columns.deviation(layer)).isEqualTo(4.5);
    Offer weights = new Offer(new Scheme.Prune(0.25), 0.9, Grain.WEIGHTS);
    assertThat(weights.growth(layer)).isEqualTo(Math.min(12, 1.5 + 9));
    NetworkConstants constants = new NetworkConstants(List.of(layer, layer));
    Setup setup = new Setup(constants, Target.parse("B1"), columns, Projections.NONE, 0.01);
    Certificate certificate = new Certificate(setup, new Assumptions(List.of()));
    assertThat(certificate.logitError())
        .isEqualTo(LayerBounds.block(layer, layer, columns, 0.01, 0).bound());
    assertThatThrownBy(() -> certificate.levels(Magnitude.ONE))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("not quantized");
  }

  @Test
  void rejectsTargetsAndRadiiThatMakeNoSense() {
    NetworkConstants constants = NetworkConstants.of(Nets.network(Nets.random(1), INSIDE, 3, 3, 2));
    CompressionSpec spec = Nets.spec("W1", new Scheme.Prune(0.5), 0.9, Projections.NONE);
    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Certificate.of(constants, spec, bad))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("radius");
    }
    CompressionSpec tooDeep = Nets.spec("B2", new Scheme.Prune(0.5), 0.9, Projections.NONE);
    assertThatThrownBy(() -> Certificate.of(constants, tooDeep, 1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("target");
  }
}
