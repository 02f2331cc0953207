package io.wherry.storage.run;

import io.wherry.kube.Selection;
import io.wherry.problems.Problem;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.storage.plan.ClaimUses;
import java.util.List;
import java.util.Optional;

/**
 * Who else uses a machine's claims. A plan is judged before its run begins; claims can find new
 * users while it goes on, and those must neither be copied over nor lose their disk.
 */
record Strangers(StorageWorld world, StorageOrder.Machine machine) {

  /** Names of other machines and of pods that use the claim. Blocks. */
  List<String> using(String claim) {
    String namespace = machine.vm().namespace();
    ClaimUses uses =
        new ClaimUses(
            world.api().list(Kinds.VM, Selection.in(namespace)),
            world.api().list(Kinds.POD, Selection.in(namespace)));
    Resource wanted = Resource.of(Kinds.PVC, namespace, claim);
    return java.util.stream.Stream.concat(
            uses.machines(wanted).stream().filter(vm -> !vm.uid().equals(machine.vm().uid())),
            uses.pods(wanted).stream())
        .map(Resource::toString)
        .toList();
  }

  /** What speaks against copying the machine's volumes; empty when nothing does. Blocks. */
  Optional<Problem> trouble() {
    for (StorageOrder.Volume volume : machine.volumes()) {
      for (String claim : List.of(volume.source(), volume.target())) {
        List<String> users = using(claim);
        if (!users.isEmpty()) {
          return Optional.of(
              StorageProblem.VolumeFailed.about(
                  machine,
                  "The claim %s is used by %s, too.".formatted(claim, String.join(", ", users)),
                  "Nothing was switched. Let only this virtual machine use it, then start a new migration."));
        }
      }
    }
    return Optional.empty();
  }
}
