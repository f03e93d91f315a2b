package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Convolution;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Network;
import io.github.widesweep.network.io.NetworkFile;
import io.github.widesweep.network.io.NumberFormat;
import io.github.widesweep.network.io.TensorFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Certificates as people read them. */
class CertifyTextTest extends CertifyCase {
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

  @Test
  void theVerdictComesFirstAndSymbolsLast() throws IOException {
    Path spec = Files.writeString(directory.resolve("verdict.yaml"), Sweeps.SMALL);
    String text = certify(spec, SAMPLED).out();
    List<String> first = text.lines().limit(8).toList();
    assertThat(first.get(0)).startsWith("verdict      from norms: ");
    assertThat(first.get(1)).startsWith("             from the samples: weak for 2 of 2, ");
    assertThat(first.get(5)).matches("width +from norms +log10 +verdict +from samples .*");
    assertThat(first.get(6)).startsWith("    6 ");
    assertThat(first.get(7)).startsWith("   12 ");
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

  /** A file that a run's network was stored in says which run. */
  @Test
  void aCompressedNetworkIsRecognised() throws IOException {
    Map<String, String> about =
        Map.of(
            "run_id",
            "abc",
            "target",
            "W1",
            "method",
            "greedy",
            "keep_probability",
            "0.3",
            "sweep",
            "s");
    String[] options = {"--target=W2", "--alpha=0.9", "--keep=0.3"};
    for (TensorFormat format : List.of(TensorFormat.SAFETENSORS, TensorFormat.NPZ)) {
      Path file =
          Files.write(
              directory.resolve("compressed" + format.suffix()),
              NetworkFile.write(format, NumberFormat.FLOAT64, tanh, about));
      assertThat(certify(file, options).out())
          .contains(
              "compressed   already: W1 by greedy, prune p 0.3, run abc, sweep s",
              "what follows is about compressing it once more");
      JsonNode node = json(certify(file, with(options, "--format=json"))).get("networks").get(0);
      assertThat(node.get("compressed").get("run_id").asText()).isEqualTo("abc");
    }
    assertThat(certify(tanhFile, options).out()).doesNotContain("compressed   already");
  }
}
