package io.wherry.cli.query;

import io.wherry.cli.query.Query.Column;
import io.wherry.cli.query.Query.Order;
import io.wherry.cli.query.Word.Kind;
import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads whole queries. */
final class QueryParser {
  private final String text;
  private final Reading words;

  QueryParser(String text) {
    this.text = text;
    this.words = new Reading(text, Words.of(text));
  }

  Query query() {
    List<Column> columns = words.skip("select") ? columns() : List.of();
    boolean begins = !words.isAtEnd() && !words.isAt("order") && !words.isAt("limit");
    // A condition alone is a query too, as in kubectl mtv.
    boolean stated = words.skip("where") || columns.isEmpty() && begins;
    Optional<Expression> where =
        stated ? Optional.of(new Conditions(words).condition()) : Optional.empty();
    List<Order> order = words.skip("order") ? order() : List.of();
    long limit = words.skip("limit") ? limit() : Long.MAX_VALUE;
    if (!words.isAtEnd()) {
      throw words.unexpected("'where', 'order by', 'limit' or the end");
    }
    return new Query(columns, where, order, limit);
  }

  private List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    do {
      int from = words.peek().at();
      Expression expression = new Conditions(words).sum();
      String heading = text.substring(from, words.peek().at()).strip();
      if (words.skip("as")) {
        heading = words.next(Kind.NAME, "a heading").text();
      }
      columns.add(new Column(heading.toUpperCase(Locale.ROOT), row -> expression.of(row).shown()));
    } while (words.skip(","));
    return List.copyOf(columns);
  }

  private List<Order> order() {
    if (!words.skip("by")) {
      throw words.unexpected("'by'");
    }
    List<Order> order = new ArrayList<>();
    do {
      Expression by = new Conditions(words).sum();
      boolean down = words.skip("desc");
      if (!down) {
        boolean _ = words.skip("asc");
      }
      order.add(new Order(by, down));
    } while (words.skip(","));
    return List.copyOf(order);
  }

  private long limit() {
    Word word = words.next(Kind.NUMBER, "a number of rows");
    try {
      return Long.parseLong(word.text());
    } catch (NumberFormatException _) {
      throw new InvalidRequest("'" + word.text() + "' is no number of rows.");
    }
  }
}
