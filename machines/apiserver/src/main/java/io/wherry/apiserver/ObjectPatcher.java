package io.wherry.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Patches of all types, and the bookkeeping of field owners. Thread-safe, never blocks. */
public interface ObjectPatcher {
  /** How a patch body is meant. */
  enum Type {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String contentType;

    Type(String contentType) {
      this.contentType = contentType;
    }

    /** The media type that announces it. */
    public String contentType() {
      return contentType;
    }
  }

  /** What an apply does with fields that others own. */
  enum OnConflict {
    REFUSE,
    TAKE_OVER
  }

  /**
   * Who writes.
   *
   * @param fieldManager from the query, or derived from the user agent
   * @param subresource empty, or {@code status}
   */
  record Writer(String fieldManager, String subresource, Instant now, OnConflict onConflict) {}

  /**
   * The patched object; {@code current} stays as it is. For {@link Type#APPLY} {@code current} is
   * an empty object when nothing is stored yet, and managedFields of the result are up to date; for
   * the other types the server calls {@link #track} afterwards.
   *
   * @throws ApiFailure 400 for a malformed patch, 422 when a path is missing or a test fails, 409
   *     with one cause per owner conflict, 415 for a type the kind does not have
   */
  ObjectNode patch(
      KindDefinition kind, Type type, ObjectNode current, JsonNode body, Writer writer);

  /**
   * Brings {@code metadata.managedFields} of {@code after} (changed in place) up to date for a
   * create, update or non-apply patch.
   *
   * @param before an empty object on create
   */
  void track(KindDefinition kind, ObjectNode before, ObjectNode after, Writer writer);
}
