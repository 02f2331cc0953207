package io.wherry.rego.syntax;

import java.util.List;

/** One line of a body: a statement, under modifiers. */
public record Literal(Statement statement, List<With> withs, Position at) {
  /** Replaces input, data or a function while the statement is looked at. */
  public record With(Term target, Term value, Position at) {}

  public Literal withStatement(Statement other) {
    return new Literal(other, withs, at);
  }
}
