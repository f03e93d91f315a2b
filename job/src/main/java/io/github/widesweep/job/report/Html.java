package io.github.widesweep.job.report;

import java.util.List;

/** Text and tables as XHTML. */
final class Html {
  private Html() {}

  /** Text as it is written inside elements and attributes; what XML cannot hold becomes U+FFFD. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff);
  }

  /** A table of texts, null being an empty field. */
  static String table(List<String> header, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n<thead><tr>");
    header.forEach(name -> table.append("<th>").append(escape(name)).append("</th>"));
    table.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      table.append("<tr>");
      row.forEach(
          text -> table.append("<td>").append(text == null ? "" : escape(text)).append("</td>"));
      table.append("</tr>\n");
    }
    return table.append("</tbody>\n</table>\n").toString();
  }
}
