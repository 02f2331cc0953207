package io.wherry.cli.query;

import io.wherry.cli.query.Word.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads conditions. What binds weakest comes first: or, and, not, comparison, sum, product, sign
 * and function.
 */
final class Conditions {
  private static final int DEEPEST = 100;
  private static final String OPERAND = "a name, a number or a text in quotes";
  private static final Set<String> KEYWORDS =
      Set.of("where", "and", "or", "in", "is", "like", "ilike", "between", "order", "by", "limit");
  private static final List<String> COMPARISONS = List.of("=", "!=", "<=", ">=", "<", ">");
  private static final List<String> OF_CONDITIONS = List.of("any", "all");
  private static final List<String> OF_VALUES = List.of("len", "sum");

  private final Reading words;
  private int depth;

  Conditions(Reading words) {
    this.words = words;
  }

  Expression condition() {
    Expression left = conjunction();
    while (words.skip("or")) {
      Expression a = left;
      Expression b = conjunction();
      left = row -> new Value.Truth(a.of(row).isTrue() || b.of(row).isTrue());
    }
    return left;
  }

  private Expression conjunction() {
    Expression left = negation();
    while (words.skip("and")) {
      Expression a = left;
      Expression b = negation();
      left = row -> new Value.Truth(a.of(row).isTrue() && b.of(row).isTrue());
    }
    return left;
  }

  private Expression negation() {
    if (!words.skip("not")) {
      return comparison();
    }
    return deeper(() -> {
      Expression what = negation();
      return row -> new Value.Truth(!what.of(row).isTrue());
    });
  }

  private Expression deeper(java.util.function.Supplier<Expression> what) {
    if (++depth > DEEPEST) {
      throw words.unexpected("less nesting");
    }
    Expression result = what.get();
    depth--;
    return result;
  }

  private Expression comparison() {
    Expression left = sum();
    String sign = words.skipAny(COMPARISONS);
    if (!sign.isEmpty()) {
      Expression right = sum();
      return row -> Operators.compare(sign, left.of(row), right.of(row));
    }
    if (words.skip("is")) {
      boolean not = words.skip("not");
      if (!words.skip("null")) {
        throw words.unexpected("'null'");
      }
      return row -> new Value.Truth(left.of(row) instanceof Value.Nothing != not);
    }
    boolean not = words.skip("not");
    Expression positive = belonging(left);
    if (positive == null) {
      if (not) {
        throw words.unexpected("'in', 'like', 'ilike' or 'between'");
      }
      return left;
    }
    return not ? row -> new Value.Truth(!positive.of(row).isTrue()) : positive;
  }

  /** in, between and patterns; null when there is none of them. */
  private @org.jspecify.annotations.Nullable Expression belonging(Expression left) {
    if (words.skip("in")) {
      List<Expression> list = list();
      return row -> {
        Value value = left.of(row);
        return new Value.Truth(
            list.stream().anyMatch(e -> Operators.compare("=", value, e.of(row)).isTrue()));
      };
    }
    if (words.skip("between")) {
      Expression low = sum();
      if (!words.skip("and")) {
        throw words.unexpected("'and'");
      }
      Expression high = sum();
      return row ->
          new Value.Truth(
              Operators.compare(">=", left.of(row), low.of(row)).isTrue()
                  && Operators.compare("<=", left.of(row), high.of(row)).isTrue());
    }
    return pattern(left);
  }

  private @org.jspecify.annotations.Nullable Expression pattern(Expression left) {
    String sign = words.skipAny(List.of("~=", "~!", "like", "ilike"));
    if (sign.isEmpty()) {
      return null;
    }
    String text = words.next(Kind.STRING, "a pattern in quotes").text();
    Predicate<String> pattern =
        switch (sign) {
          case "like" -> Operators.like(text, 0);
          case "ilike" -> Operators.like(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
          default -> Operators.pattern(text);
        };
    Predicate<String> wanted = sign.equals("~!") ? pattern.negate() : pattern;
    return row -> Operators.matches(left.of(row), wanted);
  }

  private List<Expression> list() {
    String open = words.skipAny(List.of("(", "["));
    if (open.isEmpty()) {
      throw words.unexpected("a list in ( )");
    }
    List<Expression> list = new ArrayList<>();
    do {
      list.add(sum());
    } while (words.skip(","));
    if (!words.skip(open.equals("(") ? ")" : "]")) {
      throw words.unexpected("',' or the list's end");
    }
    return list;
  }

  Expression sum() {
    return chain(List.of("+", "-"), () -> chain(List.of("*", "/", "%"), this::operand));
  }

  private Expression chain(List<String> signs, java.util.function.Supplier<Expression> operand) {
    Expression left = operand.get();
    for (String sign = words.skipAny(signs); !sign.isEmpty(); sign = words.skipAny(signs)) {
      String how = sign;
      Expression a = left;
      Expression b = operand.get();
      left = row -> Operators.calculate(how, a.of(row), b.of(row));
    }
    return left;
  }

  private Expression operand() {
    if (words.skip("-")) {
      return deeper(() -> {
        Expression what = operand();
        Value zero = new Value.Amount(java.math.BigDecimal.ZERO);
        return row -> Operators.calculate("-", zero, what.of(row));
      });
    }
    if (words.skip("(")) {
      return deeper(this::inside);
    }
    String function = words.skipAny(OF_CONDITIONS);
    if (!function.isEmpty()) {
      return deeper(() -> applied(function, words.skip("(") ? inside() : comparison()));
    }
    String ofValue = words.skipAny(OF_VALUES);
    return ofValue.isEmpty() ? plain() : deeper(() -> applied(ofValue, operand()));
  }

  private static Expression applied(String function, Expression what) {
    return row -> Operators.function(function, what.of(row));
  }

  /** What is left of something in parentheses. */
  private Expression inside() {
    Expression inside = condition();
    if (!words.skip(")")) {
      throw words.unexpected("')'");
    }
    return inside;
  }

  private Expression plain() {
    Word word = words.peek();
    return switch (word.kind()) {
      case NUMBER -> {
        String text = words.next(Kind.NUMBER, OPERAND).text();
        Value number = new Value.Amount(Objects.requireNonNull(Quantity.parse(text)));
        yield _ -> number;
      }
      case STRING -> {
        Value value = new Value.Text(words.next(Kind.STRING, OPERAND).text());
        yield _ -> value;
      }
      case NAME -> {
        if (KEYWORDS.contains(word.text().toLowerCase(Locale.ROOT))) {
          throw words.unexpected(OPERAND);
        }
        yield named(words.next(Kind.NAME, OPERAND).text());
      }
      default -> throw words.unexpected(OPERAND);
    };
  }

  private static Expression named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "true" -> _ -> new Value.Truth(true);
      case "false" -> _ -> new Value.Truth(false);
      case "null" -> _ -> Value.NOTHING;
      default -> new Path(name);
    };
  }
}
