package io.github.widesweep.job.report;

import static java.util.stream.Collectors.joining;

import io.github.widesweep.UserException;
import io.github.widesweep.job.Messages;
import io.github.widesweep.job.Versions;
import io.github.widesweep.sweep.spec.SpecReader;
import io.github.widesweep.sweep.spec.SweepSpec;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A sweep's report: one XHTML page that needs nothing but itself, and all its plotted numbers.
 *
 * <p>It is made from what a session has registered: the tables {@code provenance} and {@code
 * summary} and the views {@code decay_exponent}, {@code frontier}, {@code bound_check}, {@code
 * tightness} and {@code failures}.
 */
public final class SweepReport {
  private final SweepSpec spec;
  private final List<Row> invocations;
  private final List<Row> summary;
  private final List<Row> failures;
  private final List<Section> sections;

  private SweepReport(SparkSession spark) {
    invocations =
        spark.sql("SELECT * FROM provenance ORDER BY start, invocation_id").collectAsList();
    summary = spark.sql("SELECT * FROM summary").collectAsList();
    if (invocations.isEmpty() || summary.isEmpty()) {
      throw new UserException("report: no run is committed yet, expected an output that has runs");
    }
    spec = SpecReader.parseResolved(latest().getAs("resolved_spec"), "resolved spec");
    failures =
        spark
            .sql("SELECT * FROM failures ORDER BY kind, width, network, target, scheme, status")
            .collectAsList();
    sections = new Sections(spark, spec, summary).all();
  }

  /**
   * Reads what the report needs.
   *
   * @throws UserException if there is no row of a run
   */
  public static SweepReport of(SparkSession spark) {
    return new SweepReport(spark);
  }

  private Row latest() {
    return invocations.get(invocations.size() - 1);
  }

  /** Every number in the charts, with a header: where it is, what it is, its interval. */
  public static void writeCsv(List<SweepReport> reports, Appendable out) throws IOException {
    PlottedNumber.write(reports.stream().flatMap(report -> report.sections.stream()).toList(), out);
  }

  /** One page of several sweeps. */
  public static String html(List<SweepReport> reports) {
    String names =
        reports.stream().map(report -> report.spec.name()).distinct().collect(joining(", "));
    Page page = new Page(names, Versions.resource(SweepReport.class, "page.css"));
    reports.forEach(report -> report.writeTo(page));
    return page.end();
  }

  private void writeTo(Page page) {
    page.title(spec.name());
    page.paragraph(counts());
    for (Section section : sections) {
      page.heading(section.dataset() + ", network " + section.architecture());
      page.paragraph(
          (section.common().isEmpty() ? "" : "All curves: " + section.common() + ". ")
              + "Points are means, bands and bars 95 % intervals over trained networks, cut where"
              + " they leave the chart. \u0394 is the squared distance of dense and compressed"
              + " outputs, mean over test samples, divided by c\u00b2\u1d50: c is the largest"
              + " operator norm of the dense network's m layers.");
      page.charts(section.panels());
      exponents(page, section);
      bounds(page, section);
    }
    failures(page);
    provenance(page);
  }

  private String counts() {
    long runs = summary.stream().mapToLong(row -> row.<Long>getAs("runs")).sum();
    long failed = summary.stream().mapToLong(row -> row.<Long>getAs("failed")).sum();
    long fewest = summary.stream().mapToLong(row -> row.<Long>getAs("networks")).min().orElse(0);
    long most = summary.stream().mapToLong(row -> row.<Long>getAs("networks")).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%s that are ok, %,d failed; a mean rests on %s.",
        Messages.count(runs, "run"),
        failed,
        (fewest == most ? "" : fewest + " to ") + Messages.count(most, "trained network"));
  }

  private static void exponents(Page page, Section section) {
    if (!section.exponents().isEmpty()) {
      page.paragraph("Decay: \u0394 falls about as width to the power of");
      page.table(DecayTable.header(section.exponents()), DecayTable.rows(section.exponents()));
    }
  }

  private static void bounds(Page page, Section section) {
    if (section.bounds().isEmpty()) {
      return;
    }
    page.subheading("Guarantee, expectation, measurement");
    page.paragraph(
        "\u03a8 is the error that compression watches: the squared distance of what the last"
            + " compressed layer (for B the layer after it) gives before its activation, dense and"
            + " compressed, mean over calibration samples. Measured: its mean over runs. Expected:"
            + " the closed form of its expectation over draws, given the earlier layers; the"
            + " measured mean must agree within sampling error. Most B layers have none. Bound: the"
            + " worst case over all networks with these constants and inputs of this radius (arXiv"
            + " 2512.06288, Propositions 18 to 25); outside the assumptions it is a number without"
            + " guarantee.");
    page.charts(section.overlays());
    page.fold("Every bound in figures");
    page.table(BoundTable.HEADER, BoundTable.rows(section.bounds()));
    page.endFold();
    if (!section.distances().isEmpty()) {
      page.paragraph(
          "How far bounds of the whole network's error lie above its mean over draws, on"
              + " calibration samples. From norms: Lemma 17, of the outputs, for all inputs of this"
              + " radius. From sample: of the logits, for the calibration samples themselves. From"
              + " walk: the same with the bound of the walk's draws.");
      page.charts(section.distances());
    }
  }

  private void failures(Page page) {
    page.heading("Failures");
    if (failures.isEmpty()) {
      page.paragraph("None: every network and every run that is committed is ok.");
    } else {
      page.table(List.of(failures.get(0).schema().fieldNames()), RowTable.texts(failures));
    }
  }

  private void provenance(Page page) {
    page.heading("Provenance");
    page.fold(
        invocations.size() == 1
            ? "An invocation and its spec"
            : "%d invocations, and the spec of the latest".formatted(invocations.size()));
    if (!Published.of(spec.name()).isEmpty()) {
      page.paragraph(
          "Published points, dotted: H. El Cheairi, D. Gamarnik, R. Mazumder, Theoretical"
              + " Compression Bounds for Wide Multilayer Perceptrons, COLT 2026, read off the"
              + " figures with a relative error below 1 %.");
    }
    page.table(RowTable.invocationHeader(invocations), RowTable.invocations(invocations));
    page.preformatted(latest().getAs("resolved_spec"));
    page.endFold();
  }
}
