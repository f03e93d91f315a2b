package io.github.widesweep.job.report;

import io.github.widesweep.UserException;
import io.github.widesweep.sweep.SpecReader;
import io.github.widesweep.sweep.SweepSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A sweep's report: one XHTML page that needs nothing but itself, and all its plotted numbers.
 *
 * <p>It is made from what a session has registered: the tables {@code provenance} and {@code
 * summary} and the views {@code decay_exponent}, {@code frontier} and {@code failures}.
 */
public final class SweepReport {
  private static final List<String> PROVENANCE =
      List.of(
          "invocation_id",
          "start",
          "end",
          "exit_status",
          "networks_done",
          "runs_done",
          "widesweep_version",
          "spark_version",
          "java_version",
          "os",
          "blas",
          "hosts",
          "master",
          "spec_sha256",
          "fingerprint");

  private final SweepSpec spec;
  private final List<Row> invocations;
  private final List<Row> summary;
  private final List<Row> exponents;
  private final List<Row> failures;
  private final List<Section> sections;

  private SweepReport(SparkSession spark) {
    invocations =
        spark.sql("SELECT * FROM provenance ORDER BY start, invocation_id").collectAsList();
    summary = spark.sql("SELECT * FROM summary").collectAsList();
    if (invocations.isEmpty() || summary.isEmpty()) {
      throw new UserException("report: no run is committed yet, expected an output that has runs");
    }
    spec = SpecReader.parse(latest().getAs("resolved_spec"), "resolved spec");
    exponents = spark.sql("SELECT * FROM decay_exponent").collectAsList();
    failures =
        spark
            .sql("SELECT * FROM failures ORDER BY kind, width, network, target, scheme, status")
            .collectAsList();
    sections =
        sections(spark.sql("SELECT * FROM frontier WHERE width IS NOT NULL").collectAsList());
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

  /** A section per dataset and architecture that has a run that is ok. */
  private List<Section> sections(List<Row> frontiers) {
    Map<List<String>, List<Row>> families = new LinkedHashMap<>();
    for (Row row : summary) {
      if (row.<Long>getAs("runs") > 0) {
        families.computeIfAbsent(family(row), key -> new ArrayList<>()).add(row);
      }
    }
    List<Published.Curves> published = Published.of(spec.name());
    List<Section> made = new ArrayList<>();
    families.forEach(
        (family, rows) -> {
          List<Cell> cells = rows.stream().map(Cell::of).toList();
          List<SparsityPanels.Frontier> lines =
              frontiers.stream()
                  .filter(row -> family(row).equals(family))
                  .map(
                      row ->
                          new SparsityPanels.Frontier(
                              Settings.of(row), row.getAs("error"), row.getAs("width")))
                  .toList();
          List<Panel> panels =
              new ArrayList<>(new Panels(cells, spec.data().task(), published).againstWidth());
          panels.addAll(new SparsityPanels(cells, lines).all());
          List<Settings> settings = cells.stream().map(Cell::settings).distinct().toList();
          made.add(new Section(family.get(0), family.get(1), Settings.common(settings), panels));
        });
    return made;
  }

  private static List<String> family(Row row) {
    return List.of(row.getAs("dataset"), row.getAs("architecture"));
  }

  /** Every number in the charts, with a header: where it is, what it is, its interval. */
  public void writeCsv(Appendable out) throws IOException {
    PlottedNumber.write(sections, out);
  }

  /** The page. */
  public String html() {
    Page page = new Page(spec.name(), resource("page.css"));
    page.paragraph(counts());
    for (Section section : sections) {
      page.heading(section.dataset() + ", network " + section.architecture());
      page.paragraph(
          (section.common().isEmpty() ? "" : "All curves: " + section.common() + ". ")
              + "Points are means, bands the 95 % Student-t intervals over trained networks, cut"
              + " where they leave the chart. \u0394 is the squared distance of dense and"
              + " compressed outputs, mean over test samples, divided by c\u00b2\u1d50: c is the"
              + " largest operator norm of the dense network's m layers.");
      page.charts(section.panels());
      exponents(page, section);
    }
    failures(page);
    provenance(page);
    return page.end();
  }

  private String counts() {
    long runs = summary.stream().mapToLong(row -> row.<Long>getAs("runs")).sum();
    long failed = summary.stream().mapToLong(row -> row.<Long>getAs("failed")).sum();
    long fewest = summary.stream().mapToLong(row -> row.<Long>getAs("networks")).min().orElse(0);
    long most = summary.stream().mapToLong(row -> row.<Long>getAs("networks")).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%,d runs that are ok, %,d failed; a mean rests on %s trained networks.",
        runs,
        failed,
        fewest == most ? String.valueOf(most) : fewest + " to " + most);
  }

  private void exponents(Page page, Section section) {
    List<Row> rows =
        exponents.stream()
            .filter(
                row ->
                    family(row).equals(List.of(section.dataset(), section.architecture()))
                        && row.getAs("delta_logits_exponent") != null)
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    page.paragraph("Decay: \u0394 falls about as width to the power of");
    List<Settings> settings = rows.stream().map(Settings::of).toList();
    var named = Settings.differing(settings);
    page.table(
        List.of(
            "curve",
            "exponent, \u0394 on logits (95 %)",
            "exponent, \u0394 on outputs (95 %)",
            "widths"),
        rows.stream()
            .map(
                row ->
                    List.of(
                        Settings.of(row).label(named),
                        slope(row, "delta_logits_exponent"),
                        slope(row, "delta_exponent"),
                        String.valueOf(row.<Long>getAs("logits_widths"))))
            .sorted((a, b) -> a.get(0).compareTo(b.get(0)))
            .toList());
  }

  private static String slope(Row row, String column) {
    Interval slope = Interval.of(row, column, column);
    if (Double.isNaN(slope.mean())) {
      return "";
    }
    return Double.isNaN(slope.low())
        ? String.format(Locale.ROOT, "%.2f", slope.mean())
        : String.format(
            Locale.ROOT, "%.2f (%.2f to %.2f)", slope.mean(), slope.low(), slope.high());
  }

  private void failures(Page page) {
    page.heading("Failures");
    if (failures.isEmpty()) {
      page.paragraph("None: every network and every run that is committed is ok.");
    } else {
      page.table(List.of(failures.get(0).schema().fieldNames()), texts(failures));
    }
  }

  private void provenance(Page page) {
    page.heading("Provenance");
    if (!Published.of(spec.name()).isEmpty()) {
      page.paragraph(
          "Published points, dotted: H. El Cheairi, D. Gamarnik, R. Mazumder, Theoretical"
              + " Compression Bounds for Wide Multilayer Perceptrons, COLT 2026, read off the"
              + " figures with a relative error below 1 %.");
    }
    List<List<String>> rows = new ArrayList<>();
    for (String column : PROVENANCE) {
      List<String> row = new ArrayList<>(List.of(column));
      invocations.forEach(invocation -> row.add(text(invocation.getAs(column))));
      rows.add(row);
    }
    List<String> header = new ArrayList<>(List.of("invocation"));
    for (int i = 1; i <= invocations.size(); i++) {
      header.add(String.valueOf(i));
    }
    page.table(header, rows);
    page.preformatted("Spec of the latest invocation", latest().getAs("resolved_spec"));
  }

  private static List<List<String>> texts(List<Row> rows) {
    List<List<String>> texts = new ArrayList<>();
    for (Row row : rows) {
      List<String> fields = new ArrayList<>();
      for (int i = 0; i < row.length(); i++) {
        fields.add(text(row.get(i)));
      }
      texts.add(fields);
    }
    return texts;
  }

  private static String text(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Timestamp time) {
      return time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
    return value instanceof scala.collection.Seq<?> list ? list.mkString(", ") : value.toString();
  }

  private static String resource(String name) {
    try (InputStream in = SweepReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
