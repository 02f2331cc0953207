package io.wherry.cluster.standin;

/** What becomes of a pod. */
public enum Fate {
  /** It does its work and ends well. */
  SUCCESS,
  /** It fails with a report that says not to try again. */
  FAILURE,
  /** It fails at first and does its work when tried again. */
  FAILS_ONCE,
  /** It runs on and on. */
  ENDLESS
}
