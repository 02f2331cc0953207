package io.wherry.rego;

import io.wherry.rego.syntax.Position;

/**
 * What is wrong with a policy, and where.
 *
 * @param code the reference implementation's word for it, for example {@code rego_parse_error}
 */
public record RegoError(Code code, String message, Position at) {
  /** Kinds of errors. */
  public enum Code {
    PARSE("rego_parse_error"),
    COMPILE("rego_compile_error"),
    TYPE("rego_type_error"),
    UNSAFE("rego_unsafe_var_error"),
    RECURSION("rego_recursion_error"),
    CONFLICT("eval_conflict_error"),
    LIMIT("eval_cancel_error"),
    BUILTIN("eval_builtin_error"),
    TYPE_CONFLICT("eval_type_error");

    private final String wire;

    Code(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  @Override
  public String toString() {
    return at + ": " + code.wire() + ": " + message;
  }
}
