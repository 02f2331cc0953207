package io.wherry.rego.syntax;

import java.util.List;

/** Literals that must hold together; empty means true. */
public record Body(List<Literal> literals) {
  public static final Body TRUE = new Body(List.of());
}
