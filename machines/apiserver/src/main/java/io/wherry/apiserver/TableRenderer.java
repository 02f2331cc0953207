package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Prints objects as rows of a {@code meta.k8s.io/v1} Table. Thread-safe. */
public interface TableRenderer {
  /** {@code columnDefinitions} of the table. */
  ArrayNode columns(KindDefinition kind);

  /** The {@code cells} of one object, in the order of {@link #columns}. */
  ArrayNode cells(KindDefinition kind, ObjectNode object, Instant now);
}
