package io.github.widesweep.job;

import java.util.List;

/** Tables as plain text. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /** Rows of equally many cells, columns aligned to the right, a line each. */
  public static String align(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int j = 0; j < widths.length; j++) {
        widths[j] = Math.max(widths[j], row.get(j).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int j = 0; j < widths.length; j++) {
        text.append(j == 0 ? "" : GAP);
        text.append(" ".repeat(widths[j] - row.get(j).length())).append(row.get(j));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
