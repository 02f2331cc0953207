package io.wherry.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;
import java.util.List;
import java.util.Optional;

/**
 * What the server completes and checks in objects of one kind beyond its schema: what upstream does
 * in webhooks. Status writes do not come here. Thread-safe; must be quick and must not write.
 */
public interface KindGuard {
  /** Whether writers of the kind must wait for each other. */
  enum Order {
    /** Each by itself. */
    ANY,

    /** One create after the other: the check sees every object that was created before. */
    ONE_BY_ONE
  }

  /** The objects and rights as they are now. */
  interface World {
    /** The object; never change it. */
    Optional<ObjectNode> get(KindRef kind, String namespace, String name);

    /** The objects of a namespace, or (empty) of all; never change them. */
    List<ObjectNode> list(KindRef kind, String namespace);

    /** Whether roles let the user do it. */
    boolean may(User user, ApiExtension.Wish wish);
  }

  /**
   * A write on its way.
   *
   * @param before empty on create; never change it
   * @param after only {@link #complete} may change it
   */
  record Write(User user, ObjectNode before, ObjectNode after, World world) {
    /** True when the object is new. */
    public boolean isCreate() {
      return before.isEmpty();
    }

    /** True when the object is new or says something else than before. */
    public boolean changesSpec() {
      return isCreate() || !before.path("spec").equals(after.path("spec"));
    }

    /** Namespace of the object; empty for cluster-wide ones. */
    public String namespace() {
      return after.path("metadata").path("namespace").asText();
    }
  }

  /** The kind, in the version that is stored. */
  KindRef kind();

  /** How creates follow each other. */
  default Order order() {
    return Order.ANY;
  }

  /** Fills in what the writer left open, before schemas are asked. */
  default void complete(Write write) {}

  /**
   * Returns when there is nothing to say against it, after schemas found nothing wrong.
   *
   * @throws ApiFailure 400, 403, 422: why not
   */
  default void check(Write write) {}
}
