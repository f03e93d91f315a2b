package io.github.widesweep.job.certify;

import io.github.widesweep.bound.LayerConstants;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.job.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The verdict in a sentence, and a table with a row for every network. */
final class CertificateSummary {
  private final CertificateRequest request;
  private final List<CertifiedNetwork> networks;
  private final boolean sampled;

  CertificateSummary(CertificateRequest request, List<CertifiedNetwork> networks) {
    this.request = request;
    this.networks = networks;
    this.sampled = networks.stream().anyMatch(network -> network.sampled().isPresent());
  }

  /** One sentence for each source of bounds. */
  List<String> verdicts() {
    List<String> verdicts = new ArrayList<>();
    verdicts.add(verdict("from norms", CertifiedNetwork::verdict));
    if (sampled) {
      verdicts.add(
          verdict("from the samples", network -> network.sampledVerdict().orElse(Verdict.NONE)));
    }
    return verdicts;
  }

  private String verdict(String source, Function<CertifiedNetwork, Verdict> of) {
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    Map<Verdict, LayerConstants> last = new LinkedHashMap<>();
    for (CertifiedNetwork network : networks) {
      counts.merge(of.apply(network), 1, Integer::sum);
      last.put(of.apply(network), network.last());
    }
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (verdict, count) ->
            parts.add(
                "%s%s, %s"
                    .formatted(
                        CertificateReport.lower(verdict),
                        networks.size() == 1
                            ? ""
                            : " for %d of %d".formatted(count, networks.size()),
                        verdict.reason(last.get(verdict)))));
    return source + ": " + String.join("; ", parts);
  }

  /** Whether the networks are told apart by their widths. */
  private boolean overWidths() {
    return networks.stream().allMatch(network -> network.subject().width().isPresent());
  }

  /** The table. */
  String table() {
    List<List<String>> rows = new ArrayList<>();
    String name = overWidths() ? "width" : "network";
    List<String> header = new ArrayList<>(List.of(name, "from norms", "log10", "verdict"));
    if (sampled) {
      header.addAll(List.of("from samples", "verdict", "logits from samples"));
      if (request.error().isPresent() && request.isPruned()) {
        header.addAll(List.of("keep for E", "keep for E of logits"));
      }
    }
    rows.add(header);
    networks.forEach(network -> rows.add(row(network)));
    return TextTable.align(rows);
  }

  private List<String> row(CertifiedNetwork network) {
    Magnitude guarantee = network.certificate().guarantee();
    List<String> row =
        new ArrayList<>(
            List.of(
                overWidths()
                    ? String.valueOf(network.subject().width().getAsInt())
                    : network.name(),
                "%.4g".formatted(guarantee.value()),
                "%.2f".formatted(guarantee.log10()),
                CertificateReport.lower(network.verdict())));
    if (sampled) {
      if (network.sampled().isEmpty()) {
        row.addAll(List.of("none", "", ""));
      } else {
        SampledNetwork own = network.sampled().get();
        row.add("%.4g".formatted(own.certificate().outputError().value()));
        row.add(CertificateReport.lower(network.sampledVerdict().orElseThrow()));
        row.add("%.4g".formatted(own.certificate().logitError().value()));
      }
      if (request.error().isPresent() && request.isPruned()) {
        row.add(keep(network.sampled().map(SampledNetwork::keep)));
        row.add(keep(network.sampled().map(SampledNetwork::keepLogits)));
      }
    }
    return row;
  }

  private static String keep(Optional<OptionalDouble> probability) {
    OptionalDouble p = probability.orElse(OptionalDouble.empty());
    if (p.isEmpty()) {
      return "none";
    }
    // Rounded up, so that it meets the request; the details have all digits.
    double rounded = Math.ceil(p.getAsDouble() * 1e4) / 1e4;
    return rounded < 1 ? "%.4f".formatted(rounded) : Double.toString(p.getAsDouble());
  }
}
