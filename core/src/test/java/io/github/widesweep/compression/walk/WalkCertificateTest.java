package io.github.widesweep.compression.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ojalgo.matrix.store.R064Store;

/** What calibration samples guarantee of the walk, against all its outcomes in whole networks. */
class WalkCertificateTest {
  private static final int[] SIZES = {3, 4, 3, 2};

  /** The last column: most decades from the exact mean to its bound, in the mean over trials. */
  @ParameterizedTest
  @CsvSource({
    "W1,WEIGHT,auto,RELU,2.5",
    "W1,WEIGHT,0.1,TANH,2.5",
    "W2,WEIGHT,auto,RELU,1",
    "W3,WEIGHT,0.5,RELU,1",
    "W1,NEURON,auto,RELU,3",
    "W1+W2,NEURON,0.5,RELU,3",
    "W2+W3,WEIGHT,0.5,TANH,2",
    "B1,NEURON,auto,RELU,2",
    "B2,NEURON,0.1,TANH,4",
    "B2,WEIGHT,0.5,RELU,3"
  })
  void boundsTheMeanOverAllOutcomes(
      String target, Unit unit, String lambda, Activation activation, double decades) {
    double sum = 0;
    int trials = 0;
    for (long seed = 1; seed <= 4; seed++) {
      RandomGenerator random = Nets.random(seed);
      Network network = network(random, activation, target);
      R064Store inputs = Nets.gaussian(random, 6, network.inputs(), 1);
      Scheme prune = new Scheme.Prune(random.nextDouble(0.2, 0.9));
      Scheme other = unit == Unit.NEURON ? prune : new Scheme.Quantize(1 + random.nextInt(3));
      Scheme scheme = seed % 2 == 0 ? prune : other;
      Walk walk = new Walk(0.8, Lambda.parse(lambda));
      CompressionSpec spec =
          new CompressionSpec(Target.parse(target), unit, walk, scheme, Projections.NONE);
      double bound = certificate(network, inputs, spec).orElseThrow().logitError().value();
      double[] mean = new double[1];
      R064Store dense = network.logits(inputs);
      outcomes(
          network,
          inputs,
          spec,
          0,
          network,
          (compressed, chance) ->
              mean[0] +=
                  chance * LinearAlgebra.meanSquaredDistance(dense, compressed.logits(inputs)));
      assertThat(mean[0]).as("%s", spec).isLessThanOrEqualTo(bound * (1 + 1e-9));
      if (mean[0] > 0) {
        sum += Math.log10(bound / mean[0]);
        trials++;
      }
    }
    assertThat(sum / trials).isBetween(0.0, decades);
  }

  /** At inputs that are not known before drawing, lambda would be another. */
  @Test
  void nothingIsKnownOfALaterLayerWhoseLambdaIsChosen() {
    RandomGenerator random = Nets.random(9);
    Network network = network(random, Activation.RELU, "W2+W3");
    CompressionSpec spec =
        new CompressionSpec(
            Target.parse("W2+W3"),
            Unit.WEIGHT,
            new Walk(0.8, Lambda.AUTO),
            new Scheme.Prune(0.5),
            Projections.NONE);
    assertThat(certificate(network, Nets.gaussian(random, 6, 3, 1), spec)).isEmpty();
  }

  /** Small where single weights are drawn, so that outcomes can be counted. */
  private static Network network(RandomGenerator random, Activation activation, String target) {
    int[] sizes = target.equals("W2+W3") || target.equals("B2") ? new int[] {3, 2, 3, 2} : SIZES;
    return new Network(
        List.of(
            dense(random, sizes[1], sizes[0], activation),
            dense(random, sizes[2], sizes[1], activation),
            dense(random, sizes[3], sizes[2], Activation.SOFTMAX)));
  }

  private static Dense dense(RandomGenerator random, int outputs, int inputs, Activation phi) {
    return new Dense(Nets.gaussian(random, outputs, inputs, 0.8), phi);
  }

  private static Optional<SampleCertificate> certificate(
      Network network, R064Store inputs, CompressionSpec spec) {
    Compressor compressor = Compressor.of(network, inputs, spec.target());
    return SampleBounds.of(network, NetworkConstants.of(network), compressor.first())
        .certificate(spec, compressor.plans(spec));
  }

  /** Layer after layer, each planned for what the ones before have left. */
  private static void outcomes(
      Network network,
      R064Store inputs,
      CompressionSpec spec,
      int done,
      Network compressed,
      ObjDoubleConsumer<Network> seen) {
    Optional<Integer> next = spec.target().roles().tailMap(done + 1).keySet().stream().findFirst();
    if (next.isEmpty()) {
      seen.accept(compressed, 1);
      return;
    }
    int l = next.get();
    LayerProblem problem =
        LayerProblem.of(
            network,
            l,
            spec.target().roles().get(l),
            Activations.of(inputs, network, l - 1),
            Activations.of(inputs, compressed, l - 1));
    WalkPlan plan = (WalkPlan) spec.method().plan(problem, spec.unit(), spec.scheme());
    CoinFalls.forEach(
        plan::draw,
        (outcome, chance) ->
            outcomes(
                network,
                inputs,
                spec,
                l,
                compressed.withLayer(l, outcome.layer()),
                (last, rest) -> seen.accept(last, chance * rest)));
  }
}
