package io.wherry.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** DataVolumes with an empty disk: makes the claim and reports its way to Succeeded. */
final class DataVolumeController implements Reconciler {
  private final KubeApi api;
  private final Clock clock;

  DataVolumeController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  ControllerSpec spec() {
    Wakeup claims =
        new Wakeup(
            Kinds.PVC,
            Selection.ALL,
            c -> List.of(new ResourceKey(Kinds.DATA_VOLUME, c.namespace(), c.name())));
    return new ControllerSpec("datavolumes", Kinds.DATA_VOLUME, List.of(claims), this, 4);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key).filter(d -> !d.isBeingDeleted());
    if (found.isEmpty() || isFinal(found.get())) {
      return Next.onChange();
    }
    Resource dataVolume = found.get();
    if (!dataVolume.at("spec", "source").has("blank")) {
      write(key, dataVolume, DataVolumeStatus.unsupported(dataVolume, clock.instant()));
      return Next.onChange();
    }
    ResourceKey claimKey = new ResourceKey(Kinds.PVC, key.namespace(), key.name());
    Optional<Resource> claim = api.get(claimKey);
    if (claim.isEmpty()) {
      createClaim(dataVolume);
      return Next.onChange();
    }
    boolean bound = claim.get().text("status", "phase").equals(Optional.of("Bound"));
    write(
        key,
        dataVolume,
        bound
            ? DataVolumeStatus.succeeded(dataVolume, clock.instant())
            : DataVolumeStatus.pending(dataVolume, clock.instant()));
    return Next.onChange();
  }

  private static boolean isFinal(Resource dataVolume) {
    return dataVolume.text("status", "phase").equals(Optional.of("Succeeded"));
  }

  private void createClaim(Resource dataVolume) {
    Resource claim = Resource.of(Kinds.PVC, dataVolume.namespace(), dataVolume.name());
    ObjectNode metadata = (ObjectNode) claim.tree().get("metadata");
    ObjectNode labels = metadata.putObject("labels");
    dataVolume.labels().forEach(labels::put);
    ObjectNode annotations = metadata.putObject("annotations");
    dataVolume.annotations().forEach(annotations::put);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.DATA_VOLUME.apiVersion())
        .put("kind", Kinds.DATA_VOLUME.kind())
        .put("name", dataVolume.name())
        .put("uid", dataVolume.uid())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    claim.tree().set("spec", claimSpec(dataVolume));
    try {
      Resource _ = api.create(Kinds.PVC, claim);
    } catch (StaleWrite _) {
      // made by an earlier look; the watch brings us back
    }
  }

  private ObjectNode claimSpec(Resource dataVolume) {
    JsonNode wanted =
        dataVolume.at("spec").has("storage")
            ? dataVolume.at("spec", "storage")
            : dataVolume.at("spec", "pvc");
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    if (wanted instanceof ObjectNode given) {
      spec.setAll(given.deepCopy());
    }
    if (spec.path("accessModes").isEmpty()) {
      spec.putArray("accessModes").add("ReadWriteOnce");
    }
    if (!spec.has("volumeMode")) {
      spec.put("volumeMode", "Filesystem");
    }
    return spec;
  }

  private void write(ResourceKey key, Resource dataVolume, ObjectNode status) {
    if (!dataVolume.at("status").equals(status)) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", status);
      Resource _ = api.patchStatus(key, patch);
    }
  }
}
