package io.wherry.testkit.crash;

/** The program dies here. An Error, so that nobody but the matrix catches it. */
public final class Death extends Error {
  private static final long serialVersionUID = 1L;

  Death(String message) {
    super(message, null, false, false);
  }
}
