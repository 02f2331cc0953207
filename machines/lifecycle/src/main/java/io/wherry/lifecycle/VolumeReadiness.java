package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Optional;

/** Whether the volumes of an instance are there, and which PersistentVolumes they are. */
final class VolumeReadiness {
  private static final String LAZY = "WaitForFirstConsumer";

  private final KubeApi api;

  VolumeReadiness(KubeApi api) {
    this.api = api;
  }

  /** Returns when the instance may be given a node. Claims that wait for one are fine. */
  void require(Resource instance) throws Waiting {
    for (JsonNode volume : instance.items("spec", "volumes")) {
      String claim = volume.at("/persistentVolumeClaim/claimName").asText();
      String dataVolume = volume.at("/dataVolume/name").asText();
      if (!dataVolume.isEmpty()) {
        awaitImport(instance, dataVolume);
      }
      String name = claim.isEmpty() ? dataVolume : claim;
      if (!name.isEmpty()) {
        Resource found = claim(instance, name);
        if (found.text("spec", "volumeName").isEmpty() && !waitsForConsumer(found)) {
          throw unbound(name);
        }
      }
    }
  }

  private boolean waitsForConsumer(Resource claim) {
    return claim
        .text("spec", "storageClassName")
        .flatMap(c -> api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", c)))
        .flatMap(c -> c.text("volumeBindingMode"))
        .filter(LAZY::equals)
        .isPresent();
  }

  /** Finished ones may be cleaned up; then the claim decides. */
  void awaitImport(Resource instance, String name) throws Waiting {
    Optional<Resource> dataVolume =
        api.get(new ResourceKey(Kinds.DATA_VOLUME, instance.namespace(), name));
    if (dataVolume.isEmpty()) {
      return;
    }
    String phase = dataVolume.get().text("status", "phase").orElse("Pending");
    if (phase.equals("Failed")) {
      throw Waiting.later("DataVolumeError", "DataVolume " + name + " failed.");
    }
    if (!phase.equals("Succeeded") && !phase.equals(LAZY)) {
      throw Waiting.later("Provisioning", "DataVolume " + name + " is " + phase + ".");
    }
  }

  private Resource claim(Resource instance, String name) throws Waiting {
    return api.get(new ResourceKey(Kinds.PVC, instance.namespace(), name))
        .orElseThrow(() ->
            Waiting.later(
                "ErrorPvcNotFound", "PersistentVolumeClaim " + name + " does not exist."));
  }

  /** The volume that is bound to the claim. */
  Resource volume(Resource instance, String claimName) throws Waiting {
    return claim(instance, claimName)
        .text("spec", "volumeName")
        .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)))
        .orElseThrow(() -> unbound(claimName));
  }

  private static Waiting unbound(String claim) {
    return Waiting.later(
        "WaitingForVolumeBinding", "PersistentVolumeClaim " + claim + " is not bound to a volume.");
  }
}
