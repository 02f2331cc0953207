package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;

/** Keeps a machine from starting on a claim that may not be, or no longer is, its true disk. */
record DiskMoveGuard(KubeApi api) {

  static List<ResourceKey> machineOf(Resource move) {
    return List.of(new ResourceKey(Kinds.VM, move.namespace(), new DiskMove(move).machine()));
  }

  /** Why the machine must not start now; empty when it may. Blocks. */
  Optional<String> obstacle(Resource vm) {
    return api.list(Kinds.DISK_MOVE, Selection.in(vm.namespace())).stream()
        .map(DiskMove::new)
        .filter(m -> m.machineUid().equals(vm.uid()))
        .flatMap(m -> obstacle(vm, m).stream())
        .findFirst();
  }

  private static Optional<String> obstacle(Resource vm, DiskMove move) {
    if (!move.isDecided()) {
      return Optional.of(
          "It is not started before node %s has said which claims hold its disks: %s is undecided."
              .formatted(move.node(), move.resource()));
    }
    return move.hasSwitched() && move.disks().stream().anyMatch(d -> names(vm, d.source()))
        ? Optional.of(
            "It still names claims that its disks have left; whoever made %s is about to correct that."
                .formatted(move.resource()))
        : Optional.empty();
  }

  private static boolean names(Resource vm, String claim) {
    for (JsonNode volume : vm.items("spec", "template", "spec", "volumes")) {
      if (volume.at("/dataVolume/name").asText().equals(claim)
          || volume.at("/persistentVolumeClaim/claimName").asText().equals(claim)) {
        return true;
      }
    }
    return false;
  }
}
