package io.wherry.volumes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reclaims volumes of this node whose claim is gone: Delete removes the data, Retain keeps it as
 * Released.
 */
final class VolumeController implements Reconciler {
  private final KubeApi api;
  private final VolumeSettings settings;

  VolumeController(KubeApi api, VolumeSettings settings) {
    this.api = api;
    this.settings = settings;
  }

  ControllerSpec spec() {
    Wakeup claims =
        new Wakeup(
            Kinds.PVC,
            Selection.ALL,
            c ->
                c.text("spec", "volumeName").stream()
                    .map(v -> new ResourceKey(Kinds.PV, "", v))
                    .toList());
    return new ControllerSpec("volumes", Kinds.PV, List.of(claims), this, 2);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found =
        api.get(key)
            .filter(v ->
                v.annotation(LocalVolume.PROVISIONED_BY)
                    .equals(Optional.of(LocalClasses.PROVISIONER)));
    if (found.isEmpty() || !isOurs(found.get()) || hasClaim(found.get())) {
      return Next.onChange();
    }
    Resource volume = found.get();
    if (volume.text("spec", "persistentVolumeReclaimPolicy").equals(Optional.of("Delete"))) {
      // The data first: a crash between the two leaves a volume object that is reclaimed again.
      new VolumeFolder(settings, root(volume), volume.name()).remove();
      api.delete(key, volume.uid());
    } else if (!volume.text("status", "phase").equals(Optional.of("Released"))) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("status").put("phase", "Released");
      Resource _ = api.patchStatus(key, patch);
    }
    return Next.onChange();
  }

  /** Volumes of earlier versions name the node in their affinity only. */
  private boolean isOurs(Resource volume) {
    String affine =
        volume
            .at("spec", "nodeAffinity", "required", "nodeSelectorTerms")
            .path(0)
            .at("/matchExpressions/0/values/0")
            .asText();
    String maker = volume.annotation(LocalVolume.PROVISIONED_ON).orElse(affine);
    if (maker.equals(settings.nodeName())) {
      return true;
    }
    // Of a share, whoever is there may tidy up after a node that is gone.
    boolean reached = volume.annotation(VolumePlaces.SHARE).flatMap(settings::share).isPresent();
    return reached && api.get(new ResourceKey(Kinds.NODE, "", maker)).isEmpty();
  }

  private Path root(Resource volume) {
    return volume
        .annotation(VolumePlaces.SHARE)
        .flatMap(settings::share)
        .map(VolumeSettings.Share::folder)
        .orElse(settings.folder());
  }

  private boolean hasClaim(Resource volume) {
    ResourceKey claim =
        new ResourceKey(
            Kinds.PVC,
            volume.text("spec", "claimRef", "namespace").orElse("default"),
            volume.need("spec", "claimRef", "name"));
    return api.get(claim)
        .filter(c -> c.uid().equals(volume.text("spec", "claimRef", "uid").orElse("")))
        .isPresent();
  }
}
