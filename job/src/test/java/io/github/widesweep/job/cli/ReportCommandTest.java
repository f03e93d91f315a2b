package io.github.widesweep.job.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.widesweep.job.Sweeps;
import io.github.widesweep.job.Sweeps.Answer;
import io.github.widesweep.job.Versions;
import io.github.widesweep.job.store.Catalog;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The report of a small sweep: two widths, two targets, two amounts of pruning. */
class ReportCommandTest {
  private static final String SWEEP =
      Sweeps.SMALL
          .replace("name: small", "name: \"a <b> & 'c'\"")
          .replace("prune: [0.3], quantize: [2]", "prune: [0.3, 0.6]")
          .replace("[exact, static]", "[static]");

  @TempDir private static Path directory;

  private static Path output;
  private static Path html;
  private static Path csv;

  @BeforeAll
  static void report() {
    output = directory.resolve("out");
    html = directory.resolve("report.html");
    csv = directory.resolve("report.csv");
    Sweeps.run(SWEEP, output, 5);
    Answer answer = report(output, html, "--csv", csv.toString());
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitStatus()).isZero();
  }

  private static Answer report(Path from, Path to, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("report", from.toString(), "--html", to.toString()));
    arguments.addAll(List.of(more));
    return Sweeps.command(arguments.toArray(String[]::new));
  }

  @Test
  void isWellFormedWithAChartPerPanel() throws Exception {
    Document page = parse(html);
    // Error, R^2, what is lost; both against sparsity and a heat map per target; theory, twice.
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(17);
    assertThat(captions(page))
        .containsExactly(
            "Error against width",
            "R\u00b2 dense and compressed against width",
            "R\u00b2 lost against width",
            "R\u00b2 against sparsity: B1",
            "Error against sparsity: B1",
            "Error over width and sparsity: B1",
            "R\u00b2 against sparsity: W1",
            "Error against sparsity: W1",
            "Error over width and sparsity: W1",
            "prune p = 0.3",
            "prune p = 0.6",
            "prune p = 0.3",
            "prune p = 0.6",
            "prune p = 0.3",
            "prune p = 0.6",
            "prune p = 0.3",
            "prune p = 0.6");
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent()).isEqualTo("a <b> & 'c'");
    assertThat(Files.readString(html))
        .contains(
            "None: every network", "spec_sha256", "teacher_width: 6", Versions.widesweep(), "blas");
  }

  @Test
  void loadsNothing() throws IOException {
    String page = Files.readString(html);
    String withoutNamespaces = page.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", "");
    assertThat(withoutNamespaces)
        .doesNotContainPattern("https?://")
        .doesNotContain("<script", "<link", "@import", "<image");
    Matcher url = Pattern.compile("url\\(([^)]*)\\)").matcher(withoutNamespaces);
    assertThat(url.results().map(match -> match.group(1))).allMatch(text -> text.contains("#"));
    // Names within one chart must not meet another's.
    assertThat(Pattern.compile(" id=\"([^\"]+)\"").matcher(page).results().map(m -> m.group(1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void csvIsWhatSqlSays() throws IOException {
    List<CSVRecord> points = points();
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
    List<Row> rows =
        Sweeps.spark().sql("SELECT * FROM summary WHERE target = 'W1'").collectAsList();
    assertThat(rows).hasSize(4);
    for (Row row : rows) {
      String width = String.valueOf(row.<Integer>getAs("width"));
      String series = "W1, prune p = " + row.<Double>getAs("keep_probability");
      CSVRecord error = only(points, "delta_logits", series, width);
      assertThat(Double.parseDouble(error.get("y")))
          .isEqualTo(row.<Double>getAs("delta_logits_mean"));
      assertThat(Double.parseDouble(error.get("y_low")))
          .isEqualTo(row.<Double>getAs("delta_logits_low"));
      assertThat(Double.parseDouble(error.get("y_high")))
          .isEqualTo(row.<Double>getAs("delta_logits_high"));
      assertThat(error.get("networks")).isEqualTo("2");
      CSVRecord metric = only(points, "metric_compressed", series, width);
      assertThat(Double.parseDouble(metric.get("y")))
          .isEqualTo(row.<Double>getAs("metric_compressed"));
      assertThat(points)
          .anyMatch(
              point ->
                  point.get("x2_name").equals("sparsity")
                      && point.get("x").equals(width)
                      && point.get("y").equals(error.get("y")));
    }
  }

  @Test
  void theorySaysBesideTheMeasurementWhatSqlSays() throws Exception {
    List<CSVRecord> points = points();
    Document page = parse(html);
    List<String> text = texts(page, "tr");
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
    List<Row> rows =
        Sweeps.spark()
            .sql(
                "SELECT b.*, s.psi_mean, s.psi_low, s.psi_high FROM bound_check b JOIN summary s"
                    + " USING (target, keep_probability, width)")
            .collectAsList();
    assertThat(rows).hasSize(8);
    int left = 0;
    for (Row row : rows) {
      boolean isWide = row.<String>getAs("target").equals("W1");
      String width = String.valueOf(row.<Integer>getAs("width"));
      String label =
          row.<String>getAs("target") + ", prune p = " + row.<Double>getAs("keep_probability");
      CSVRecord measured = only(points, "psi", label + " measured", width);
      assertThat(measured.get("kind")).isEqualTo("measured");
      // The same number of draws per network: the mean of means up to rounding.
      assertThat(Double.parseDouble(measured.get("y")))
          .isEqualTo(row.<Double>getAs("psi"))
          .isCloseTo(row.<Double>getAs("psi_mean"), withinPercentage(1e-9));
      assertThat(Double.parseDouble(measured.get("y_low"))).isEqualTo(row.<Double>getAs("psi_low"));
      assertThat(Double.parseDouble(measured.get("y_high")))
          .isEqualTo(row.<Double>getAs("psi_high"));
      CSVRecord bound = only(points, "bound_psi_log10", label + " bound", width);
      assertThat(bound.get("kind")).isEqualTo("bound");
      assertThat(Double.parseDouble(bound.get("y")))
          .isEqualTo(row.<Double>getAs("bound_psi_log10"));
      if (isWide) {
        CSVRecord expected = only(points, "psi_expected", label + " expected", width);
        assertThat(expected.get("kind")).isEqualTo("expected");
        assertThat(Double.parseDouble(expected.get("y")))
            .isEqualTo(row.<Double>getAs("psi_expected"));
      }
      double tightness = row.<Double>getAs("tightness");
      left += tightness > 12 ? 1 : 0;
      assertThat(text)
          .contains(
              String.format(
                  Locale.ROOT,
                  "%s%s%.4g%s10^%.2f%.1f%s0",
                  label,
                  width,
                  row.<Double>getAs("psi"),
                  isWide
                      ? String.format(Locale.ROOT, "%.4g", row.<Double>getAs("psi_expected"))
                      : "",
                  row.<Double>getAs("bound_psi_log10"),
                  tightness,
                  isWide ? "inside" : "outside"));
    }
    assertThat(points)
        .noneMatch(p -> p.get("y_name").equals("psi_expected") && p.get("series").contains("B1"));
    // Every bound of B1, none of W1.
    assertThat(left).isEqualTo(4);
    assertThat(texts(page, "p"))
        .anyMatch(note -> note.contains("Not drawn: 2 of 2 bounds, from 10^"))
        .anyMatch(note -> note.endsWith("Outside the assumptions: 2 of 2 bounds."))
        .anyMatch(lead -> lead.contains("Propositions 18 to 25"));
    List<String> charts =
        texts(page, "figure").stream()
            .filter(figure -> figure.startsWith("prune p = ") && figure.contains("measured"))
            .toList();
    assertThat(charts).hasSize(4);
    assertThat(charts.subList(0, 2))
        .allMatch(chart -> chart.contains("measured"))
        .noneMatch(chart -> chart.contains("expected"));
    assertThat(charts.subList(2, 4))
        .allMatch(chart -> chart.contains("measured") && chart.contains("expected"))
        .noneMatch(chart -> chart.contains("Not drawn"));
    assertThat(texts(page, "h3"))
        .contains("Measured, expected, bound: B1", "Measured, expected, bound: W1");
  }

  @Test
  void distancesOfBoundsAreWhatSqlSays() throws Exception {
    List<CSVRecord> points = points();
    Catalog.register(Sweeps.spark(), Sweeps.output(output));
    List<Row> rows = Sweeps.spark().sql("SELECT * FROM tightness").collectAsList();
    assertThat(rows).hasSize(16);
    for (Row row : rows) {
      String series =
          "%s, prune p = %s from %s"
              .formatted(
                  row.<String>getAs("target"),
                  row.<Double>getAs("keep_probability"),
                  row.<String>getAs("theorem"));
      String width = String.valueOf(row.<Integer>getAs("width"));
      double decades = row.<Double>getAs("decades");
      if (decades > 12) {
        assertThat(points)
            .noneMatch(p -> p.get("y_name").equals("decades") && p.get("series").equals(series));
      } else {
        CSVRecord point = only(points, "decades", series, width);
        assertThat(Double.parseDouble(point.get("y"))).isEqualTo(decades);
        assertThat(Double.parseDouble(point.get("y_low")))
            .isEqualTo(row.<Double>getAs("decades_low"));
      }
    }
    assertThat(texts(parse(html), "p"))
        .anyMatch(note -> note.startsWith("Not drawn: 2 of 4 bounds, more than 12 decades"))
        .anyMatch(note -> note.endsWith("Without guarantee: 2 bounds from norms."));
  }

  @Test
  void aSweepNamedAfterAFigureHasItsPublishedPoints() throws Exception {
    Path figure = directory.resolve("figure.html");
    Path numbers = directory.resolve("figure.csv");
    Path copy = directory.resolve("figure-out");
    Sweeps.run(SWEEP.replaceFirst("name: .*", "name: figure-4"), copy, 5);
    // Two sweeps on one page, each under its name.
    Answer answer =
        Sweeps.command(
            "report",
            output.toString(),
            copy.toString(),
            "--html",
            figure.toString(),
            "--csv",
            numbers.toString());
    assertThat(answer.exitStatus()).as(answer.err()).isZero();
    assertThat(Files.readString(figure)).contains("paper: rows of W1", "paper: columns of W2");
    NodeList titles = parse(figure).getElementsByTagName("h1");
    assertThat(titles.getLength()).isEqualTo(2);
    assertThat(titles.item(0).getTextContent()).isEqualTo("a <b> & 'c'");
    assertThat(titles.item(1).getTextContent()).isEqualTo("figure-4");
    assertThat(Files.readString(numbers))
        .contains(",published,paper: rows of W1,width,200,,,delta_logits,0.01129,")
        .contains(",published,paper: dense,width,200,,,metric_compressed,0.8912,");
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    Path empty = directory.resolve("empty");
    Files.createDirectories(empty.resolve("provenance"));
    for (Answer answer :
        List.of(
            report(empty, directory.resolve("none.html")),
            report(directory.resolve("nowhere"), directory.resolve("none.html")),
            report(output, directory.resolve("no/such/none.html")),
            report(output, directory),
            Sweeps.command("report", output.toString()))) {
      assertThat(answer.exitStatus()).as(answer.err()).isEqualTo(2);
      assertThat(answer.err().lines()).hasSize(1);
    }
    assertThat(directory.resolve("none.html")).doesNotExist();
  }

  private static CSVRecord only(List<CSVRecord> points, String y, String series, String x) {
    List<CSVRecord> found =
        points.stream()
            .filter(
                point ->
                    point.get("y_name").equals(y)
                        && point.get("series").equals(series)
                        && point.get("x").equals(x))
            .toList();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static Document parse(Path page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(Files.newBufferedReader(page)));
  }

  private static List<String> captions(Document page) {
    return texts(page, "figcaption");
  }

  private static List<String> texts(Document page, String element) {
    NodeList found = page.getElementsByTagName(element);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }

  private static List<CSVRecord> points() throws IOException {
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(new StringReader(Files.readString(csv)))
        .getRecords();
  }
}
