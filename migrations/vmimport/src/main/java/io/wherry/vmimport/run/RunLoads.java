package io.wherry.vmimport.run;

import io.wherry.itinerary.Progress;
import io.wherry.itinerary.Story;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceType;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Target;
import io.wherry.vmimport.schedule.Lane;
import io.wherry.vmimport.schedule.Load;
import io.wherry.vmimport.steps.ImportPhase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a machine takes of its lanes: transfers while its disks are copied, itself until it is over.
 * From the frozen order and the journal alone, so a restart counts the same. Pure.
 *
 * @source plans-and-migrations.md section 4
 */
final class RunLoads {
  /** Steps during which no disk is copied and none will be soon. */
  private static final Set<String> IDLE =
      Set.of(
          ImportPhase.COPYING_PAUSED.wire(),
          ImportPhase.CREATE_GUEST_CONVERSION_POD.wire(),
          ImportPhase.CONVERT_GUEST.wire(),
          ImportPhase.CREATE_VM.wire(),
          ImportPhase.POST_HOOK.wire(),
          ImportPhase.WAIT_FOR_FINAL_SNAPSHOT_REMOVAL.wire(),
          ImportPhase.COMPLETED.wire());

  private final ImportOrder order;
  private final Map<Lane, Integer> load = new LinkedHashMap<>();

  private RunLoads(ImportOrder order) {
    this.order = order;
  }

  /** What the machine takes when it begins. */
  static Load atFirst(ImportOrder order) {
    return new RunLoads(order).of(order.target().disks());
  }

  /** What the machine takes now. */
  static Load now(ImportOrder order, Story story, Progress progress) {
    boolean idle = story.current().filter(l -> IDLE.contains(l.step())).isPresent();
    return new RunLoads(order).of(idle ? List.of() : open(order, progress));
  }

  /** Everything there is to copy, in bytes. */
  static long bytes(ImportOrder order) {
    return order.target().disks().stream().mapToLong(d -> source(order, d).capacityBytes()).sum();
  }

  private Load of(List<Target.Disk> open) {
    String provider = order.source().provider().uid();
    String host = order.machine().hostId();
    machine(new Lane(Lane.Kind.PLAN, order.plan().namespace(), order.plan().name()));
    Optional<SourceType> type = SourceType.ofWire(order.source().type());
    if (type.filter(SourceType.VSPHERE::equals).isPresent()) {
      machine(new Lane(Lane.Kind.ESTATE, provider, order.source().provider().name()));
      transfers(new Lane(Lane.Kind.HOST, provider, host.isEmpty() ? "unknown" : host), open);
    } else if (type.filter(SourceType.HYPERV::equals).isPresent() && !host.isEmpty()) {
      machine(new Lane(Lane.Kind.HOST, provider, host));
    } else {
      machine(new Lane(Lane.Kind.PROVIDER, provider, order.source().provider().name()));
    }
    disks(provider, open);
    return new Load(load);
  }

  private void disks(String provider, List<Target.Disk> open) {
    String link = order.options().pods().transferNetwork();
    transfers(new Lane(Lane.Kind.LINK, "", link.isEmpty() ? "pod" : link), open);
    transfers(new Lane(Lane.Kind.TOTAL, "", ""), open);
    open.stream()
        .collect(Collectors.groupingBy(d -> source(order, d).storageId()))
        .forEach((id, some) -> transfers(new Lane(Lane.Kind.DATASTORE, provider, id), some));
    open.stream()
        .collect(Collectors.groupingBy(d -> d.storage().storageClass()))
        .forEach((name, some) -> transfers(new Lane(Lane.Kind.STORAGE_CLASS, "", name), some));
  }

  private void machine(Lane lane) {
    load.put(lane, 1);
  }

  private void transfers(Lane lane, List<Target.Disk> open) {
    if (!open.isEmpty()) {
      load.put(lane, open.size());
    }
  }

  private static List<Target.Disk> open(ImportOrder order, Progress progress) {
    Set<String> done =
        progress.parts().stream()
            .filter(p -> p.total() > 0 && p.done() >= p.total())
            .map(Progress.Part::name)
            .collect(Collectors.toSet());
    return order.target().disks().stream()
        .filter(d -> !done.contains(d.id().replaceAll("\\s", "_")))
        .toList();
  }

  private static SourceMachine.SourceDisk source(ImportOrder order, Target.Disk disk) {
    return order.machine().disks().get(disk.index());
  }
}
