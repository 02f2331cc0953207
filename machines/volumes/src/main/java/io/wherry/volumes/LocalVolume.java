package io.wherry.volumes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import java.nio.file.Path;
import java.util.Optional;

/** The PersistentVolume of a claim, and binding the two. Every call is repeatable. */
record LocalVolume(Resource claim, Resource storageClass, Path folder, DiskFormat format) {
  static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";

  /** Annotation: the node that made the volume, which also removes it. */
  static final String PROVISIONED_ON = "wherry.io/provisioned-on";

  private static final String HOSTNAME = "kubernetes.io/hostname";
  private static final String FORMAT = "wherry.io/disk-format";
  private static final String FIELD_MANAGER = "wherry-volumes";

  /** Writes the volume, then both sides of the binding, the claim's phase last. */
  void bind(KubeApi api, long bytes, String nodeName) {
    Resource volume = api.apply(Kinds.PV, volume(bytes, nodeName), FIELD_MANAGER);
    Resource _ = api.patchStatus(new ResourceKey(Kinds.PV, "", volume.name()), phase());
    ResourceKey claimKey = new ResourceKey(Kinds.PVC, claim.namespace(), claim.name());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("volumeName", volume.name());
    Resource _ = api.patch(claimKey, patch);
    ObjectNode status = phase();
    ObjectNode bound = (ObjectNode) status.get("status");
    bound.putObject("capacity").put("storage", Long.toString(bytes));
    bound.set("accessModes", accessModes());
    Resource _ = api.patchStatus(claimKey, status);
  }

  private static ObjectNode phase() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("status").put("phase", "Bound");
    return patch;
  }

  private ArrayNode accessModes() {
    ArrayNode modes = JsonNodeFactory.instance.arrayNode();
    claim.items("spec", "accessModes").forEach(modes::add);
    return modes.isEmpty() ? modes.add("ReadWriteOnce") : modes;
  }

  private Resource volume(long bytes, String nodeName) {
    Resource volume = Resource.of(Kinds.PV, "", "pvc-" + claim.uid());
    ObjectNode tree = volume.tree();
    ((ObjectNode) tree.get("metadata"))
        .putObject("annotations")
        .put(FORMAT, format.wire())
        .put(PROVISIONED_BY, LocalClasses.PROVISIONER)
        .put(PROVISIONED_ON, nodeName);
    ObjectNode spec = tree.putObject("spec");
    spec.putObject("capacity").put("storage", Long.toString(bytes));
    spec.set("accessModes", accessModes());
    spec.put("volumeMode", claim.text("spec", "volumeMode").orElse("Filesystem"));
    spec.put("persistentVolumeReclaimPolicy", storageClass.text("reclaimPolicy").orElse("Delete"));
    spec.put("storageClassName", storageClass.name());
    spec.putObject("claimRef")
        .put("apiVersion", "v1")
        .put("kind", "PersistentVolumeClaim")
        .put("namespace", claim.namespace())
        .put("name", claim.name())
        .put("uid", claim.uid());
    spec.putObject("local").put("path", folder.toString());
    ObjectNode term =
        spec.putObject("nodeAffinity")
            .putObject("required")
            .putArray("nodeSelectorTerms")
            .addObject();
    ObjectNode match = term.putArray("matchExpressions").addObject();
    Optional<String> share = LocalClasses.share(storageClass);
    share.ifPresent(
        id -> ((ObjectNode) tree.at("/metadata/annotations")).put(VolumePlaces.SHARE, id));
    match.put("key", share.map(id -> VolumePlaces.SHARE_LABEL + id).orElse(HOSTNAME));
    match.put("operator", "In");
    match.putArray("values").add(share.isPresent() ? LocalClasses.YES : nodeName);
    return volume;
  }
}
