package io.wherry.storage.plan;

import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who uses which claim. Pure. */
public final class ClaimUses {
  private static final Set<String> OVER = Set.of("Succeeded", "Failed");

  /** Label of pods that copy. */
  private static final String WORKER = "wherry.io/task";

  private record Claim(String namespace, String name) {}

  private final Map<Claim, List<Resource>> machines = new HashMap<>();
  private final Map<Claim, List<Resource>> pods = new HashMap<>();

  /** Of these machines and pods. */
  public ClaimUses(List<Resource> vms, List<Resource> allPods) {
    vms.forEach(vm ->
        MachineVolume.of(vm).stream()
            .map(v -> new Claim(vm.namespace(), v.claim()))
            .distinct()
            .forEach(c -> machines.computeIfAbsent(c, _ -> new ArrayList<>()).add(vm)));
    allPods.stream().filter(ClaimUses::isForeign).forEach(this::note);
  }

  private static boolean isForeign(Resource pod) {
    return pod.label(WORKER).isEmpty()
        && pod.label("kubevirt.io").isEmpty()
        && pod.text("status", "phase").filter(OVER::contains).isEmpty();
  }

  private void note(Resource pod) {
    pod.items("spec", "volumes").stream()
        .map(v -> v.at("/persistentVolumeClaim/claimName").asText())
        .filter(name -> !name.isEmpty())
        .forEach(name ->
            pods.computeIfAbsent(new Claim(pod.namespace(), name), _ -> new ArrayList<>())
                .add(pod));
  }

  /** Virtual machines that refer to the claim. */
  public List<Resource> machines(Resource claim) {
    return machines.getOrDefault(new Claim(claim.namespace(), claim.name()), List.of());
  }

  /** Pods of others that use it now. */
  public List<Resource> pods(Resource claim) {
    return pods.getOrDefault(new Claim(claim.namespace(), claim.name()), List.of());
  }

  /** Why the claim cannot be copied at all; empty when it can. */
  Optional<String> obstacle(Resource claim) {
    List<Resource> users = machines(claim);
    if (users.isEmpty()) {
      return Optional.of("no virtual machine uses it");
    }
    return users.stream()
        .flatMap(vm -> MachineVolume.of(vm).stream())
        .filter(v -> v.claim().equals(claim.name()))
        .map(MachineVolume::obstacle)
        .filter(o -> !o.isEmpty())
        .findFirst();
  }

  /** Upstream's word for what uses the claim. */
  String ownerType(Resource claim) {
    if (!machines(claim).isEmpty()) {
      return "VirtualMachine";
    }
    return pods(claim).stream()
        .flatMap(p -> p.items("metadata", "ownerReferences").stream())
        .map(o -> o.path("kind").asText())
        .findFirst()
        .orElse("Unknown");
  }
}
