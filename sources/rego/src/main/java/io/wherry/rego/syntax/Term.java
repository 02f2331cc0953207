package io.wherry.rego.syntax;

import io.wherry.rego.value.Value;
import java.util.List;

/** An expression as it was written. */
public sealed interface Term {
  Position at();

  record Constant(Value value, Position at) implements Term {}

  /** A name. Every wildcard has a name of its own that begins with {@code $}. */
  record Variable(String name, Position at) implements Term {
    public boolean isWildcard() {
      return name.startsWith("$");
    }
  }

  /** {@code head.a[i]}; the path is not empty. */
  record Reference(Term head, List<Term> path, Position at) implements Term {}

  /**
   * @param function a variable, or a reference whose path consists of strings
   */
  record Call(Term function, List<Term> arguments, Position at) implements Term {}

  record ArrayTerm(List<Term> items, Position at) implements Term {}

  record SetTerm(List<Term> items, Position at) implements Term {}

  record ObjectTerm(List<Entry> entries, Position at) implements Term {}

  /** A pair in an object. */
  record Entry(Term key, Term value) {}

  record ArrayComprehension(Term item, Body body, Position at) implements Term {}

  record SetComprehension(Term item, Body body, Position at) implements Term {}

  record ObjectComprehension(Term key, Term value, Body body, Position at) implements Term {}

  /** A template string; parts are constants, or expressions that may be undefined. */
  record Template(List<Term> parts, Position at) implements Term {}
}
