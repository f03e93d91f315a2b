package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.job.Sweep;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.Safetensors;
import io.github.widesweep.sweep.grid.NetworkKey;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.spec.SpecReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ojalgo.matrix.store.R064Store;

/** Certificates as the command line gives them. */
class CertifyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;

  private static Network tanh;
  private static Network convolution;
  private static Path tanhFile;
  private static Path convolutionFile;

  @BeforeAll
  static void networks() throws IOException {
    tanh = new Network(List.of(dense(5, 8, 1), dense(8, 4, 2), dense(4, 2, 3)));
    convolution =
        new Network(
            List.of(
                new Convolution(weights(3, 4, 4), 2, 3, Activation.TANH),
                new Convolution(weights(2, 12, 5), 2, 3, Activation.RELU),
                dense(18, 2, 6)));
    tanhFile = write("tanh", tanh);
    convolutionFile = write("convolution", convolution);
  }

  private static R064Store weights(int rows, int columns, int seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    R064Store weights = R064Store.FACTORY.make(rows, columns);
    for (int i = 0; i < weights.data.length; i++) {
      weights.data[i] = random.nextDouble(-0.5, 0.5);
    }
    return weights;
  }

  private static Layer dense(int inputs, int outputs, int seed) {
    return new Dense(weights(outputs, inputs, seed), Activation.TANH);
  }

  private static Path write(String name, Network network) throws IOException {
    return Files.write(directory.resolve(name + ".safetensors"), Safetensors.write(network));
  }

  private static Answer certify(Path file, String... options) {
    return Sweeps.command(
        Stream.concat(Stream.of("certify", file.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private static JsonNode json(Answer answer) throws IOException {
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitStatus()).isZero();
    return JSON.readTree(answer.out());
  }

  private static CompressionSpec compression(
      String target, Unit unit, Scheme scheme, double alpha, Projections projections) {
    return new CompressionSpec(
        Target.parse(target), unit, new Greedy(alpha, new Ordering.Exact()), scheme, projections);
  }

  private static void assertSame(JsonNode bound, Magnitude magnitude) {
    double value = magnitude.value();
    assertThat(bound.get("value").isNull()).isEqualTo(Double.isInfinite(value));
    assertThat(bound.get("value").asDouble()).isEqualTo(Double.isInfinite(value) ? 0 : value);
    double log = magnitude.log10();
    assertThat(bound.get("log10").isNull()).isEqualTo(Double.isInfinite(log));
    assertThat(bound.get("log10").asDouble()).isEqualTo(Double.isInfinite(log) ? 0 : log);
  }

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

  /** A B layer of single weights in front of filters has bounds, but no theorem on its widths. */
  @Test
  void conditionsThatNoTheoremGivesAreNotMadeUp() throws IOException {
    Network mixed =
        new Network(
            List.of(dense(5, 8, 1), new Convolution(weights(3, 8, 2), 2, 2, Activation.TANH)));
    Path file = write("mixed", mixed);
    String[] options = {"--target=B1", "--alpha=0.5", "--keep=0.5"};
    assertThat(certify(file, options).out())
        .contains("conditions   on widths: no theorem covers the compression");
    JsonNode node = json(certify(file, with(options, "--format=json"))).get("networks").get(0);
    assertThat(node.get("conditions_delta").isNull()).isTrue();
    assertThat(node.get("conditions")).isEmpty();
    assertThat(node.get("bound").get("log10").isNumber()).isTrue();
  }

  @Test
  void theTableSaysTheSameInFewerDigits() {
    Answer answer =
        certify(tanhFile, "--target", "W2", "--alpha", "0.9", "--levels", "4", "--error", "0.01");
    NetworkConstants network = NetworkConstants.of(tanh);
    Certificate certificate =
        Certificate.of(
            network,
            compression("W2", Unit.WEIGHT, new Scheme.Quantize(4), 0.9, Projections.NONE),
            1);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .contains("W2, quantize k 4, alpha 0.9, unit weight, projections none")
        .contains(tanhFile.toString())
        .contains("assumptions  inside")
        .contains(
            "conditions   on widths hold for delta of at least %.6g"
                .formatted(9 / 16.0 * 4 / 8 * Math.pow(network.c2() / network.c1(), 2)))
        .contains("(W2 by (19): K n3/n2 c2^2/c1^2, K = alpha / (k^2 (1-alpha)))")
        .contains("%.6g".formatted(certificate.error().value()))
        .contains("%.4f".formatted(certificate.worstCase().log10()))
        .contains("levels       " + certificate.levels(Magnitude.of(0.01)).getAsInt() + " or more")
        .contains("width of 1   ", "width of 2   ");
    List<String> table =
        answer.out().lines().dropWhile(line -> !line.startsWith("layer")).limit(4).toList();
    assertThat(table.stream().map(String::length).distinct()).hasSize(1);
    assertThat(table.get(2)).matches(" *2 +W +8 +4 +tanh .*");
  }

  @Test
  void departuresAreNamed() {
    assertThat(
            certify(convolutionFile, "--target=B2", "--alpha=0.5", "--keep=0.25", "--unit=neuron")
                .out())
        .contains("outside: layer 2 in B: RELU needs |phi''| <= 1 (9)")
        .contains("not guaranteed");
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
    Sweep sweep = Sweep.of(SpecReader.parse(Sweeps.SMALL, "test"));
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
  void theTableHasTheFactorToo() throws IOException {
    String[] options = {"--target=W2", "--alpha=0.9", "--keep=0.3"};
    double error =
        Certificate.of(
                NetworkConstants.of(tanh),
                compression("W2", Unit.WEIGHT, new Scheme.Prune(0.3), 0.9, Projections.NONE),
                1)
            .guarantee()
            .value();
    assertThat(certify(tanhFile, with(options, "--omega=2")).out())
        .contains(
            "with noise   L(Phihat) <= %.6g L(Phi) + %.6g (log10 "
                .formatted(1 + Math.sqrt(error), error))
        .contains("by (25), omega 2.0")
        .doesNotContain("training samples");
    assertThat(certify(tanhFile, options).out()).doesNotContain("with noise");
    Path spec = Files.writeString(directory.resolve("noise.yaml"), Sweeps.SMALL);
    assertThat(certify(spec, with(options, "--omega=1e-3", "--radius=1")).out())
        .contains(
            "omega 0.001, not guaranteed", "over the training samples, if calibrated on them");
    assertThat(certify(spec, with(options, "--omega=1e3", "--radius=9")).out())
        .contains("not for the training samples: E||y - Phi||^2 is below omega^2 there");
  }

  private static final String[] SAMPLED = {
    "--target=W2", "--alpha=0.9", "--keep=0.3", "--samples", "--error=0.05"
  };

  @Test
  void samplesGuaranteeWhatTheirBoundsSay() throws IOException {
    Path spec =
        Files.writeString(
            directory.resolve("sampled.yaml"),
            Sweeps.SMALL.replace("grid:", "grid:\n  calibration_samples: 30"));
    JsonNode node = json(certify(spec, with(SAMPLED, "--format=json"))).get("networks").get(0);
    Sweep sweep = Sweep.of(SpecReader.read(spec, Map.of()));
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

  @Test
  void theVerdictComesFirstAndSymbolsLast() throws IOException {
    Path spec = Files.writeString(directory.resolve("verdict.yaml"), Sweeps.SMALL);
    String text = certify(spec, SAMPLED).out();
    assertThat(text.lines().limit(8))
        .anyMatch(line -> line.startsWith("verdict      from norms: "))
        .anyMatch(line -> line.startsWith("             from the samples: weak for 2 of 2, "))
        .anyMatch(line -> line.matches(" *network +from norms +log10 +verdict +from samples .*"));
    assertThat(text)
        .containsSubsequence(
            "verdict",
            "width-00006-network-000",
            "layer  role",
            "from the first 80 training",
            "symbols");
    assertThat(text).contains("keep for E", "or more for the same error of the logits");
    // From norms alone, all is lost for inputs so long: any two outputs of tanh are as near.
    assertThat(certify(tanhFile, "--target=W2", "--alpha=0.9", "--keep=1e-9", "--radius=1e6").out())
        .contains("verdict      from norms: vacuous, outputs of tanh differ by at most 8.000, ");
    Path softmax =
        write(
            "softmax",
            new Network(List.of(dense(5, 8, 1), new Dense(weights(3, 8, 2), Activation.SOFTMAX))));
    assertThat(certify(softmax, "--target=W2", "--alpha=0.9", "--keep=0.001").out())
        .contains("vacuous, two probability vectors differ by at most 2, whatever is done");
  }

  private static String[] with(String[] options, String... more) {
    return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void networksThatDivergeAreSaid() throws IOException {
    Path spec =
        Files.writeString(
            directory.resolve("diverging.yaml"),
            Sweeps.SMALL.replace("batch_size: 16", "batch_size: 16, learning_rate: 1.0e300"));
    Answer answer = certify(spec, "--target=W2", "--alpha=0.9", "--keep=0.3");
    assertThat(answer.exitStatus()).isEqualTo(3);
    assertThat(answer.out()).contains("failed: width-00006-network-000: ");
  }

  @Test
  void mistakesAreOneLineThatNamesTheOption() throws IOException {
    assertMistake("--alpha is 1.5", "--target=W2", "--alpha=1.5", "--keep=0.3");
    assertMistake("--alpha is NaN", "--target=W2", "--alpha=NaN", "--keep=0.3");
    assertMistake("--keep is 0.0", "--target=W2", "--alpha=0.5", "--keep=0");
    assertMistake("--levels is 0", "--target=W2", "--alpha=0.5", "--levels=0");
    assertMistake("--levels is 3", "--target=W2", "--alpha=0.5", "--levels=3", "--unit=neuron");
    assertMistake("--target is W9", "--target=W9", "--alpha=0.5", "--keep=0.3");
    assertMistake("--target is X", "--target=X", "--alpha=0.5", "--keep=0.3");
    assertMistake("--radius is -1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--radius=-1");
    assertMistake("--error is -1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--error=-1");
    for (String bad : List.of("0", "-1", "NaN", "Infinity")) {
      assertMistake("--omega is ", "--target=W2", "--alpha=0.5", "--keep=0.3", "--omega=" + bad);
    }
    assertMistake("--width-of is 1", "--target=W2", "--alpha=0.5", "--keep=0.3", "--width-of=1");
    assertMistake(
        "--width-of is 3, expected a hidden layer, from 1 to 2",
        "--target=W2",
        "--alpha=0.5",
        "--keep=0.3",
        "--error=1",
        "--width-of=3");
    assertMistake("--keep", "--target=W2", "--alpha=0.5");
    assertMistake("mutually exclusive", "--target=W2", "--alpha=0.5", "--keep=0.3", "--levels=2");
    assertMistake("--unit", "--target=W2", "--alpha=0.5", "--keep=0.3", "--unit=layer");
    assertMistake("--samples", "--target=W2", "--alpha=0.5", "--keep=0.3", "--samples");
    Path spec = Files.writeString(directory.resolve("other.yaml"), Sweeps.SMALL);
    assertRefused(
        certify(convolutionFile, "--target=W3", "--alpha=0.5", "--keep=0.3", "--data=" + spec),
        "--data is 5 features and 2 outputs, expected the network's 9 and 2");
    assertRefused(
        certify(spec, "--target=W2", "--alpha=0.5", "--keep=0.3", "--data=" + spec),
        "--data is there, expected a network's file");
    assertMistake("--set", "--target=W2", "--alpha=0.5", "--keep=0.3", "--set", "seed=1");
    Path bad = Files.writeString(directory.resolve("bad.safetensors"), "not a network");
    for (Path file : List.of(bad, directory.resolve("none.safetensors"), directory)) {
      assertRefused(
          certify(file, "--target=W2", "--alpha=0.5", "--keep=0.3"), "widesweep: " + file + ": ");
    }
  }

  private static void assertMistake(String message, String... options) {
    assertRefused(certify(tanhFile, options), message);
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).contains(message);
  }
}
