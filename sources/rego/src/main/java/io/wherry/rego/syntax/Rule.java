package io.wherry.rego.syntax;

import java.util.List;
import java.util.Optional;

/**
 * A rule as it was written.
 *
 * @param otherwise what {@code else} says
 */
public record Rule(Head head, Body body, Optional<Rule> otherwise, Position at) {
  /** What a rule makes. */
  public enum Form {
    /** One value: {@code p := 1}, {@code p[x] := 1}, {@code f(x) := 1}. */
    VALUE,
    /** Members of a set: {@code p contains x}. */
    MEMBER,
    /** The value when no other rule of the name gives one. */
    DEFAULT
  }

  /**
   * @param path name of the rule and what follows it: {@code p}, {@code p.q[x]}
   * @param arguments present for functions
   * @param term the value, or the member of a set
   */
  public record Head(
      Form form, List<Term> path, Optional<List<Term>> arguments, Term term, Position at) {
    public String name() {
      return ((Term.Variable) path.getFirst()).name();
    }
  }
}
