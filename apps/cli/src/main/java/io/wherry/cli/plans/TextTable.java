package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.cli.query.Query.Column;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, as plain text or Markdown. */
final class TextTable {
  private static final String GAP = "   ";

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> headings) {
    this.headings = List.copyOf(headings);
  }

  /** A table of what a query asks for. */
  static TextTable of(List<Column> columns, List<JsonNode> rows) {
    TextTable table = new TextTable(columns.stream().map(Column::heading).toList());
    rows.forEach(r -> table.add(columns.stream().map(c -> c.cell().apply(r)).toList()));
    return table;
  }

  /** Adds a row; control characters of hostile names never reach the terminal. */
  void add(List<String> cells) {
    rows.add(cells.stream().map(TextTable::printable).toList());
  }

  String text() {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    line(out, headings, widths);
    rows.forEach(row -> line(out, row, widths));
    return out.toString();
  }

  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("| ").append(String.join(" | ", headings)).append(" |\n");
    out.append("|").append("---|".repeat(headings.size())).append('\n');
    for (List<String> row : rows) {
      List<String> cells = row.stream().map(c -> c.replace("|", "\\|")).toList();
      out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(cells.get(i)).append(" ".repeat(widths[i] - cells.get(i).length())).append(GAP);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
