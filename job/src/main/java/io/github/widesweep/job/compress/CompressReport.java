package io.github.widesweep.job.compress;

import io.github.widesweep.compression.LayerCompression;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.TextTable;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** What a compression of one network says of itself, for a person. */
public final class CompressReport {
  private static final String NONE = "-";

  private CompressReport() {}

  /**
   * The report.
   *
   * @param numberBytes bytes of a number in the network's file by layer, from 1
   */
  public static String text(
      SingleNetwork single,
      CompressRequest request,
      Compressed compressed,
      IntUnaryOperator numberBytes) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s of %s by %s, %s%s%n"
            .formatted(
                request.target(),
                sizes(single.network()),
                request.method().name(),
                scheme(compressed.scheme()),
                request.method().random() && request.draws() > 1
                    ? ", best of %d draws by calibration error (number %d)"
                        .formatted(request.draws(), compressed.draw())
                    : ""));
    text.append(System.lineSeparator()).append(TextTable.align(rows(compressed)));
    Compressed.Errors errors = compressed.errors();
    text.append(
        "%noutputs: mean squared error %s over calibration samples, %s over %d held out"
            .formatted(number(errors.calibration()), number(errors.heldOut()), single.heldOut()));
    text.append(
        "%n         %s of their mean squared length there; the largest output is the same for %.1f %%%n"
            .formatted(number(errors.relative()), 100 * errors.agreement()));
    if (request.isGuaranteed()) {
      text.append(
          "         guaranteed over calibration samples%s: %s%n"
              .formatted(
                  request.method().random() ? ", in expectation over draws" : "",
                  Double.isNaN(errors.guaranteed())
                      ? "nothing"
                      : "at most " + number(errors.guaranteed())));
    }
    StoredSize size = StoredSize.of(compressed.network(), compressed.layers(), numberBytes);
    text.append(
        "bytes:   %,d dense, %,d with compressed layers as sparse rows, %,d as codes%n"
            .formatted(size.dense(), size.sparse(), size.coded()));
    return text.toString();
  }

  private static List<List<String>> rows(Compressed compressed) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "layer",
            "role",
            "units",
            "sparsity",
            "psi",
            "psi/energy",
            "expected",
            "bound",
            "values"));
    for (LayerCompression layer : compressed.layers()) {
      Layer now = compressed.network().layer(layer.layer());
      double zeros = 1 - (double) now.nonzeroWeights() / now.weights().data.length;
      rows.add(
          List.of(
              Integer.toString(layer.layer()),
              layer.role().symbol(),
              "%,d".formatted(layer.units()),
              "%.4f".formatted(zeros),
              number(layer.psi()),
              number(layer.psiRelative()),
              number(layer.psiExpected()),
              number(layer.psiBound()),
              "%,d".formatted(layer.distinctValues())));
    }
    return rows;
  }

  private static String sizes(Network network) {
    StringBuilder sizes = new StringBuilder().append(network.inputs());
    network.layers().forEach(layer -> sizes.append('-').append(layer.outputs()));
    return sizes.toString();
  }

  private static String scheme(Scheme scheme) {
    return scheme instanceof Scheme.Prune prune
        ? "keep probability " + prune.keepProbability()
        : Messages.count(((Scheme.Quantize) scheme).levels(), "level");
  }

  private static String number(double value) {
    return Double.isNaN(value) ? NONE : "%.4g".formatted(value);
  }
}
