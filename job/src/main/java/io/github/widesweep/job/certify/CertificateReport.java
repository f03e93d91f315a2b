package io.github.widesweep.job.certify;

import io.github.widesweep.bound.ActivationConstants;
import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.LayerCertificate;
import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.job.TextTable;
import io.github.widesweep.network.Activation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Certificates for people; {@link CertificateJson} has them for programs.
 *
 * @param request what was certified
 * @param longestInput largest {@code ||x||} of the sweep's data; NaN if there is no data
 * @param networks the networks
 * @param failures a line for every network that training did not give
 */
public record CertificateReport(
    CertificateRequest request,
    double longestInput,
    List<CertifiedNetwork> networks,
    List<String> failures) {
  private static final List<String> HEADER =
      List.of(
          "layer",
          "role",
          "inputs",
          "outputs",
          "activation",
          "|phi'|",
          "|phi''|",
          "sigma = c1",
          "nu",
          "c2",
          "bound",
          "log10(bound)",
          "log10(worst case)");

  private static final String NONE = "none meets it";

  private static final String SYMBOLS =
      """
      symbols
        Phi, Phihat    the network before and after compression
        E              mean over the draws and over the calibration samples
        W, B           a layer compressed alone, or looked at through the layer behind it
        |phi'| |phi''| largest slope and second derivative of a layer's activation
        sigma, nu      operator norm of a layer's weights, and the largest of them (of a block's norms)
        c1, c2         largest sigma, largest nu sqrt(max(inputs, outputs)), over the layers
        delta          least number that meets the theorems' conditions on widths (13)-(36)
        n1, n2, ..     sizes of the layers, inputs first
        z, zh          activations behind a layer, before and after compression
        bound          of E||z - zh||^2 by the propositions; worst case: of ||z - zh||^2 for all draws
        from norms     guaranteed for all inputs of the radius, by the norms above
        from samples   guaranteed in the mean over the calibration samples, and for no others
        logits         what the last activation is applied to
        added          what a layer's own draws add to E||W z - What zh||^2, its pre-activations' error
      """;

  /** Aligned text: the verdict, a row for every network, then each in full, and the symbols. */
  public String text() {
    StringBuilder text = new StringBuilder();
    CompressionSpec compression = request.compression();
    CertificateSummary summary = new CertificateSummary(request, networks);
    String name = "verdict";
    for (String verdict : networks.isEmpty() ? List.<String>of() : summary.verdicts()) {
      line(text, name, verdict);
      name = "";
    }
    line(
        text,
        "compression",
        "%s, %s, alpha %s, unit %s, projections %s"
            .formatted(
                compression.target(),
                scheme(compression.scheme()),
                compression.method().offered(),
                lower(compression.unit()),
                lower(compression.projections())));
    line(text, "inputs", "||x|| <= " + request.radius() + data());
    if (!networks.isEmpty()) {
      text.append("%n%s".formatted(summary.table()));
      networks.forEach(network -> add(text, network));
    }
    failures.forEach(failure -> text.append("%nfailed: %s%n".formatted(failure)));
    if (!networks.isEmpty()) {
      text.append("%n%s".formatted(SYMBOLS));
    }
    return text.toString();
  }

  private String data() {
    return Double.isNaN(longestInput)
        ? ""
        : ", the data's longest %.4g%s".formatted(longestInput, isCovered() ? "" : ": NOT COVERED");
  }

  /** Whether the radius covers the data; true without data. */
  boolean isCovered() {
    return !(longestInput > request.radius());
  }

  private void add(StringBuilder text, CertifiedNetwork network) {
    Certificate certificate = network.certificate();
    text.append("%n%s%n".formatted(network.name()));
    network
        .subject()
        .compressedBy()
        .ifPresent(
            how -> {
              line(text, "compressed", "already: " + how);
              line(text, "", "what follows is about compressing it once more");
            });
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (LayerCertificate layer : certificate.layers()) {
      rows.add(row(layer, network.constants().layer(layer.layer())));
    }
    text.append(TextTable.align(rows));
    line(
        text,
        "constants",
        "c1 = max sigma = %.6g, c2 = %.6g"
            .formatted(network.constants().c1(), network.constants().c2()));
    line(text, "conditions", conditions(network.conditions()));
    boolean outside = certificate.assumptions().outside();
    line(
        text, "assumptions", outside ? "outside: " + certificate.assumptions().reason() : "inside");
    line(text, "by theorem", magnitude(certificate.error()) + (outside ? ", not guaranteed" : ""));
    if (hasSoftmax(network)) {
      line(
          text,
          "logits",
          magnitude(certificate.logitError()) + " by theorem, before the last softmax");
    }
    line(text, "worst case", magnitude(certificate.worstCase()));
    line(text, "guaranteed", magnitude(certificate.guarantee()));
    network.trainErrorSq().ifPresent(error -> loss(text, error, network.lossBound().orElseThrow()));
    network.lossFactor().ifPresent(factor -> noise(text, network, factor));
    request.error().ifPresent(error -> answers(text, network, error));
    network.sampled().ifPresent(own -> samples(text, own));
  }

  private void samples(StringBuilder text, SampledNetwork own) {
    SampleCertificate certificate = own.certificate();
    text.append("from the first %d training samples%n".formatted(own.samples()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("layer", "role", "added", "E||W z - What zh||^2"));
    for (SampleCertificate.Step step : certificate.steps()) {
      rows.add(
          List.of(
              Integer.toString(step.layer()),
              step.role().map(Role::symbol).orElse("-"),
              step.role().isPresent() ? "%.6g".formatted(step.added().value()) : "",
              "%.6g".formatted(step.preactivationError().value())));
    }
    text.append(TextTable.align(rows));
    line(text, "guaranteed", magnitude(certificate.outputError()) + " over these samples");
    line(
        text,
        "logits",
        "%.6g before the last activation".formatted(certificate.logitError().value()));
    line(
        text,
        "loss",
        "E||y - Phihat||^2 <= %.6g over them by (18), now %.6g"
            .formatted(own.lossBound().value(), own.errorSq()));
    if (request.error().isPresent()) {
      line(text, "keep", request.isPruned() ? keep(own.keep()) : "answered for --keep only");
      if (request.isPruned()) {
        line(text, "", keep(own.keepLogits()) + " for the same error of the logits");
      }
    }
  }

  private static String keep(OptionalDouble probability) {
    return probability.isEmpty() ? NONE : probability.getAsDouble() + " or more";
  }

  private String conditions(WidthConditions conditions) {
    if (conditions.conditions().isEmpty()) {
      return "on widths: no theorem covers the compression";
    }
    WidthConditions.Condition worst =
        conditions.conditions().stream()
            .max(Comparator.comparingDouble(WidthConditions.Condition::value))
            .orElseThrow();
    return "on widths hold for delta of at least %.6g (%s%d by (%d): %s, K = %s)"
        .formatted(
            worst.value(),
            worst.role().symbol(),
            worst.layer(),
            worst.equation(),
            worst.formula(),
            WidthConditions.factor(request.compression().scheme()));
  }

  private void loss(StringBuilder text, double error, Magnitude bound) {
    line(text, "train error", "E||y - Phi||^2 = %.6g over the training samples".formatted(error));
    line(
        text,
        "loss",
        "E||y - Phihat||^2 <= %.6g (log10 %.4f) by (18), if calibrated on them%s"
            .formatted(bound.value(), bound.log10(), isCovered() ? "" : ", not guaranteed"));
  }

  private void noise(StringBuilder text, CertifiedNetwork network, Magnitude factor) {
    double omega = request.omega().orElseThrow();
    Magnitude error = network.certificate().guarantee();
    line(
        text,
        "with noise",
        "L(Phihat) <= %.6g L(Phi) + %.6g (log10 %.4f, %.4f) by (25), omega %s%s"
            .formatted(
                factor.value(),
                error.value(),
                factor.log10(),
                error.log10(),
                omega,
                isCovered() ? "" : ", not guaranteed"));
    if (network.trainErrorSq().isPresent()) {
      line(
          text,
          "",
          network
              .noisyLossBound()
              .map(
                  bound ->
                      "E||y - Phihat||^2 <= %.6g (log10 %.4f) over the training samples, if calibrated"
                              .formatted(bound.value(), bound.log10())
                          + " on them")
              .orElse("not for the training samples: E||y - Phi||^2 is below omega^2 there"));
    }
  }

  private static boolean hasSoftmax(CertifiedNetwork network) {
    int last = network.constants().depth();
    return network.constants().layer(last).activation() == Activation.SOFTMAX;
  }

  private void answers(StringBuilder text, CertifiedNetwork network, Magnitude error) {
    line(text, "error", "%.6g requested, of the bound by theorem".formatted(error.value()));
    line(
        text,
        request.isPruned() ? "keep" : "levels",
        network.parameter().isEmpty()
            ? NONE
            : "%s or more".formatted(parameter(network.parameter().getAsDouble())));
    network.widths().forEach((l, width) -> line(text, "width of " + l, width(network, l, width)));
  }

  private static String width(CertifiedNetwork network, int layer, OptionalLong width) {
    LayerConstants constants = network.constants().layer(layer);
    return "%s, now %d"
        .formatted(
            width.isEmpty() ? NONE : Long.toString(width.getAsLong()),
            constants.outputs() / constants.block());
  }

  /** All digits: a rounded probability might not meet the request. */
  private String parameter(double value) {
    return request.isPruned() ? Double.toString(value) : "%.0f".formatted(value);
  }

  private static List<String> row(LayerCertificate layer, LayerConstants constants) {
    ActivationConstants phi = ActivationConstants.of(constants.activation());
    return List.of(
        Integer.toString(layer.layer()),
        layer.role().map(Role::symbol).orElse("-"),
        Long.toString(constants.inputs()),
        Long.toString(constants.outputs()),
        lower(constants.activation()),
        "%.4g".formatted(phi.lipschitz()),
        "%.4g".formatted(phi.curvature()),
        "%.6g".formatted(constants.sigma()),
        "%.6g".formatted(constants.nu()),
        "%.6g".formatted(constants.c2()),
        "%.6g".formatted(layer.error().value()),
        "%.4f".formatted(layer.error().log10()),
        "%.4f".formatted(layer.worstCase().log10()));
  }

  private static String magnitude(Magnitude bound) {
    return "E||Phi - Phihat||^2 <= %.6g (log10 %.4f)".formatted(bound.value(), bound.log10());
  }

  private static String scheme(Scheme scheme) {
    return scheme instanceof Scheme.Prune prune
        ? "prune p " + prune.keepProbability()
        : "quantize k " + ((Scheme.Quantize) scheme).levels();
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("%-12s %s%n".formatted(name, value));
  }
}
