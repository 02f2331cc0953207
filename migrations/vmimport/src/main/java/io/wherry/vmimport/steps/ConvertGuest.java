package io.wherry.vmimport.steps;

import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Repeat;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.StepId;
import io.wherry.itinerary.StepState;
import io.wherry.resources.Resource;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.translate.BootDisk;
import io.wherry.vmimport.translate.GuestFacts;
import java.util.List;
import java.util.Optional;

/** Makes the guest bootable on virtio devices, by a worker pod that changes all disks or none. */
final class ConvertGuest implements Step<ImportWorld> {
  /** Value of the task label. */
  static final String TASK = "convert";

  static final WorkerAttempts ATTEMPTS = new WorkerAttempts(TASK, ConvertGuest::pod);

  @Override
  public StepId id() {
    return ImportPhase.CONVERT_GUEST;
  }

  @Override
  public Repeat repeat() {
    return new Repeat.Named("<plan>-<vmid>-convert-<fingerprint>-<attempt>");
  }

  @Override
  public StepState look(ImportWorld world, Notes notes) {
    return ATTEMPTS.look(world, notes);
  }

  @Override
  public ActResult act(ImportWorld world, Notes notes) {
    return ATTEMPTS.act(world, notes);
  }

  @Override
  public void undo(ImportWorld world, Notes notes, Ending why) {
    ATTEMPTS.undo(world, notes, why);
  }

  static Resource pod(ImportWorld world, String name) {
    ImportOrder order = world.order();
    List<TargetVolume> volumes = TargetVolume.all(world);
    var task =
        new WorkerTask.Convert(
            order.machine().name(),
            volumes.stream().map(TargetVolume::task).toList(),
            order.options().conversion().engine(),
            firmware(order.machine().firmware()),
            BootDisk.index(order.options().machine().rootDisk(), "", volumes.size()));
    return new WorkerPod(world, name, TASK).task(task).disks(volumes).converting().build();
  }

  /** What the conversion has found out, from the journal. */
  static GuestFacts facts(Notes notes) {
    return new GuestFacts(
        fact(notes, "firmware").orElse(""),
        GuestFacts.osinfo(fact(notes, "os").orElse(""), fact(notes, "osVersion").orElse("")),
        fact(notes, "rootDevice").orElse(""));
  }

  private static Optional<String> fact(Notes notes, String key) {
    return notes.of(ImportPhase.CONVERT_GUEST, key);
  }

  private static String firmware(SourceMachine.Firmware firmware) {
    return switch (firmware) {
      case BIOS -> "bios";
      case UEFI, UEFI_SECURE -> "uefi";
      case UNKNOWN -> "";
    };
  }
}
