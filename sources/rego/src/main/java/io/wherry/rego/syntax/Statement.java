package io.wherry.rego.syntax;

import java.util.List;
import java.util.Optional;

/** What a literal says. */
public sealed interface Statement {
  /** Holds unless the term is false or undefined. */
  record Holds(Term term) implements Statement {}

  /** {@code a = b}: made equal by finding values of variables. */
  record Equate(Term left, Term right) implements Statement {}

  /** {@code a := b}: declares the variables on the left. */
  record Assign(Term left, Term right) implements Statement {}

  /** {@code some x, y}. */
  record Declare(List<Term.Variable> variables) implements Statement {}

  /** {@code some k, v in domain}; k and v may be patterns. */
  record SomeIn(Optional<Term> key, Term value, Term domain) implements Statement {}

  /** {@code every k, v in domain { body }}. */
  record Every(Optional<Term.Variable> key, Term.Variable value, Term domain, Body body)
      implements Statement {}

  /** Holds when the inner one does not. */
  record Not(Statement inner) implements Statement {}
}
