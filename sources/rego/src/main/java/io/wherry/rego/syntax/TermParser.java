package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Term.Call;
import io.wherry.rego.syntax.Term.Constant;
import io.wherry.rego.syntax.Term.Reference;
import io.wherry.rego.syntax.Term.Variable;
import io.wherry.rego.syntax.Token.Gap;
import io.wherry.rego.syntax.Token.Kind;
import io.wherry.rego.value.BoolValue;
import io.wherry.rego.value.NullValue;
import io.wherry.rego.value.NumberValue;
import io.wherry.rego.value.StringValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parses terms: primary ones, references and calls, and operators by precedence. */
final class TermParser {
  /** From the loosest to the tightest binding. {@code in} binds loosest of all. */
  private static final List<Map<String, String>> LEVELS =
      List.of(
          Map.of("==", "equal", "!=", "neq", "<", "lt", ">", "gt", "<=", "lte", ">=", "gte"),
          Map.of("|", "or"),
          Map.of("&", "and"),
          Map.of("+", "plus", "-", "minus"),
          Map.of("*", "mul", "/", "div", "%", "rem"));

  static final String MEMBER = "internal.member_2";
  static final String MEMBER_WITH_KEY = "internal.member_3";

  private final Tokens tokens;
  private final CollectionParser collections;

  /** Primary terms by where they begin: backtracking must not parse nested ones again and again. */
  private final Map<Integer, Parsed> parsed = new HashMap<>();

  private record Parsed(Optional<Term> term, int end, Optional<SyntaxException> failure) {}

  TermParser(Tokens tokens, BodyParser bodies) {
    this.tokens = tokens;
    this.collections = new CollectionParser(tokens, this, bodies);
  }

  /** Any term; {@code k, v in xs} as well. */
  Term term() {
    return tokens.nested(() -> {
      Term left = level(0);
      Optional<Term> pair = tokens.is(",") ? withKey(left) : Optional.empty();
      return members(pair.orElse(left));
    });
  }

  /** A term of a list, where a comma separates items. */
  Term item() {
    return tokens.nested(() -> members(level(0)));
  }

  private Term members(Term first) {
    Term left = first;
    while (tokens.isKeyword("in")) {
      Position at = tokens.take().at();
      left = call(MEMBER, List.of(left, level(0)), at);
    }
    return left;
  }

  private Optional<Term> withKey(Term key) {
    int mark = tokens.mark();
    tokens.expect(",");
    try {
      Term value = level(0);
      if (tokens.isKeyword("in")) {
        Position at = tokens.take().at();
        return Optional.of(call(MEMBER_WITH_KEY, List.of(key, value, level(0)), at));
      }
    } catch (SyntaxException e) {
      // The comma belongs to something else, which will say what is wrong with it.
    }
    tokens.back(mark);
    return Optional.empty();
  }

  private Term level(int level) {
    if (level == LEVELS.size()) {
      return primary();
    }
    Term left = level(level + 1);
    Optional<String> function = operator(level);
    while (function.isPresent()) {
      Position at = tokens.take().at();
      left = call(function.get(), List.of(left, level(level + 1)), at);
      function = operator(level);
    }
    return left;
  }

  /** The function of the operator that stands here, if it binds on that level. */
  private Optional<String> operator(int level) {
    Token token = tokens.token();
    return token.kind() == Kind.OPERATOR
        ? Optional.ofNullable(LEVELS.get(level).get(token.text()))
        : Optional.empty();
  }

  static Call call(String function, List<Term> arguments, Position at) {
    return new Call(name(function, at), arguments, at);
  }

  private static Term name(String dotted, Position at) {
    List<Term> parts = new ArrayList<>();
    for (String part : dotted.split("\\.")) {
      parts.add(new Constant(StringValue.of(part), at));
    }
    Term head = new Variable(dotted.split("\\.")[0], at);
    return parts.size() == 1 ? head : new Reference(head, parts.subList(1, parts.size()), at);
  }

  /** A term without operators around it. */
  Term primary() {
    int start = tokens.mark();
    Parsed known = parsed.get(start);
    if (known == null) {
      known = parse(start);
      parsed.put(start, known);
    }
    if (known.failure().isPresent()) {
      throw known.failure().get();
    }
    tokens.back(known.end());
    return known.term().orElseThrow();
  }

  private Parsed parse(int start) {
    try {
      Term term = tokens.nested(() -> suffixes(simple()));
      return new Parsed(Optional.of(term), tokens.mark(), Optional.empty());
    } catch (SyntaxException e) {
      return new Parsed(Optional.empty(), start, Optional.of(e));
    }
  }

  private Term simple() {
    Token token = tokens.token();
    return switch (token.kind()) {
      case STRING -> new Constant(StringValue.of(tokens.take().text()), token.at());
      case NUMBER -> number("");
      case WORD -> word();
      case TEMPLATE_PART, TEMPLATE_END -> template();
      case OPERATOR -> operator();
      case END -> throw tokens.unexpected("expected a term");
    };
  }

  private Term operator() {
    Token token = tokens.token();
    return switch (token.text()) {
      case "-" -> negative();
      case "." -> number("");
      case "[" -> collections.array();
      case "{" -> collections.setOrObject();
      case "(" -> {
        tokens.expect("(");
        Term inner = term();
        tokens.expect(")");
        yield inner;
      }
      default -> throw tokens.unexpected("expected a term");
    };
  }

  private Term negative() {
    Position at = tokens.take().at();
    if (tokens.token().kind() == Kind.WORD) {
      Term zero = new Constant(NumberValue.ZERO, at);
      return call("minus", List.of(zero, suffixes(word())), at);
    }
    return number("-");
  }

  private Term number(String sign) {
    Position at = tokens.at();
    String point = tokens.skip(".") ? "." : "";
    if (tokens.token().kind() != Kind.NUMBER) {
      throw tokens.unexpected("expected a number");
    }
    try {
      NumberValue value = NumberValue.parse(sign + point + tokens.take().text());
      return new Constant(value, at);
    } catch (NumberFormatException e) {
      throw new SyntaxException("illegal number", at);
    } catch (ArithmeticException e) {
      throw new SyntaxException(String.valueOf(e.getMessage()), at);
    }
  }

  private Term word() {
    Token token = tokens.token();
    if (!tokens.isName() && !tokens.startsPath() && !tokens.isKeyword("contains")) {
      return keyword();
    }
    String name = tokens.take().text();
    return new Variable(name.equals("_") ? tokens.freshWildcard() : name, token.at());
  }

  private Term keyword() {
    Token token = tokens.token();
    switch (token.text()) {
      case "true", "false" -> {
        Token _ = tokens.take();
        return new Constant(BoolValue.of(token.text().equals("true")), token.at());
      }
      case "null" -> {
        Token _ = tokens.take();
        return new Constant(NullValue.NULL, token.at());
      }
      default -> throw tokens.unexpected("expected a term");
    }
  }

  /** What follows a term without a gap: {@code .name}, {@code [term]}, {@code (arguments)}. */
  private Term suffixes(Term head) {
    Term result = path(head);
    while (tokens.follows("(") && isFunction(result)) {
      Token _ = tokens.take();
      result = path(finishCall(result, collections.items(")")));
    }
    return result;
  }

  /** {@code .name} and {@code [term]}, as many as follow. */
  Term path(Term head) {
    Term result = head;
    while (tokens.follows(".") || tokens.follows("[")) {
      Term key;
      if (tokens.take().is(".")) {
        key = field();
      } else {
        key = term();
        tokens.expect("]");
      }
      result = join(result, key);
    }
    return result;
  }

  private static Term finishCall(Term function, List<Term> arguments) {
    boolean emptySet =
        arguments.isEmpty() && function instanceof Variable v && v.name().equals("set");
    return emptySet
        ? new Term.SetTerm(List.of(), function.at())
        : new Call(function, arguments, function.at());
  }

  private Term field() {
    Token token = tokens.token();
    if (token.kind() != Kind.WORD || token.before() != Gap.NONE) {
      throw tokens.unexpected("expected a name after the dot");
    }
    return new Constant(StringValue.of(tokens.take().text()), token.at());
  }

  private static Term join(Term head, Term key) {
    if (head instanceof Constant) {
      throw new SyntaxException("illegal reference into a constant", head.at());
    }
    if (head instanceof Reference(var inner, var path, var at)) {
      List<Term> longer = new ArrayList<>(path);
      longer.add(key);
      return new Reference(inner, List.copyOf(longer), at);
    }
    return new Reference(head, List.of(key), head.at());
  }

  private static boolean isFunction(Term term) {
    return term instanceof Variable
        || term instanceof Reference(Variable _, var path, _)
            && path.stream().allMatch(p -> p instanceof Constant(StringValue _, _));
  }

  private Term template() {
    Position at = tokens.at();
    List<Term> parts = new ArrayList<>();
    while (true) {
      Token part = tokens.take();
      if (!part.text().isEmpty()) {
        parts.add(new Constant(StringValue.of(part.text()), part.at()));
      }
      if (part.kind() == Kind.TEMPLATE_END) {
        return new Term.Template(List.copyOf(parts), at);
      }
      parts.add(term());
      tokens.expect("}");
      if (tokens.token().kind() != Kind.TEMPLATE_PART
          && tokens.token().kind() != Kind.TEMPLATE_END) {
        throw tokens.unexpected("expected the rest of the template string");
      }
    }
  }
}
