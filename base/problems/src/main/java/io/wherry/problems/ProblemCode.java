package io.wherry.problems;

/** Identifies a kind of problem. Implemented by one enum per API group or module. */
public interface ProblemCode {
  /** The condition type or error code a user sees, for example {@code VMNetworksNotMapped}. */
  String wire();
}
