package io.wherry.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gives claims of local storage classes a node that makes their volume; protects claims in use. */
final class ClaimController implements Reconciler {
  /** Keeps a claim while something uses it. */
  static final String PROTECTION = "kubernetes.io/pvc-protection";

  /** Annotation of a claim: the node that shall make its volume. */
  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final KubeApi api;
  private final VolumeEvents events;

  ClaimController(KubeApi api, VolumeEvents events) {
    this.api = api;
    this.events = events;
  }

  ControllerSpec spec() {
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, ClaimController::claimsOf);
    Wakeup nodes = new Wakeup(Kinds.NODE, Selection.ALL, _ -> unassigned());
    return new ControllerSpec("claims", Kinds.PVC, List.of(pods, nodes), this, 4);
  }

  private List<ResourceKey> unassigned() {
    return api.list(Kinds.PVC, Selection.ALL).stream()
        .filter(c -> c.text("spec", "volumeName").isEmpty())
        .filter(c -> c.annotation(SELECTED_NODE).isEmpty())
        .map(c -> new ResourceKey(Kinds.PVC, c.namespace(), c.name()))
        .toList();
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
    return assign(key, claim, storageClass.get());
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

  /** Without a consumer to follow, all local volumes of a namespace go to one node. */
  private Next assign(ResourceKey key, Resource claim, Resource storageClass) {
    if (claim.annotation(SELECTED_NODE).isPresent() || waitsForConsumer(claim, storageClass)) {
      return Next.onChange();
    }
    Optional<String> node = choose(claim, storageClass);
    if (node.isEmpty()) {
      events.warn(
          claim,
          "ProvisioningFailed",
          "No node is ready that has the storage of class " + storageClass.name() + ".");
      return Next.after(RETRY);
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").putObject("annotations").put(SELECTED_NODE, node.get());
    Resource _ = api.patch(key, patch);
    return Next.onChange();
  }

  private Optional<String> choose(Resource claim, Resource storageClass) {
    Optional<String> share = LocalClasses.share(storageClass);
    List<String> able =
        api.list(Kinds.NODE, Selection.ALL).stream()
            .filter(n -> ConditionList.isTrue(n, "Ready"))
            .filter(
                n -> share.isEmpty() || n.label(VolumePlaces.SHARE_LABEL + share.get()).isPresent())
            .map(Resource::name)
            .sorted()
            .toList();
    Optional<String> neighbour =
        api.list(Kinds.PVC, Selection.in(claim.namespace())).stream()
            .flatMap(c -> c.annotation(SELECTED_NODE).stream())
            .filter(able::contains)
            .findFirst();
    return neighbour.or(() -> able.stream().findFirst());
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
