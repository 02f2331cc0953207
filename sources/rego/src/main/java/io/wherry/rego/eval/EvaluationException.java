package io.wherry.rego.eval;

import io.wherry.rego.RegoError;

/** Ends a query: a conflict or a limit. Never leaves this module of Wherry. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient RegoError error;

  public EvaluationException(RegoError error) {
    super(error.toString(), null, false, false);
    this.error = error;
  }

  public RegoError error() {
    return error;
  }
}
