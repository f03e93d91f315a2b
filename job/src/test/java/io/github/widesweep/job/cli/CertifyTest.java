package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.LayerCertificate;
import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ojalgo.matrix.store.R064Store;

/** Certificates as the command line gives them. */
class CertifyTest extends CertifyCase {
  private static void assertSame(
      JsonNode node, NetworkConstants constants, Certificate certificate) {
    assertThat(node.get("c1").asDouble()).isEqualTo(constants.c1());
    assertThat(node.get("c2").asDouble()).isEqualTo(constants.c2());
    assertThat(node.get("outside_assumptions").asBoolean())
        .isEqualTo(certificate.assumptions().outside());
    assertThat(node.get("departures")).hasSize(certificate.assumptions().departures().size());
    assertSame(node.get("bound"), certificate.error());
    assertSame(node.get("bound_logits"), certificate.logitError());
    assertSame(node.get("worst_case"), certificate.worstCase());
    assertSame(node.get("guaranteed"), certificate.guarantee());
    assertThat(node.get("layers")).hasSize(constants.depth());
    for (LayerCertificate layer : certificate.layers()) {
      JsonNode row = node.get("layers").get(layer.layer() - 1);
      LayerConstants measured = constants.layer(layer.layer());
      assertThat(row.get("layer").asInt()).isEqualTo(layer.layer());
      assertThat(row.get("sigma").asDouble()).isEqualTo(measured.sigma());
      assertThat(row.get("nu").asDouble()).isEqualTo(measured.nu());
      assertThat(row.get("c1").asDouble()).isEqualTo(measured.sigma());
      assertThat(row.get("c2").asDouble()).isEqualTo(measured.c2());
      assertSame(row.get("bound"), layer.error());
      assertSame(row.get("worst_case"), layer.worstCase());
    }
  }

  @Test
  void aStoredNetworkGetsTheNumbersOfItsCertificate() throws IOException {
    JsonNode root =
        json(
            certify(
                tanhFile,
                "--target=B1+W3",
                "--alpha=0.75",
                "--keep=0.5",
                "--radius=2",
                "--projections=ball",
                "--error=0.25",
                "--format=json"));
    NetworkConstants constants = NetworkConstants.of(tanh);
    Certificate certificate =
        Certificate.of(
            constants,
            compression("B1+W3", Unit.WEIGHT, new Scheme.Prune(0.5), 0.75, Projections.BALL),
            2);
    JsonNode node = root.get("networks").get(0);
    assertSame(node, constants, certificate);
    Magnitude error = Magnitude.of(0.25);
    assertThat(node.get("keep_probability_for_error").asDouble())
        .isEqualTo(certificate.keepProbability(error).getAsDouble());
    for (int l = 1; l <= 2; l++) {
      JsonNode width = node.get("widths_for_error").get(l - 1);
      assertThat(width.get("layer").asInt()).isEqualTo(l);
      assertThat(width.get("width").isNull()).isEqualTo(certificate.width(l, error).isEmpty());
      assertThat(width.get("width").asLong()).isEqualTo(certificate.width(l, error).orElse(0));
    }
    assertThat(root.has("longest_input")).isFalse();
    assertThat(node.has("train_error_sq")).isFalse();
    WidthConditions conditions =
        WidthConditions.of(
            constants,
            compression("B1+W3", Unit.WEIGHT, new Scheme.Prune(0.5), 0.75, Projections.BALL));
    assertThat(node.get("conditions_delta").asDouble()).isEqualTo(conditions.smallestDelta());
    assertThat(node.get("conditions").findValuesAsText("formula"))
        .isEqualTo(
            conditions.conditions().stream().map(WidthConditions.Condition::formula).toList());
    assertThat(node.get("conditions").findValues("equation").stream().map(JsonNode::asInt))
        .containsExactly(14, 15, 13);
    assertThat(node.has("loss_factor")).isFalse();
    assertThat(node.get("layers").get(0).get("lipschitz").asDouble()).isEqualTo(1);
    assertThat(node.get("layers").get(0).get("curvature").asDouble())
        .isEqualTo(4 / (3 * Math.sqrt(3)));
  }

  @Test
  void aConvolutionIsCertifiedByFilters() throws IOException {
    JsonNode root =
        json(
            certify(
                convolutionFile,
                "--target=W2",
                "--alpha=0.5",
                "--keep=0.25",
                "--unit=neuron",
                "--error=1",
                "--width-of=1",
                "--format=json"));
    NetworkConstants constants = NetworkConstants.of(convolution);
    Certificate certificate =
        Certificate.of(
            constants,
            compression("W2", Unit.NEURON, new Scheme.Prune(0.25), 0.5, Projections.NONE),
            1);
    assertSame(root.get("networks").get(0), constants, certificate);
    JsonNode widths = root.get("networks").get(0).get("widths_for_error");
    assertThat(widths).hasSize(1);
    assertThat(widths.get(0).get("width").asLong())
        .isEqualTo(certificate.width(1, Magnitude.ONE).orElse(0));
    assertRefused(
        certify(convolutionFile, "--target=W2", "--alpha=0.5", "--keep=0.25"),
        "--unit is WEIGHTS, expected whole filters");
  }

  @Test
  void theFirstNetworkOfEveryWidthOfASpecIsCertified() throws IOException {
    Path spec = Files.writeString(directory.resolve("spec.yaml"), Sweeps.SMALL);
    JsonNode root =
        json(
            certify(
                spec,
                "--target=W2",
                "--alpha=0.9",
                "--keep=0.3",
                "--radius=1",
                "--set",
                "grid.widths=[6, 9]",
                "--format=json"));
    Sweep sweep = Sweeps.sweep(SpecReader.parse(Sweeps.SMALL, "test"));
    ChunkRunner runner = new ChunkRunner(sweep.spec(), sweep.data());
    NetworkKey first = sweep.grid().networks().get(0);
    NetworkConstants constants = NetworkConstants.of(runner.train(first).network().orElseThrow());
    assertThat(root.get("networks").findValuesAsText("name"))
        .containsExactly("width-00006-network-000", "width-00009-network-000");
    assertSame(
        root.get("networks").get(0),
        constants,
        Certificate.of(
            constants,
            compression("W2", Unit.WEIGHT, new Scheme.Prune(0.3), 0.9, Projections.NONE),
            1));
    assertThat(root.get("longest_input").asDouble()).isGreaterThan(1);
    assertThat(root.get("covers_data").asBoolean()).isFalse();
    // (18), from scratch.
    JsonNode node = root.get("networks").get(0);
    double dense = runner.train(first).trainErrorSq();
    assertThat(node.get("train_error_sq").asDouble()).isEqualTo(dense);
    double error = node.get("guaranteed").get("value").asDouble();
    double loss = dense + 2 * Math.sqrt(error * dense) + error;
    assertThat(node.get("loss_bound").get("value").asDouble()).isCloseTo(loss, within(1e-9 * loss));
    assertThat(certify(spec, "--target=W2", "--alpha=0.9", "--keep=0.3", "--radius=9").out())
        .contains("%.6g over the training samples".formatted(dense))
        .doesNotContain("not guaranteed");
    assertThat(certify(spec, "--target=W2", "--alpha=0.9", "--keep=0.3", "--radius=1").out())
        .contains("NOT COVERED", "by (18), if calibrated on them, not guaranteed");
    // The data's longest sample is the radius that nobody has to ask for.
    assertThat(certify(spec, "--target=W2", "--alpha=0.9", "--keep=0.3").out())
        .contains("inputs       ||x|| <= " + root.get("longest_input").asDouble())
        .doesNotContain("not guaranteed", "NOT COVERED");
  }

  /** Corollary 5 (25), from scratch: of a network alone the factor, with labels the bound too. */
  @Test
  void theNoiseOfTheDataGivesAFactor() throws IOException {
    String[] options = {"--target=W2", "--alpha=0.9", "--keep=0.3", "--radius=9", "--format=json"};
    JsonNode root = json(certify(tanhFile, with(options, "--omega=0.5")));
    assertThat(root.get("omega").asDouble()).isEqualTo(0.5);
    JsonNode node = root.get("networks").get(0);
    double error = node.get("guaranteed").get("value").asDouble();
    double factor = 1 + 2 * Math.sqrt(error) / 0.5;
    assertThat(node.get("loss_factor").get("value").asDouble())
        .isCloseTo(factor, within(1e-9 * factor));
    assertThat(node.has("loss_bound_omega")).isFalse();

    Path spec = Files.writeString(directory.resolve("noisy.yaml"), Sweeps.SMALL);
    double dense =
        json(certify(spec, options)).get("networks").get(0).get("train_error_sq").asDouble();
    double omega = 0.9 * Math.sqrt(dense);
    node = json(certify(spec, with(options, "--omega=" + omega))).get("networks").get(0);
    error = node.get("guaranteed").get("value").asDouble();
    double bound = (1 + 2 * Math.sqrt(error) / omega) * dense + error;
    assertThat(node.get("loss_bound_omega").get("value").asDouble())
        .isCloseTo(bound, within(1e-9 * bound));
    assertThat(bound).isGreaterThan(node.get("loss_bound").get("value").asDouble());
    double above = 1.1 * Math.sqrt(dense);
    node = json(certify(spec, with(options, "--omega=" + above))).get("networks").get(0);
    assertThat(node.has("loss_factor")).isTrue();
    assertThat(node.has("loss_bound_omega")).isFalse();
  }

  @Test
  void samplesGuaranteeWhatTheirBoundsSay() throws IOException {
    Path spec =
        Files.writeString(
            directory.resolve("sampled.yaml"),
            Sweeps.SMALL.replace("grid:", "grid:\n  calibration_samples: 30"));
    JsonNode node = json(certify(spec, with(SAMPLED, "--format=json"))).get("networks").get(0);
    Sweep sweep = Sweeps.sweep(SpecReader.read(spec, Map.of()));
    Network network =
        new ChunkRunner(sweep.spec(), sweep.data())
            .train(sweep.grid().networks().get(0))
            .network()
            .orElseThrow();
    CompressionSpec how =
        compression("W2", Unit.WEIGHT, new Scheme.Prune(0.3), 0.9, Projections.NONE);
    R064Store inputs = sweep.data().train().first(30).inputs();
    Compressor compressor = Compressor.of(network, inputs, how.target());
    SampleBounds bounds =
        SampleBounds.of(network, NetworkConstants.of(network), compressor.first());
    SampleCertificate certificate = bounds.certificate(how, compressor.plans(how)).orElseThrow();
    JsonNode own = node.get("samples");
    assertThat(own.get("count").asInt()).isEqualTo(30);
    assertSame(own.get("guaranteed"), certificate.outputError());
    assertSame(own.get("guaranteed_logits"), certificate.logitError());
    assertThat(own.get("layers")).hasSize(certificate.steps().size());
    assertSame(own.get("layers").get(0).get("added"), certificate.steps().get(0).added());
    assertThat(own.get("keep_probability_for_error").asDouble())
        .isEqualTo(
            bounds
                .keepProbability(
                    how, compressor.plans(how), SampleCertificate::outputError, Magnitude.of(0.05))
                .getAsDouble());
    assertThat(own.get("keep_probability_for_error").asDouble())
        .isLessThan(node.get("keep_probability_for_error").asDouble(1));
    double dense =
        LinearAlgebra.meanSquaredDistance(
            network.outputs(inputs), sweep.data().train().first(30).targets());
    double error = certificate.outputError().value();
    assertThat(own.get("error_sq").asDouble()).isCloseTo(dense, within(1e-12));
    assertThat(own.get("loss_bound").get("value").asDouble())
        .isCloseTo(dense + 2 * Math.sqrt(error * dense) + error, within(1e-9));

    // The same of the network's file and the spec's data.
    Path file = write("trained", network);
    JsonNode ofFile =
        json(certify(file, with(SAMPLED, "--data=" + spec, "--format=json")))
            .get("networks")
            .get(0);
    assertThat(ofFile.get("samples")).isEqualTo(own);
    assertThat(ofFile.get("train_error_sq").asDouble())
        .isCloseTo(node.get("train_error_sq").asDouble(), within(1e-12));
  }
}
