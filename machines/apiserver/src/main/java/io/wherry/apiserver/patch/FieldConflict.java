package io.wherry.apiserver.patch;

/**
 * A field that an apply would change although somebody else owns it.
 *
 * @param field for example {@code .spec.vms}
 * @param owner for example {@code "kubectl-edit" using v1}
 */
public record FieldConflict(String field, String owner) {
  /** The message of the cause in a 409 answer. */
  public String message() {
    return "conflict with " + owner;
  }
}
