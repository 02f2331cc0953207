package io.wherry.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an expression gives for a row: nothing, a truth, a number, a text, or a list of these. What
 * a row does not have is nothing, and nothing compares with anything to false.
 */
sealed interface Value {
  /** What is missing, and null. */
  Value NOTHING = new Nothing();

  /** Nothing. */
  record Nothing() implements Value {}

  /** Yes or no. */
  record Truth(boolean is) implements Value {}

  /** A number, exact. */
  record Amount(BigDecimal number) implements Value {}

  /** A text; dates too. */
  record Text(String text) implements Value {}

  /** Several values, as a path with {@code [*]} gives. */
  record Several(List<Value> values) implements Value {}

  /** An object, of which only its presence counts. */
  record Whole(JsonNode node) implements Value {}

  /** The value of a JSON node. */
  static Value of(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return NOTHING;
    }
    if (node.isBoolean()) {
      return new Truth(node.asBoolean());
    }
    if (node.isNumber()) {
      return new Amount(node.decimalValue());
    }
    if (node.isArray()) {
      List<Value> values = new ArrayList<>();
      node.forEach(n -> values.add(of(n)));
      return new Several(values);
    }
    return node.isTextual() ? new Text(node.asText()) : new Whole(node);
  }

  /** Whether it counts as true: yes, or a list with a true value. */
  default boolean isTrue() {
    return switch (this) {
      case Truth t -> t.is();
      case Several s -> s.values().stream().anyMatch(Value::isTrue);
      default -> false;
    };
  }

  /** The number it is or reads as; null when it is none. */
  default @Nullable BigDecimal asNumber() {
    return switch (this) {
      case Amount a -> a.number();
      case Text t -> Quantity.parse(t.text());
      default -> null;
    };
  }

  /** As the cell of a table. */
  default String shown() {
    return switch (this) {
      case Nothing _ -> "-";
      case Truth t -> Boolean.toString(t.is());
      case Amount a -> a.number().toPlainString();
      case Text t -> t.text();
      case Several s -> String.join(", ", s.values().stream().map(Value::shown).toList());
      case Whole w -> w.node().toString();
    };
  }

  /**
   * Compares in order: numbers as numbers, everything else as text.
   *
   * @return null when one of them is nothing, a list or an object
   */
  static @Nullable Integer compare(Value a, Value b) {
    if (!isSingle(a) || !isSingle(b)) {
      return null;
    }
    BigDecimal x = a.asNumber();
    BigDecimal y = b.asNumber();
    if (x != null && y != null) {
      return x.compareTo(y);
    }
    return a instanceof Amount || b instanceof Amount ? null : text(a).compareTo(text(b));
  }

  private static boolean isSingle(Value value) {
    return value instanceof Truth || value instanceof Amount || value instanceof Text;
  }

  private static String text(Value value) {
    return Objects.requireNonNull(value).shown();
  }
}
