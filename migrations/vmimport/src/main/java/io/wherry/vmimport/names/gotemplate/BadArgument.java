package io.wherry.vmimport.names.gotemplate;

/** A function was called wrongly; the evaluator adds the position. */
final class BadArgument extends Exception {
  private static final long serialVersionUID = 1L;

  BadArgument(String message) {
    super(message);
  }
}
