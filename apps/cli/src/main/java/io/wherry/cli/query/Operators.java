package io.wherry.cli.query;

import io.wherry.problems.InvalidRequest;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the signs and functions do with values. A list gives the list of what its values give. */
final class Operators {
  private Operators() {}

  /** Compares with one of {@code = != < <= > >=}. */
  static Value compare(String sign, Value left, Value right) {
    return each(
        left,
        l -> {
          if (sign.equals("!=")) {
            return new Value.Truth(!same(l, right));
          }
          if (sign.equals("=")) {
            return new Value.Truth(same(l, right));
          }
          Integer order = Value.compare(l, right);
          return new Value.Truth(order != null && holds(sign, order));
        });
  }

  /** Nothing is the same as nothing only. */
  static boolean same(Value a, Value b) {
    if (a instanceof Value.Nothing || b instanceof Value.Nothing) {
      return a.equals(b);
    }
    return Objects.equals(Value.compare(a, b), 0);
  }

  private static boolean holds(String sign, int order) {
    return switch (sign) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  /** Whether texts fulfil a condition; what is nothing does not. */
  static Value matches(Value value, Predicate<String> condition) {
    return each(
        value, v -> new Value.Truth(!(v instanceof Value.Nothing) && condition.test(v.shown())));
  }

  /** A pattern of {@code ~=}; found anywhere in the text. */
  static Predicate<String> pattern(String text) {
    try {
      return Pattern.compile(text).asPredicate();
    } catch (PatternSyntaxException e) {
      throw new InvalidRequest("'" + text + "' is no pattern: " + e.getDescription() + ".");
    }
  }

  /** A pattern of {@code like}: % is any text, _ one character; of the whole text. */
  static Predicate<String> like(String text, int flags) {
    StringBuilder pattern = new StringBuilder();
    for (char c : text.toCharArray()) {
      pattern.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(pattern.toString(), flags | Pattern.DOTALL).asMatchPredicate();
  }

  /** Calculates with one of {@code + - * / %}; nothing when one of them is no number. */
  static Value calculate(String sign, Value left, Value right) {
    BigDecimal a = left.asNumber();
    BigDecimal b = right.asNumber();
    if (a == null || b == null || b.signum() == 0 && "/%".contains(sign)) {
      return Value.NOTHING;
    }
    BinaryOperator<BigDecimal> how =
        switch (sign) {
          case "+" -> BigDecimal::add;
          case "-" -> BigDecimal::subtract;
          case "*" -> BigDecimal::multiply;
          case "/" -> (x, y) -> x.divide(y, MathContext.DECIMAL64);
          default -> BigDecimal::remainder;
        };
    return new Value.Amount(how.apply(a, b));
  }

  /** len, any, all or sum of a value. */
  static Value function(String name, Value value) {
    List<Value> values =
        switch (value) {
          case Value.Several s -> s.values();
          case Value.Nothing _ -> List.of();
          default -> List.of(value);
        };
    return switch (name) {
      case "len" ->
          new Value.Amount(
              BigDecimal.valueOf(
                  value instanceof Value.Text t ? t.text().length() : values.size()));
      case "any" -> new Value.Truth(values.stream().anyMatch(Value::isTrue));
      case "all" -> new Value.Truth(values.stream().allMatch(Value::isTrue));
      default ->
          new Value.Amount(
              values.stream()
                  .map(Value::asNumber)
                  .filter(Objects::nonNull)
                  .reduce(BigDecimal.ZERO, BigDecimal::add));
    };
  }

  private static Value each(Value value, java.util.function.Function<Value, Value> what) {
    return value instanceof Value.Several s
        ? new Value.Several(s.values().stream().map(what).toList())
        : what.apply(value);
  }
}
