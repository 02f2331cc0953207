package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A say in whether a pod may be evicted, before budgets are asked. Thread-safe. May write to other
 * objects when the eviction is meant; the one who evicts waits for it.
 */
public interface EvictionGuard {
  /** Nobody objects. */
  EvictionGuard NONE = (_, _, _) -> {};

  /** How the eviction is meant. */
  enum Weight {
    /** A dry run: nothing may change. */
    TRIAL,
    REAL
  }

  /**
   * Returns when the pod may go.
   *
   * @param pod never change it
   * @param eviction the request's body; never change it
   * @throws ApiFailure 429 when it must stay for now
   */
  void admit(ObjectNode pod, ObjectNode eviction, Weight weight);
}
