package io.wherry.rego.syntax;

import io.wherry.rego.RegoError;

/** Ends the parsing of a module; never leaves this module of Wherry. */
public final class SyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RegoError error;

  SyntaxException(String message, Position at) {
    // Backtracking throws many of these: no stack trace.
    super(message, null, false, false);
    this.error = new RegoError(RegoError.Code.PARSE, message, at);
  }

  public RegoError error() {
    return error;
  }
}
