package io.wherry.problems;

/**
 * One thing that is wrong.
 *
 * @param message what failed, on which object, and why; one or two sentences
 * @param advice what the user can do about it; empty only where nothing can be done
 */
public record Problem(
    ProblemCode code, Category category, SubjectRef subject, String message, String advice) {

  /** Message and advice as one text. */
  public String text() {
    return advice.isEmpty() ? message : message + " " + advice;
  }
}
