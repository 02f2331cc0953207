package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;

/**
 * A say in whether a write is taken, after schemas found nothing wrong with it: what admission
 * webhooks do on a cluster. Thread-safe; must be quick and must not write.
 */
public interface Admission {
  /** What happens to the object. */
  enum Operation {
    CREATE,
    UPDATE
  }

  /**
   * A write on its way.
   *
   * @param subresource empty for the object itself
   * @param before empty on create; never change it
   * @param after never change it
   */
  record Request(
      User user,
      Operation operation,
      KindRef kind,
      String subresource,
      ObjectNode before,
      ObjectNode after) {
    /** Name of the object. */
    public String name() {
      return after.path("metadata").path("name").asText();
    }

    /** Namespace of the object; empty for cluster-wide ones. */
    public String namespace() {
      return after.path("metadata").path("namespace").asText();
    }
  }

  /**
   * Returns when there is nothing to say against it.
   *
   * @throws ApiFailure 400, 403, 422: why not
   */
  void admit(Request request);
}
