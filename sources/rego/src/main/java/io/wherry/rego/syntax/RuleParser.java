package io.wherry.rego.syntax;

import io.wherry.rego.syntax.Dialect.Version;
import io.wherry.rego.syntax.Rule.Form;
import io.wherry.rego.syntax.Rule.Head;
import io.wherry.rego.syntax.Term.Constant;
import io.wherry.rego.syntax.Term.Reference;
import io.wherry.rego.syntax.Term.Variable;
import io.wherry.rego.syntax.Token.Kind;
import io.wherry.rego.value.BoolValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses rules. */
final class RuleParser {
  private final Tokens tokens;
  private final BodyParser bodies;
  private final TermParser terms;

  RuleParser(Tokens tokens, BodyParser bodies) {
    this.tokens = tokens;
    this.bodies = bodies;
    this.terms = bodies.terms();
  }

  /** A rule; several when bodies follow each other without a head between them. */
  List<Rule> rules() {
    Position at = tokens.at();
    boolean isDefault = tokens.isKeyword("default");
    if (isDefault) {
      Token _ = tokens.take();
    }
    Head head = head(isDefault ? Form.DEFAULT : Form.VALUE, at);
    if (isDefault) {
      return List.of(new Rule(head, Body.TRUE, Optional.empty(), at));
    }
    Optional<Body> body = body(head);
    if (body.isEmpty() && !mayStandAlone) {
      throw tokens.unexpected("expected a rule's value or body");
    }
    Optional<Rule> otherwise = otherwise(head);
    List<Rule> rules = new ArrayList<>();
    rules.add(new Rule(head, body.orElse(Body.TRUE), otherwise, at));
    while (tokens.is("{") && otherwise.isEmpty()) {
      Position next = tokens.at();
      requireIf();
      rules.add(new Rule(head, braces(), Optional.empty(), next));
    }
    return List.copyOf(rules);
  }

  /** Whether the head just read says something without a body. */
  private boolean mayStandAlone;

  private Head head(Form form, Position at) {
    if (!tokens.isName() && !tokens.startsPath()) {
      throw tokens.unexpected("expected a rule");
    }
    Token name = tokens.take();
    if (name.kind() != Kind.WORD) {
      throw new SyntaxException("expected a rule, found " + name.shown(), name.at());
    }
    List<Term> path = path(new Variable(name.text(), name.at()));
    Optional<List<Term>> arguments = Optional.empty();
    if (tokens.is("(") && tokens.token().before() != Token.Gap.NEW_LINE) {
      tokens.expect("(");
      arguments = Optional.of(arguments());
    }
    if (form == Form.VALUE && arguments.isEmpty() && tokens.skipKeyword("contains")) {
      mayStandAlone = true;
      return new Head(Form.MEMBER, path, arguments, terms.term(), at);
    }
    if (tokens.skip(":=") || tokens.skip("=")) {
      mayStandAlone = true;
      Term value = terms.term();
      return new Head(form, path, arguments, value, at);
    }
    if (form == Form.DEFAULT) {
      throw tokens.unexpected("expected the default value");
    }
    mayStandAlone = false;
    return withoutValue(path, arguments, at);
  }

  private List<Term> arguments() {
    List<Term> arguments = new ArrayList<>();
    boolean more = !tokens.skip(")");
    while (more) {
      arguments.add(terms.item());
      more = !tokens.skip(")");
      if (more) {
        tokens.expect(",");
        more = !tokens.skip(")");
      }
    }
    return List.copyOf(arguments);
  }

  private List<Term> path(Variable name) {
    Term term = terms.path(name);
    if (term instanceof Reference(var head, var rest, _)) {
      List<Term> path = new ArrayList<>();
      path.add(head);
      path.addAll(rest);
      return List.copyOf(path);
    }
    return List.of(term);
  }

  /** {@code p[x] { … }} adds to a set, {@code p[x] if …} is true at x. */
  private Head withoutValue(List<Term> path, Optional<List<Term>> arguments, Position at) {
    if (path.size() == 2 && arguments.isEmpty() && !tokens.isKeyword("if")) {
      if (tokens.dialect().version() == Version.V1) {
        throw new SyntaxException(
            "`contains` keyword is required for partial set rules", tokens.at());
      }
      mayStandAlone = true;
      return new Head(Form.MEMBER, List.of(path.getFirst()), Optional.empty(), path.getLast(), at);
    }
    return new Head(Form.VALUE, path, arguments, new Constant(BoolValue.TRUE, at), at);
  }

  private void requireIf() {
    if (tokens.dialect().version() == Version.V1) {
      throw new SyntaxException("`if` keyword is required before rule body", tokens.at());
    }
  }

  private Optional<Body> body(Head head) {
    if (tokens.skipKeyword("if")) {
      return Optional.of(conditions());
    }
    if (tokens.is("{") && head.form() != Form.DEFAULT) {
      requireIf();
      return Optional.of(braces());
    }
    return Optional.empty();
  }

  /** What follows {@code if}: one literal, or a body in braces. */
  private Body conditions() {
    int mark = tokens.mark();
    boolean brace = tokens.is("{");
    try {
      Literal literal = bodies.literal();
      boolean set = literal.statement() instanceof Statement.Holds(Term.SetTerm _);
      if (!brace || !set) {
        return new Body(List.of(literal));
      }
    } catch (SyntaxException e) {
      if (!brace) {
        throw e;
      }
    }
    tokens.back(mark);
    return braces();
  }

  private Body braces() {
    tokens.expect("{");
    Body body = bodies.body("}");
    tokens.expect("}");
    return body;
  }

  private Optional<Rule> otherwise(Head head) {
    if (!tokens.isKeyword("else")) {
      return Optional.empty();
    }
    Position at = tokens.take().at();
    if (head.form() == Form.MEMBER) {
      throw new SyntaxException("else keyword cannot be used on multi-value rules", at);
    }
    boolean valued = tokens.skip(":=") || tokens.skip("=");
    Term value = valued ? terms.term() : new Constant(BoolValue.TRUE, at);
    Head alternative = new Head(Form.VALUE, head.path(), head.arguments(), value, at);
    Optional<Body> body =
        tokens.isKeyword("if") || tokens.is("{") ? body(alternative) : Optional.empty();
    if (!valued && body.isEmpty()) {
      throw tokens.unexpected("expected the value or body of else");
    }
    Optional<Rule> next = body.isPresent() ? otherwise(head) : Optional.empty();
    return Optional.of(new Rule(alternative, body.orElse(Body.TRUE), next, at));
  }
}
