package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * CDI and a provisioner: each DataVolume gets a claim and a volume that waits for just that claim;
 * the cluster's own controller binds them.
 */
record PlayedVolumes(KubeApi api, Path folder) implements Reconciler {
  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> volume = api.get(key);
    if (volume.isEmpty() || volume.get().isBeingDeleted()) {
      return Next.onChange();
    }
    ResourceKey claimKey = new ResourceKey(Kinds.PVC, key.namespace(), key.name());
    Optional<Resource> claim = api.get(claimKey);
    if (claim.isEmpty()) {
      provide(api.create(Kinds.PVC, claim(volume.get())));
    } else if (claim.get().at("status", "phase").asText().equals("Bound")) {
      if (!volume.get().at("status", "phase").asText().equals("Succeeded")) {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        StandIn.status(api, key, status.put("phase", "Succeeded").put("progress", "100.0%"));
      }
      return Next.onChange();
    }
    return Next.after(Duration.ofMillis(200));
  }

  private static Resource claim(Resource volume) {
    Resource claim = Resource.of(Kinds.PVC, volume.namespace(), volume.name());
    ((ObjectNode) claim.tree().get("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.DATA_VOLUME.apiVersion())
        .put("kind", Kinds.DATA_VOLUME.kind())
        .put("name", volume.name())
        .put("uid", volume.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    ObjectNode spec = volume.at("spec", "storage").deepCopy();
    if (spec.path("accessModes").isEmpty()) {
      spec.putArray("accessModes").add("ReadWriteOnce");
    }
    claim.tree().set("spec", spec);
    return claim;
  }

  private void provide(Resource claim) {
    Path disk = disk(folder, claim.namespace(), claim.name());
    try {
      Files.createDirectories(disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Resource volume = Resource.of(Kinds.PV, "", "pv-" + claim.uid());
    ObjectNode spec = volume.tree().putObject("spec");
    spec.putObject("capacity").set("storage", claim.at("spec", "resources", "requests", "storage"));
    spec.set("accessModes", claim.at("spec", "accessModes"));
    spec.put("persistentVolumeReclaimPolicy", "Retain");
    spec.put("storageClassName", claim.at("spec", "storageClassName").asText());
    spec.putObject("hostPath").put("path", disk.toString());
    spec.putObject("claimRef")
        .put("namespace", claim.namespace())
        .put("name", claim.name())
        .put("uid", claim.uid());
    Resource _ = api.create(Kinds.PV, volume);
  }

  /** The folder behind a claim. */
  static Path disk(Path folder, String namespace, String claim) {
    return folder.resolve("volumes").resolve(namespace).resolve(claim);
  }
}
