package io.github.widesweep.job.report;

import java.util.List;

/** The page: charts, tables, provenance, and nothing that a browser would have to fetch. */
final class Page {
  private final StringBuilder html = new StringBuilder();
  private int charts;

  Page(String title, String css) {
    html.append(
        """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        """
            .formatted(Html.escape(title), css));
  }

  /** The name of a sweep. */
  void title(String text) {
    html.append("<h1>").append(Html.escape(text)).append("</h1>\n");
  }

  void heading(String text) {
    html.append("<h2>").append(Html.escape(text)).append("</h2>\n");
  }

  void subheading(String text) {
    html.append("<h3>").append(Html.escape(text)).append("</h3>\n");
  }

  void paragraph(String text) {
    html.append("<p class=\"lead\">").append(Html.escape(text)).append("</p>\n");
  }

  void charts(List<Panel> panels) {
    String group = "";
    html.append("<div class=\"charts\">\n");
    for (Panel panel : panels) {
      if (!panel.group().equals(group)) {
        group = panel.group();
        html.append("<h3>").append(Html.escape(group)).append("</h3>\n");
      }
      html.append("<figure>\n<figcaption>")
          .append(Html.escape(panel.title()))
          .append("</figcaption>\n")
          .append(Svg.of(panel, "chart" + ++charts + "-"))
          .append("\n");
      if (!panel.note().isEmpty()) {
        html.append("<p class=\"note\">").append(Html.escape(panel.note())).append("</p>\n");
      }
      html.append("</figure>\n");
    }
    html.append("</div>\n");
  }

  void table(List<String> header, List<List<String>> rows) {
    html.append("<div class=\"wide\">\n").append(Html.table(header, rows)).append("</div>\n");
  }

  void preformatted(String text) {
    html.append("<pre>").append(Html.escape(text)).append("</pre>\n");
  }

  /** What follows until {@link #endFold} is shown to whoever opens it. */
  void fold(String summary) {
    html.append("<details>\n<summary>").append(Html.escape(summary)).append("</summary>\n");
  }

  void endFold() {
    html.append("</details>\n");
  }

  String end() {
    return html + "</body>\n</html>\n";
  }
}
