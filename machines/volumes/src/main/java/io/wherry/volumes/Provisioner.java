package io.wherry.volumes;

import io.wherry.control.ControllerSpec;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes the volumes of claims that were given to this node, and binds them. */
final class Provisioner implements Reconciler {
  private static final Duration RETRY = Duration.ofSeconds(10);

  private final KubeApi api;
  private final VolumeSettings settings;
  private final VolumeEvents events;

  Provisioner(KubeApi api, VolumeSettings settings, VolumeEvents events) {
    this.api = api;
    this.settings = settings;
    this.events = events;
  }

  ControllerSpec spec() {
    return new ControllerSpec("provisioner", Kinds.PVC, List.of(), this, 4);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found =
        api.get(key)
            .filter(c -> !c.isBeingDeleted())
            .filter(c ->
                c.annotation(ClaimController.SELECTED_NODE)
                    .equals(Optional.of(settings.nodeName())))
            .filter(c -> !c.text("status", "phase").equals(Optional.of("Bound")));
    Optional<Resource> storageClass =
        found
            .flatMap(c -> c.text("spec", "storageClassName"))
            .flatMap(c -> api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", c)))
            .filter(c -> c.text("provisioner").equals(Optional.of(LocalClasses.PROVISIONER)));
    return storageClass.isPresent()
        ? provision(key, found.orElseThrow(), storageClass.get())
        : Next.onChange();
  }

  private Next provision(ResourceKey key, Resource claim, Resource storageClass) {
    long bytes = size(claim);
    Optional<Path> root = root(claim, storageClass);
    if (bytes == 0 || root.isEmpty()) {
      return Next.onChange();
    }
    String volume = "pvc-" + claim.uid();
    VolumeFolder folder = new VolumeFolder(settings, root.get(), volume);
    long free = folder.freeBytes();
    boolean exists = api.get(new ResourceKey(Kinds.PV, "", volume)).isPresent();
    if (bytes > free && !exists) {
      events.warn(
          claim,
          "ProvisioningFailed",
          "%s needs %d MiB, but only %d MiB are free in %s. Free space or use another storage class."
              .formatted(claim, bytes >> 20, free >> 20, root.get()));
      return Next.after(RETRY);
    }
    try {
      DiskFormat format = DiskFormat.of(storageClass.text("parameters", "format").orElse("raw"));
      if (Finalizers.missing(claim, ClaimController.PROTECTION)) {
        Finalizers.add(api, key, claim, ClaimController.PROTECTION);
      }
      folder.create(format, bytes);
      new LocalVolume(claim, storageClass, folder.path(), format)
          .bind(api, bytes, settings.nodeName());
      return Next.onChange();
    } catch (PeerRefused e) {
      events.warn(claim, "ProvisioningFailed", String.valueOf(e.getMessage()));
      return Next.after(RETRY);
    }
  }

  /** Where volumes of the class lie on this node; empty after telling the user that nowhere. */
  private Optional<Path> root(Resource claim, Resource storageClass) {
    Optional<String> share = LocalClasses.share(storageClass);
    if (share.isEmpty()) {
      return Optional.of(settings.folder());
    }
    Optional<Path> folder = settings.share(share.get()).map(VolumeSettings.Share::folder);
    if (folder.isEmpty()) {
      events.warn(
          claim,
          "ProvisioningFailed",
          "Node %s does not have share %s of class %s."
              .formatted(settings.nodeName(), share.get(), storageClass.name()));
    }
    return folder;
  }

  /** The size asked for; 0 after telling the user when it is none. */
  private long size(Resource claim) {
    try {
      return Quantities.bytes(claim.need("spec", "resources", "requests", "storage"));
    } catch (InvalidRequest e) {
      events.warn(claim, "ProvisioningFailed", String.valueOf(e.getMessage()));
      return 0;
    }
  }
}
