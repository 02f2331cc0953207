package io.wherry.rego.builtin;

/** A function was given what it cannot take; the call is undefined. */
public final class BuiltinException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BuiltinException(String message) {
    super(message, null, false, false);
  }
}
