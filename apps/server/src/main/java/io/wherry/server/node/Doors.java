package io.wherry.server.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.PodLogSource;
import io.wherry.lifecycle.GuestActions;
import io.wherry.lifecycle.GuestDoors;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;

/** Finds the door of the node that a pod or guest is on. */
public final class Doors implements GuestDoors, PodLogSource {
  private final Function<String, Optional<NodeDoor>> byName;

  /**
   * @param byName the door of a node; empty for nodes that nobody knows
   */
  public Doors(Function<String, Optional<NodeDoor>> byName) {
    this.byName = byName;
  }

  @Override
  public void act(Resource instance, GuestActions.Action action) {
    of(instance).act(instance.namespace(), instance.name(), action);
  }

  /**
   * The door of the instance's node.
   *
   * @throws PeerUnavailable nobody knows the node
   */
  public NodeDoor of(Resource instance) {
    String node = instance.text("status", "nodeName").orElse("");
    return byName
        .apply(node)
        .orElseThrow(
            () -> new PeerUnavailable("Node '" + node + "' of " + instance + " is not known."));
  }

  @Override
  public void copy(ObjectNode pod, Query query, OutputStream out) throws IOException {
    Resource resource = new Resource(pod);
    Optional<NodeDoor> door = resource.text("spec", "nodeName").flatMap(byName);
    if (door.isEmpty()) {
      throw ApiFailure.badRequest(
          "pod \"%s\" has no node yet: %s"
              .formatted(
                  resource.name(),
                  resource.text("status", "message").orElse("it is being scheduled")));
    }
    door.get().copyLog(resource, query, out);
  }
}
