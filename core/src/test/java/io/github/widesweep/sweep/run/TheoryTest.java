package io.github.widesweep.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.data.Dataset;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.cost.Chunker;
import io.github.widesweep.sweep.cost.CostModel;
import io.github.widesweep.sweep.grid.Chunk;
import io.github.widesweep.sweep.grid.Grid;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.Specs;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The columns of theory against the bounds' own words. */
class TheoryTest {
  private static final Optional<Magnitude> SAMPLE = Optional.of(Magnitude.of(1000));
  private static final double LOG10 = SAMPLE.get().log10();

  private final RandomGenerator random = Nets.random(3);

  private Network network(Activation last) {
    List<Activation> hidden = List.of(Activation.TANH, Activation.RELU);
    Network inner = Nets.network(random, hidden, 5, 4, 6);
    return new Network(
        List.of(inner.layer(1), inner.layer(2), new Dense(Nets.gaussian(random, 3, 6, 0.6), last)));
  }

  /**
   * Psi is of pre-activations: of a W layer its own, of a B layer the next one's.
   *
   * @param watched the layer whose pre-activations {@code Psi} is about
   */
  @ParameterizedTest
  @CsvSource({
    "W1, WEIGHT, NONE, 1",
    "W3, WEIGHT, BALL, 3",
    "B1, WEIGHT, NONE, 2",
    "B2, NEURON, NONE, 3",
    "W1+B2, WEIGHT, BALL, 3",
    "B1+W3, NEURON, NONE, 3",
    "W1+W2, NEURON, BALL, 2"
  })
  void boundsAreTheCertificates(String target, Unit unit, Projections projections, int watched) {
    for (Activation last : List.of(Activation.IDENTITY, Activation.SOFTMAX, Activation.SIGMOID)) {
      NetworkConstants constants = NetworkConstants.of(network(last));
      for (double radius : new double[] {0, 0.7, 30}) {
        CompressionSpec how = Nets.spec(target, unit, new Scheme.Prune(0.6), 0.8, projections);
        Certificate certificate = Certificate.of(constants, how, radius);
        assertThat(Theory.of(Optional.of(constants), how, radius, SAMPLE))
            .isEqualTo(
                new Theory(
                    certificate.layers().get(watched - 1).preactivationError().log10(),
                    certificate.error().log10(),
                    LOG10,
                    WidthConditions.of(constants, how).smallestDelta(),
                    certificate.assumptions().outside()));
      }
    }
  }

  /** What is said of the samples needs no norms, and is the only word then. */
  @Test
  void withoutNormsOnlyTheSamplesAreBounded() {
    CompressionSpec how = Nets.spec("W1", new Scheme.Quantize(2), 0.8, Projections.NONE);
    double no = Double.NaN;
    assertThat(Theory.of(Optional.empty(), how, 1, SAMPLE))
        .isEqualTo(new Theory(no, no, LOG10, no, true));
    assertThat(Theory.of(Optional.empty(), how, 1, Optional.empty())).isEqualTo(Theory.NONE);
    NetworkConstants constants = NetworkConstants.of(network(Activation.TANH));
    Theory bare = Theory.of(Optional.of(constants), how, 1, Optional.empty());
    assertThat(bare.boundSampleLog10()).isNaN();
    assertThat(bare.boundOutputLog10()).isFinite();
  }

  /** No proposition is about them: certificates refuse, rows are silent. */
  @Test
  void nothingIsProvedOfSingleWeightsOfConvolutions() {
    Network network =
        new Network(
            List.of(
                new Convolution(Nets.gaussian(random, 2, 4, 1), 2, 3, Activation.RELU),
                new Dense(Nets.gaussian(random, 2, 18, 1), Activation.IDENTITY)));
    NetworkConstants constants = NetworkConstants.of(network);
    CompressionSpec weights = Nets.spec("W1", new Scheme.Prune(0.5), 0.8, Projections.NONE);
    assertThatThrownBy(() -> Certificate.of(constants, weights, 1))
        .isInstanceOf(InvalidValueException.class);
    double no = Double.NaN;
    assertThat(Theory.of(Optional.of(constants), weights, 1, SAMPLE))
        .isEqualTo(new Theory(no, no, LOG10, no, true));
    CompressionSpec filters =
        Nets.spec("W1", Unit.NEURON, new Scheme.Prune(0.5), 0.8, Projections.NONE);
    assertThat(Theory.of(Optional.of(constants), filters, 1, SAMPLE).boundOutputLog10()).isFinite();
  }

  /** A row's radius is its longest calibration sample, and its samples' bound that of the plans. */
  @Test
  void rowsCarryTheBoundsOfTheirCell() {
    SweepSpec spec =
        SpecReader.parse(
            Specs.SYNTHETIC
                .replace("  orderings:", "  methods: [greedy, magnitude]\n  orderings:")
                .replace("schemes: {prune: [0.4], quantize: [3]}", "schemes: {prune: [0.4]}")
                .replace("[W1, B1, W1+B2, W3]", "[W1, B1]"),
            "theory.yaml");
    Dataset data = Specs.data(spec);
    Grid grid = Grid.of(spec, data);
    ChunkRunner runner = new ChunkRunner(spec, data);
    for (Chunk chunk :
        Chunker.chunks(grid, run -> run.network().width() == 3, CostModel.of(spec, data), 1e9)) {
      Network network = runner.train(chunk.network()).network().orElseThrow();
      var calibration = data.train().first(40).inputs();
      NetworkConstants constants = NetworkConstants.of(network);
      for (RunResult row : runner.run(chunk, Optional.of(network))) {
        CompressionSpec how = row.key().compression();
        Compressor compressor = Compressor.of(network, calibration, how.target());
        SampleBounds bounds = SampleBounds.of(network, constants, compressor.first());
        Optional<SampleCertificate> expected =
            how.method().random()
                ? bounds.certificate(how, compressor.plans(how))
                : bounds.ofOutcome(how, row.measured().psi());
        double log10 = expected.orElseThrow().logitError().log10();
        assertThat(row.theory().boundSampleLog10()).isCloseTo(log10, within(1e-12));
        if (how.method().random()) {
          double radius = Nets.largestNorm(calibration);
          assertThat(row.theory().boundOutputLog10())
              .isCloseTo(Certificate.of(constants, how, radius).error().log10(), within(1e-12));
        } else {
          // No proposition is about magnitudes; of what is settled the error itself is bounded.
          assertThat(row.theory().boundOutputLog10()).isNaN();
          assertThat(Math.log10(row.measured().calibrationLogitErrorSq())).isLessThan(log10 + 1e-9);
        }
      }
    }
  }
}
