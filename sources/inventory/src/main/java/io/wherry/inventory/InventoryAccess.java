package io.wherry.inventory;

/**
 * Who may read the inventory: a TokenReview and a SubjectAccessReview for {@code
 * providers.forklift.konveyor.io}, done by whoever has the users.
 */
public interface InventoryAccess {
  /** What was found out. */
  sealed interface Verdict {
    record Allowed() implements Verdict {}

    /** The token is missing or not valid. */
    record Unknown(String reason) implements Verdict {}

    record Denied(String reason) implements Verdict {}
  }

  /**
   * @param verb {@code get} or {@code list}
   * @param namespace empty means all namespaces
   * @param name of the provider; empty for lists
   */
  record Question(String token, String verb, String namespace, String name) {
    /** Never shows the token. */
    @Override
    public String toString() {
      return verb + " providers " + namespace + "/" + name;
    }
  }

  /** Asks. May block. */
  Verdict review(Question question);

  /** For servers that have already checked the caller, or tests. */
  static InventoryAccess alreadyChecked() {
    return _ -> new Verdict.Allowed();
  }
}
