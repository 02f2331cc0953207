package io.wherry.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.problems.InvalidRequest;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A query over the rows of a list: {@code [select NAME,…] [where CONDITION] [order by NAME
 * [desc],…] [limit N]}.
 *
 * @source kubectl-mtv's README, query language
 */
public final class Query {
  /** Every row, as it is. */
  public static final Query ALL = new Query(List.of(), Optional.empty(), List.of(), Long.MAX_VALUE);

  /** Nothing first, then numbers, then texts: one order of all values, as sorting needs it. */
  private static final Comparator<Value> SORTED =
      Comparator.comparing(Query::rank)
          .thenComparing(v -> Objects.requireNonNullElse(v.asNumber(), BigDecimal.ZERO))
          .thenComparing(Value::shown);

  private final List<Column> columns;
  private final Optional<Expression> where;
  private final List<Order> order;
  private final long limit;

  /**
   * A column that was asked for.
   *
   * @param heading what stands above it
   * @param cell the text of a row's cell
   */
  public record Column(String heading, Function<JsonNode, String> cell) {}

  record Order(Expression by, boolean down) {}

  Query(List<Column> columns, Optional<Expression> where, List<Order> order, long limit) {
    this.columns = columns;
    this.where = where;
    this.order = order;
    this.limit = limit;
  }

  /**
   * Reads a query; an empty text is {@link #ALL}.
   *
   * @throws InvalidRequest it is none; the message has the position
   */
  public static Query parse(String text) {
    return text.isBlank() ? ALL : new QueryParser(text).query();
  }

  /**
   * A cell: the value of an expression, or a dash.
   *
   * @throws InvalidRequest it is none
   */
  public static Column column(String heading, String expression) {
    Expression value = new Conditions(new Reading(expression, Words.of(expression))).sum();
    return new Column(heading, row -> value.of(row).shown());
  }

  /** Whether a text where names are expected is a query instead. */
  public static boolean isMeantBy(String text) {
    return text.strip().toLowerCase(Locale.ROOT).startsWith("where ");
  }

  /** The columns that were asked for; empty: the usual ones. */
  public List<Column> columns() {
    return columns;
  }

  /** The rows that fulfil the condition, in the order that was asked for; at most the limit. */
  public <T> List<T> apply(List<T> rows, Function<T, JsonNode> tree) {
    Comparator<T> sorted = (_, _) -> 0;
    for (Order one : order) {
      Comparator<T> by =
          (a, b) -> SORTED.compare(one.by().of(tree.apply(a)), one.by().of(tree.apply(b)));
      sorted = sorted.thenComparing(one.down() ? by.reversed() : by);
    }
    return rows.stream()
        .filter(r -> where.map(w -> w.of(tree.apply(r)).isTrue()).orElse(true))
        .sorted(sorted)
        .limit(limit)
        .toList();
  }

  private static int rank(Value value) {
    if (value instanceof Value.Nothing) {
      return 0;
    }
    return value.asNumber() != null ? 1 : 2;
  }
}
