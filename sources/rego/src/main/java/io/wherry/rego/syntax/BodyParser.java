package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Literal.With;
import io.wherry.rego.syntax.Term.Call;
import io.wherry.rego.syntax.Term.Variable;
import io.wherry.rego.syntax.Token.Gap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses bodies: literals, one a line or with semicolons between them. */
final class BodyParser {
  private final Tokens tokens;
  private final TermParser terms;

  BodyParser(Tokens tokens) {
    this.tokens = tokens;
    this.terms = new TermParser(tokens, this);
  }

  TermParser terms() {
    return terms;
  }

  /** Literals up to the closing bracket, which stays. */
  Body body(String close) {
    return tokens.nested(() -> {
      List<Literal> literals = new ArrayList<>();
      if (tokens.is(close)) {
        throw new SyntaxException("found empty body", tokens.at());
      }
      do {
        literals.add(literal());
        separate(close);
      } while (!tokens.is(close));
      return new Body(List.copyOf(literals));
    });
  }

  /** Literals up to the end of the text. */
  Body query() {
    List<Literal> literals = new ArrayList<>();
    do {
      literals.add(literal());
      separate("");
    } while (!tokens.atEnd());
    return new Body(List.copyOf(literals));
  }

  private void separate(String close) {
    boolean separated =
        tokens.skip(";") || tokens.atEnd() || tokens.token().before() == Gap.NEW_LINE;
    if (!separated && !tokens.is(close)) {
      throw tokens.unexpected("expected a new line, ';' or '" + close + "'");
    }
  }

  Literal literal() {
    Position at = tokens.at();
    boolean negated = tokens.skipKeyword("not");
    Statement statement = statement();
    return new Literal(negated ? negate(statement, at) : statement, withs(), at);
  }

  private static Statement negate(Statement inner, Position at) {
    return switch (inner) {
      case Statement.Declare _, Statement.SomeIn _ ->
          throw new SyntaxException("illegal negation of 'some'", at);
      case Statement.Every _ -> throw new SyntaxException("illegal negation of 'every'", at);
      default -> new Statement.Not(inner);
    };
  }

  private Statement statement() {
    Position at = tokens.at();
    if (tokens.skipKeyword("some")) {
      return some();
    }
    if (tokens.skipKeyword("every")) {
      return every(at);
    }
    Term left = terms.term();
    if (tokens.skip(":=")) {
      return new Statement.Assign(left, terms.term());
    }
    return tokens.skip("=") ? new Statement.Equate(left, terms.term()) : new Statement.Holds(left);
  }

  private Statement some() {
    int mark = tokens.mark();
    Optional<Call> domain = domain(terms.term());
    if (domain.isPresent()) {
      List<Term> parts = domain.get().arguments();
      return parts.size() == 2
          ? new Statement.SomeIn(Optional.empty(), parts.get(0), parts.get(1))
          : new Statement.SomeIn(Optional.of(parts.get(0)), parts.get(1), parts.get(2));
    }
    tokens.back(mark);
    List<Variable> variables = new ArrayList<>();
    do {
      if (!tokens.isName()) {
        throw tokens.unexpected("expected a variable");
      }
      Token name = tokens.take();
      variables.add(new Variable(name.text(), name.at()));
    } while (tokens.skip(","));
    return new Statement.Declare(List.copyOf(variables));
  }

  /** The term as a question of membership, if it is one. */
  private static Optional<Call> domain(Term term) {
    return term instanceof Call call
            && (isCallOf(call, TermParser.MEMBER) || isCallOf(call, TermParser.MEMBER_WITH_KEY))
        ? Optional.of(call)
        : Optional.empty();
  }

  private static boolean isCallOf(Call call, String function) {
    return Names.dotted(call.function()).equals(Optional.of(function));
  }

  private Statement every(Position at) {
    List<Term> parts =
        domain(terms.term())
            .map(Call::arguments)
            .orElseThrow(() ->
                new SyntaxException("expected 'every x in xs { … }' or 'every k, v in xs'", at));
    tokens.expect("{");
    Body body = body("}");
    tokens.expect("}");
    Optional<Variable> key =
        parts.size() == 3 ? Optional.of(variable(parts.getFirst())) : Optional.empty();
    return new Statement.Every(key, variable(parts.get(parts.size() - 2)), parts.getLast(), body);
  }

  private static Variable variable(Term term) {
    if (term instanceof Variable variable) {
      return variable;
    }
    throw new SyntaxException("expected a variable", term.at());
  }

  private List<With> withs() {
    List<With> withs = new ArrayList<>();
    while (tokens.isKeyword("with")) {
      Position at = tokens.take().at();
      Term target = terms.primary();
      if (!tokens.skipKeyword("as")) {
        throw tokens.unexpected("expected 'as'");
      }
      withs.add(new With(target, terms.term(), at));
    }
    return List.copyOf(withs);
  }
}
