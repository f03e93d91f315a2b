package io.github.widesweep.job.certify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.github.widesweep.job.Json;

/**
 * Certificates for programs. Bounds are objects {@code {value, log10}}; what is infinite is null
 * there, and so is the logarithm of 0.
 */
public final class CertificateJson {
  private CertificateJson() {}

  /** The document. */
  public static ObjectNode of(CertificateReport report) {
    ObjectNode root = Json.object();
    CompressionSpec compression = report.request().compression();
    root.put("target", compression.target().toString());
    if (compression.scheme() instanceof Scheme.Prune prune) {
      root.put("keep_probability", prune.keepProbability());
    } else {
      root.put("levels", ((Scheme.Quantize) compression.scheme()).levels());
    }
    root.put("alpha", compression.method().offered());
    root.put("unit", CertificateReport.lower(compression.unit()));
    root.put("projections", CertificateReport.lower(compression.projections()));
    root.put("radius", report.request().radius());
    if (!Double.isNaN(report.longestInput())) {
      root.put("longest_input", report.longestInput());
      root.put("covers_data", report.isCovered());
    }
    report.request().omega().ifPresent(omega -> root.put("omega", omega));
    report.request().error().ifPresent(error -> root.put("error", error.value()));
    ArrayNode networks = root.putArray("networks");
    report.networks().forEach(network -> networks.add(network(report.request(), network)));
    report.failures().forEach(root.putArray("failures")::add);
    return root;
  }

  private static ObjectNode network(CertificateRequest request, CertifiedNetwork network) {
    ObjectNode node = Json.object();
    Certificate certificate = network.certificate();
    node.put("name", network.name());
    if (network.subject().compressedBy().isPresent()) {
      network.subject().about().forEach(node.putObject("compressed")::put);
    }
    node.put("c1", network.constants().c1());
    node.put("c2", network.constants().c2());
    node.put("outside_assumptions", certificate.assumptions().outside());
    certificate.assumptions().departures().forEach(node.putArray("departures")::add);
    node.set("bound", bound(certificate.error()));
    node.set("bound_logits", bound(certificate.logitError()));
    node.set("worst_case", bound(certificate.worstCase()));
    node.set("guaranteed", bound(certificate.guarantee()));
    put(node, "conditions_delta", network.conditions().smallestDelta());
    ArrayNode conditions = node.putArray("conditions");
    for (WidthConditions.Condition condition : network.conditions().conditions()) {
      ObjectNode one = conditions.addObject();
      one.put("layer", condition.layer());
      one.put("role", condition.role().symbol());
      one.put("equation", condition.equation());
      one.put("formula", condition.formula());
      put(one, "value", condition.value());
    }
    network.trainErrorSq().ifPresent(error -> put(node, "train_error_sq", error));
    network.lossBound().ifPresent(loss -> node.set("loss_bound", bound(loss)));
    network.lossFactor().ifPresent(factor -> node.set("loss_factor", bound(factor)));
    network.noisyLossBound().ifPresent(loss -> node.set("loss_bound_omega", bound(loss)));
    network.outputSq().ifPresent(square -> put(node, "output_sq", square));
    node.put("verdict", CertificateReport.lower(network.verdict()));
    network.sampled().ifPresent(own -> node.set("samples", samples(request, network, own)));
    ArrayNode layers = node.putArray("layers");
    for (LayerCertificate layer : certificate.layers()) {
      layers.add(layer(layer, network.constants().layer(layer.layer())));
    }
    if (request.error().isPresent()) {
      answers(request, network, node);
    }
    return node;
  }

  private static ObjectNode samples(
      CertificateRequest request, CertifiedNetwork network, SampledNetwork own) {
    ObjectNode node = Json.object();
    node.put("count", own.samples());
    node.set("guaranteed", bound(own.certificate().outputError()));
    node.set("guaranteed_logits", bound(own.certificate().logitError()));
    node.put("verdict", CertificateReport.lower(network.sampledVerdict().orElseThrow()));
    put(node, "error_sq", own.errorSq());
    node.set("loss_bound", bound(own.lossBound()));
    ArrayNode layers = node.putArray("layers");
    for (SampleCertificate.Step step : own.certificate().steps()) {
      ObjectNode layer = layers.addObject();
      layer.put("layer", step.layer());
      layer.put("role", step.role().map(Role::symbol).orElse(null));
      layer.set("added", bound(step.added()));
      layer.set("bound", bound(step.preactivationError()));
    }
    if (request.error().isPresent() && request.isPruned()) {
      put(node, "keep_probability_for_error", own.keep().orElse(Double.NaN));
      put(node, "keep_probability_for_logit_error", own.keepLogits().orElse(Double.NaN));
    }
    return node;
  }

  private static void answers(
      CertificateRequest request, CertifiedNetwork network, ObjectNode node) {
    String name = request.isPruned() ? "keep_probability_for_error" : "levels_for_error";
    if (network.parameter().isEmpty()) {
      node.putNull(name);
    } else if (request.isPruned()) {
      node.put(name, network.parameter().getAsDouble());
    } else {
      node.put(name, (long) network.parameter().getAsDouble());
    }
    ArrayNode widths = node.putArray("widths_for_error");
    network
        .widths()
        .forEach(
            (layer, width) ->
                widths
                    .addObject()
                    .put("layer", layer)
                    .put("width", width.isPresent() ? (Long) width.getAsLong() : null));
  }

  private static ObjectNode layer(LayerCertificate layer, LayerConstants constants) {
    ObjectNode node = Json.object();
    node.put("layer", layer.layer());
    node.put("role", layer.role().map(Role::symbol).orElse(null));
    node.put("inputs", constants.inputs());
    node.put("outputs", constants.outputs());
    node.put("activation", CertificateReport.lower(constants.activation()));
    ActivationConstants phi = ActivationConstants.of(constants.activation());
    put(node, "lipschitz", phi.lipschitz());
    put(node, "curvature", phi.curvature());
    node.put("sigma", constants.sigma());
    node.put("nu", constants.nu());
    node.put("c1", constants.sigma());
    node.put("c2", constants.c2());
    node.set("bound", bound(layer.error()));
    node.set("worst_case", bound(layer.worstCase()));
    return node;
  }

  private static ObjectNode bound(Magnitude magnitude) {
    ObjectNode node = Json.object();
    put(node, "value", magnitude.value());
    put(node, "log10", magnitude.log10());
    return node;
  }

  private static void put(ObjectNode node, String name, double value) {
    node.set(name, Json.number(value));
  }
}
