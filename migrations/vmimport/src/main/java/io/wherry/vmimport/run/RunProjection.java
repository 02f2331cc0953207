package io.wherry.vmimport.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Story;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.steps.CreateMachine;
import io.wherry.vmimport.steps.CreateVolumes;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.translate.GuestFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A run as upstream's VM status shows it. Pure. */
final class RunProjection {
  private static final String COPIED =
      "The volumes with what was copied were kept: a new migration of the plan goes on from them; archiving or deleting the plan removes them.";

  private final RunView run;
  private final ImportOrder order;
  private final Story story;

  private final Duration precopyInterval;

  /**
   * @param precopyInterval time between rounds of a warm import, as it is set now
   */
  RunProjection(RunView run, Duration precopyInterval) {
    this.precopyInterval = precopyInterval;
    this.run = run;
    this.order = run.order();
    this.story = run.story();
  }

  /** The entry of status.migration.vms[] now. */
  ObjectNode onto(ObjectNode vm, Instant now) {
    vm.put("id", order.machine().id()).put("name", order.machine().name());
    if (order.target().renamed()) {
      vm.put("newName", order.target().vmName());
    }
    story.opened().ifPresent(o -> vm.put("started", VmStatus.time(o.at())));
    vm.put("phase", story.current().map(l -> l.step()).orElse("Started"));
    vm.set("pipeline", new PipelineProjection(run, order, story).build());
    new WarmProjection(story, precopyInterval).build().ifPresent(w -> vm.set("warm", w));
    fact(ImportPhase.STORE_POWER_STATE, "powerState")
        .ifPresent(p -> vm.put("restorePowerState", p));
    fact(ImportPhase.CONVERT_GUEST, "firmware").ifPresent(f -> vm.put("firmware", f));
    fact(ImportPhase.CONVERT_GUEST, "os")
        .map(os -> GuestFacts.osinfo(os, fact(ImportPhase.CONVERT_GUEST, "osVersion").orElse("")))
        .ifPresent(os -> vm.put("operatingSystem", os));
    boolean warm = story.opened().filter(o -> o.itinerary().equals("warm")).isPresent();
    if (isFinished(warm ? ImportPhase.FINALIZE : ImportPhase.COPY_DISKS)) {
      vm.put("disksCopied", true);
    }
    story.stopped().ifPresent(s -> VmStatus.error(vm, s.leg().step(), s.trouble().text()));
    fact(ImportPhase.CREATE_VM, CreateMachine.KEPT).ifPresent(_ -> kept(vm));
    fact(ImportPhase.CREATE_DATA_VOLUMES, CreateVolumes.KEPT)
        .ifPresent(_ -> addReason(vm, ImportPhase.CREATE_DATA_VOLUMES.wire(), COPIED));
    story.leftBehind().forEach((leg, why) -> leftBehind(vm, leg.step(), why));
    if (story.ended().isPresent()) {
      Entry.Ended end = story.ended().get();
      vm.put("completed", VmStatus.time(end.at()));
      return VmStatus.ended(vm, VmStatus.end(condition(end), reason(end)), now);
    }
    return VmStatus.settle(vm, List.of(), now);
  }

  // Whoever reads that a migration failed must learn that the machine is there all the same.
  private void kept(ObjectNode vm) {
    String reason =
        "VirtualMachine %s/%s and its disks were kept, because it may have run; the source machine was not started again. If it is good, remove the VM from the plan; if not, delete it, start the source, and migrate again."
            .formatted(order.target().namespace(), order.target().vmName());
    addReason(vm, ImportPhase.CREATE_VM.wire(), reason);
  }

  // What could not be taken back is the user's to know, also after a cancel.
  private static void leftBehind(ObjectNode vm, String step, String why) {
    String reason = "Not everything of step %s could be removed: %s".formatted(step, why);
    addReason(vm, step, reason);
  }

  private static void addReason(ObjectNode vm, String step, String reason) {
    if (vm.path("error").path("reasons") instanceof ArrayNode reasons) {
      reasons.add(reason);
    } else {
      VmStatus.error(vm, step, reason);
    }
  }

  private boolean isFinished(ImportPhase phase) {
    return story.legs().stream()
        .filter(l -> l.step().equals(phase.wire()))
        .anyMatch(l -> story.finishedAt(l).isPresent());
  }

  private Optional<String> fact(ImportPhase phase, String key) {
    return story.fact(phase.wire(), key).filter(v -> !v.isEmpty());
  }

  private static String condition(Entry.Ended end) {
    return switch (end.result()) {
      case SUCCEEDED -> VmStatus.SUCCEEDED;
      case FAILED -> VmStatus.FAILED;
      case CANCELLED -> VmStatus.CANCELED;
    };
  }

  private static String reason(Entry.Ended end) {
    return end.result() == Entry.Result.CANCELLED ? "UserRequested" : "";
  }
}
