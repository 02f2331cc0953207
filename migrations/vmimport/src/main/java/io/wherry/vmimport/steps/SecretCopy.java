package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.order.PodNames;
import java.util.Optional;

/** The provider's credentials in the target namespace, for worker pods. */
final class SecretCopy {
  private SecretCopy() {}

  /**
   * Makes sure the copy is there.
   *
   * @return its name; empty when the provider has no Secret
   * @throws InvalidRequest the provider's Secret is gone
   */
  static String ensure(ImportWorld world) {
    ImportOrder.Source source = world.order().source();
    if (source.secretName().isEmpty()) {
      return "";
    }
    ResourceKey key = key(world);
    Optional<Resource> present = world.api().get(key);
    if (present.isEmpty()) {
      Resource original =
          world
              .api()
              .get(new ResourceKey(Kinds.SECRET, source.secretNamespace(), source.secretName()))
              .orElseThrow(() -> missing(source));
      world.api().create(Kinds.SECRET, copy(world, original));
    }
    return key.name();
  }

  static void remove(ImportWorld world) {
    if (!world.order().source().secretName().isEmpty()) {
      world.api().delete(key(world));
    }
  }

  static ResourceKey key(ImportWorld world) {
    return world.target(Kinds.SECRET, PodNames.of(world.order(), "secret", 0));
  }

  private static Resource copy(ImportWorld world, Resource original) {
    Resource copy =
        Resource.of(Kinds.SECRET, world.order().target().namespace(), key(world).name());
    ObjectNode labels = ((ObjectNode) copy.tree().get("metadata")).putObject("labels");
    MachineLabels.of(world.order()).forEach(labels::put);
    copy.tree().put("type", "Opaque");
    copy.tree().set("data", original.at("data").deepCopy());
    return copy;
  }

  private static InvalidRequest missing(ImportOrder.Source source) {
    return new InvalidRequest(
        "Secret %s/%s of provider %s is gone. Create it again, then start a new migration."
            .formatted(source.secretNamespace(), source.secretName(), source.provider().name()));
  }
}
