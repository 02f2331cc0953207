package io.wherry.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.TreePatch;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Changes parts of an object that several writers share: what is written depends on what was read,
 * so the write is conditional, and done again on what somebody wrote meanwhile.
 */
public final class ObjectEdit {
  private static final int ATTEMPTS = 6;

  private ObjectEdit() {}

  /**
   * Changes the status. Blocks.
   *
   * @param change gets a copy of the status to change; may be called several times
   * @return the object as stored; empty when it is gone
   * @throws StaleWrite others write all the time
   */
  public static Optional<Resource> status(
      KubeApi api, ResourceKey key, Consumer<ObjectNode> change) {
    return repeat(
        api,
        key,
        (before, patch) -> {
          ObjectNode after =
              before.at("status") instanceof ObjectNode status
                  ? status.deepCopy()
                  : JsonNodeFactory.instance.objectNode();
          change.accept(after);
          ObjectNode difference = TreePatch.between(before.at("status"), after);
          if (difference.isEmpty()) {
            return before;
          }
          patch.set("status", difference);
          return api.patchStatus(key, patch);
        });
  }

  /**
   * Changes anything but the status. Blocks.
   *
   * @param change gets a copy of the whole object to change; may be called several times
   * @return the object as stored; empty when it is gone
   * @throws StaleWrite others write all the time
   */
  public static Optional<Resource> body(KubeApi api, ResourceKey key, Consumer<ObjectNode> change) {
    return repeat(
        api,
        key,
        (before, patch) -> {
          ObjectNode after = before.mutableCopy();
          change.accept(after);
          ObjectNode difference = TreePatch.between(before.tree(), after);
          difference.remove("status");
          if (difference.isEmpty()) {
            return before;
          }
          ObjectNode metadata = difference.withObjectProperty("metadata");
          metadata.setAll((ObjectNode) patch.get("metadata"));
          return api.patch(key, difference);
        });
  }

  private static Optional<Resource> repeat(
      KubeApi api, ResourceKey key, BiFunction<Resource, ObjectNode, Resource> write) {
    for (int attempt = 1; ; attempt++) {
      Optional<Resource> now = api.get(key);
      if (now.isEmpty()) {
        return now;
      }
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("metadata").put("resourceVersion", now.get().resourceVersion());
      try {
        return Optional.of(write.apply(now.get(), patch));
      } catch (StaleWrite stale) {
        if (attempt == ATTEMPTS) {
          throw stale;
        }
      } catch (InvalidRequest refused) {
        if (api.get(key).isPresent()) {
          throw refused;
        }
        return Optional.empty();
      }
    }
  }
}
