package io.wherry.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provisions and binds claims of local storage classes, and protects claims in use. */
final class ClaimController implements Reconciler {
  private static final String PROTECTION = "kubernetes.io/pvc-protection";
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final KubeApi api;
  private final VolumeSettings settings;
  private final VolumeEvents events;

  ClaimController(KubeApi api, VolumeSettings settings, VolumeEvents events) {
    this.api = api;
    this.settings = settings;
    this.events = events;
  }

  ControllerSpec spec() {
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, ClaimController::claimsOf);
    return new ControllerSpec("claims", Kinds.PVC, List.of(pods), this, 4);
  }

  private static List<ResourceKey> claimsOf(Resource pod) {
    return claimNames(pod.items("spec", "volumes")).stream()
        .map(c -> new ResourceKey(Kinds.PVC, pod.namespace(), c))
        .toList();
  }

  private static List<String> claimNames(List<JsonNode> volumes) {
    return volumes.stream()
        .flatMap(v ->
            java.util.stream.Stream.of(
                v.at("/persistentVolumeClaim/claimName").asText(),
                v.at("/dataVolume/name").asText()))
        .filter(n -> !n.isEmpty())
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource claim = found.get();
    if (claim.isBeingDeleted()) {
      return letGo(key, claim);
    }
    Optional<Resource> storageClass = storageClass(key, claim);
    if (storageClass.isEmpty()
        || !storageClass.get().text("provisioner").equals(Optional.of(LocalClasses.PROVISIONER))) {
      return Next.onChange();
    }
    if (claim.text("status", "phase").equals(Optional.of("Bound"))) {
      return Next.onChange();
    }
    return provision(key, claim, storageClass.get());
  }

  /** The class of the claim; a claim without one gets the default class. */
  private Optional<Resource> storageClass(ResourceKey key, Resource claim) {
    Optional<String> name = claim.text("spec", "storageClassName");
    if (name.isPresent()) {
      return api.get(new ResourceKey(Kinds.STORAGE_CLASS, "", name.get()));
    }
    if (!claim.at("spec", "storageClassName").isMissingNode()) {
      return Optional.empty(); // "" asks for no provisioning at all
    }
    Optional<Resource> preferred =
        api.list(Kinds.STORAGE_CLASS, Selection.ALL).stream()
            .filter(c -> c.annotation(LocalClasses.DEFAULT_CLASS).equals(Optional.of("true")))
            .findFirst();
    preferred.ifPresent(c -> {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("storageClassName", c.name());
      Resource _ = api.patch(key, patch);
    });
    return preferred;
  }

  private Next provision(ResourceKey key, Resource claim, Resource storageClass) {
    if (waitsForConsumer(claim, storageClass)) {
      return Next.onChange();
    }
    long bytes = size(claim);
    if (bytes == 0) {
      return Next.onChange();
    }
    long free = VolumeFolder.freeBytes(settings);
    String volume = "pvc-" + claim.uid();
    boolean exists = api.get(new ResourceKey(Kinds.PV, "", volume)).isPresent();
    if (bytes > free && !exists) {
      events.warn(
          claim,
          "ProvisioningFailed",
          "%s needs %d MiB, but only %d MiB are free in %s. Free space or use another storage class."
              .formatted(claim, bytes >> 20, free >> 20, settings.folder()));
      return Next.after(RETRY);
    }
    try {
      DiskFormat format = DiskFormat.of(storageClass.text("parameters", "format").orElse("raw"));
      if (Finalizers.missing(claim, PROTECTION)) {
        Finalizers.add(api, key, claim, PROTECTION);
      }
      VolumeFolder folder = new VolumeFolder(settings, volume);
      folder.create(format, bytes);
      new LocalVolume(claim, storageClass, folder.path(), format)
          .bind(api, bytes, settings.nodeName());
      return Next.onChange();
    } catch (PeerRefused e) {
      events.warn(claim, "ProvisioningFailed", String.valueOf(e.getMessage()));
      return Next.after(RETRY);
    }
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

  private boolean waitsForConsumer(Resource claim, Resource storageClass) {
    boolean lazy =
        storageClass.text("volumeBindingMode").equals(Optional.of("WaitForFirstConsumer"));
    boolean forced =
        claim
            .annotation("cdi.kubevirt.io/storage.bind.immediate.requested")
            .filter(v -> !v.equals("false"))
            .isPresent();
    return lazy && !forced && users(claim).isEmpty();
  }

  /** Names of what uses the claim now: pods that have not ended, and running machines. */
  private List<String> users(Resource claim) {
    var pods =
        api.list(Kinds.POD, Selection.in(claim.namespace())).stream()
            .filter(p ->
                !Set.of("Succeeded", "Failed")
                    .contains(p.text("status", "phase").orElse("Pending")))
            .filter(p -> claimNames(p.items("spec", "volumes")).contains(claim.name()));
    var machines =
        api.list(Kinds.VMI, Selection.in(claim.namespace())).stream()
            .filter(m ->
                !Set.of("Succeeded", "Failed")
                    .contains(m.text("status", "phase").orElse("Pending")))
            .filter(m -> claimNames(m.items("spec", "volumes")).contains(claim.name()));
    return java.util.stream.Stream.concat(pods, machines).map(Resource::toString).toList();
  }

  private Next letGo(ResourceKey key, Resource claim) {
    if (Finalizers.missing(claim, PROTECTION)) {
      return Next.onChange();
    }
    if (!users(claim).isEmpty()) {
      return Next.after(LOOK_AGAIN);
    }
    Finalizers.remove(api, key, claim, PROTECTION);
    return Next.onChange();
  }
}
