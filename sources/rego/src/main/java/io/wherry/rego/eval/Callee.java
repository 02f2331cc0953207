package io.wherry.rego.eval;

import io.wherry.rego.builtin.Builtin;

/** What a call calls. */
public sealed interface Callee {
  /** As it is written in full: {@code regex.match}, {@code data.a.f}. */
  String name();

  int arity();

  /** A function that comes with the engine. */
  record Native(Builtin builtin) implements Callee {
    @Override
    public String name() {
      return builtin.name();
    }

    @Override
    public int arity() {
      return builtin.arity();
    }
  }

  /** A function made of rules. */
  record Defined(RuleGroup group) implements Callee {
    @Override
    public String name() {
      return group.name();
    }

    @Override
    public int arity() {
      return group.arity();
    }
  }
}
