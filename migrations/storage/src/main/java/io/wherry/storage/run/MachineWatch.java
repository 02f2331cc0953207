package io.wherry.storage.run;

import io.wherry.itinerary.Notes;
import io.wherry.problems.Problem;
import io.wherry.resources.Resource;
import java.util.Optional;

/** Notices what owners do with their machines while disks move. */
final class MachineWatch {
  private static final String AGAIN =
      "Its disks stay as they were before this migration. Start a new migration.";

  private MachineWatch() {}

  static Problem gone(StorageOrder.Machine machine) {
    return StorageProblem.MachineGone.about(
        machine,
        "The virtual machine %s/%s was deleted."
            .formatted(machine.vm().namespace(), machine.vm().name()),
        "Set spec.refresh of the plan, then start a new migration.");
  }

  static Problem changed(StorageOrder.Machine machine, String what) {
    return StorageProblem.MachineChanged.about(
        machine,
        "The virtual machine %s/%s %s while its disks were to be moved."
            .formatted(machine.vm().namespace(), machine.vm().name(), what),
        AGAIN);
  }

  /**
   * What speaks against a machine that is to be off and untouched; empty when nothing does. Blocks.
   *
   * @param quiesce the step that switched it off
   */
  static Optional<Problem> trouble(HeldMachine held, Notes notes, StorageStep quiesce) {
    StorageOrder.Machine machine = held.machine();
    Optional<Resource> vm = held.find();
    if (vm.isEmpty()) {
      return Optional.of(gone(machine));
    }
    if (!held.isHeld(vm.get()) || !HeldMachine.isOff(vm.get()) || held.hasInstance()) {
      return Optional.of(changed(machine, "was started"));
    }
    boolean same =
        notes
            .of(quiesce, Quiesce.GENERATION)
            .filter(Long.toString(vm.get().generation())::equals)
            .isPresent();
    return same
        ? new Strangers(held.world(), machine).trouble()
        : Optional.of(changed(machine, "was changed"));
  }
}
