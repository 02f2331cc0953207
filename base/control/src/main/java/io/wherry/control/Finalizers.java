package io.wherry.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;

/** Adds and removes our finalizers without touching those of others. */
public final class Finalizers {
  private Finalizers() {}

  /** True when the object does not carry the finalizer. */
  public static boolean missing(Resource object, String finalizer) {
    return object.items("metadata", "finalizers").stream()
        .noneMatch(f -> f.asText().equals(finalizer));
  }

  /** Adds it; conditional on the version given. @throws io.wherry.problems.StaleWrite changed */
  public static void add(KubeApi api, ResourceKey key, Resource object, String finalizer) {
    ObjectNode patch = patch(object, finalizer);
    ((ArrayNode) patch.at("/metadata/finalizers")).add(finalizer);
    Resource _ = api.patch(key, patch);
  }

  /** Removes it if it is there; conditional on the version given. */
  public static void remove(KubeApi api, ResourceKey key, Resource object, String finalizer) {
    if (!missing(object, finalizer)) {
      Resource _ = api.patch(key, patch(object, finalizer));
    }
  }

  /** A conditional patch with all finalizers but the given one. */
  private static ObjectNode patch(Resource object, String finalizer) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", object.resourceVersion());
    ArrayNode list = metadata.putArray("finalizers");
    object.items("metadata", "finalizers").stream()
        .filter(f -> !f.asText().equals(finalizer))
        .forEach(list::add);
    return patch;
  }
}
