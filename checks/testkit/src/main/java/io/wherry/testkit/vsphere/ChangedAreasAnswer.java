package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.text;

import java.util.BitSet;
import org.w3c.dom.Element;

/** Answers QueryChangedDiskAreas from what the disks have tracked. */
final class ChangedAreasAnswer {
  private final SimEstate estate;

  ChangedAreasAnswer(SimEstate estate) {
    this.estate = estate;
  }

  String answer(Element method) {
    SimVm vm =
        estate
            .machine(text(method, "_this"))
            .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no such machine"));
    int key = Integer.parseInt(text(method, "deviceKey"));
    SimDisk disk =
        vm.disks.stream()
            .filter(d -> d.key() == key)
            .findFirst()
            .orElseThrow(() ->
                new SimFault(
                    "InvalidArgument", "A specified parameter was not correct: deviceKey"));
    String changeId = text(method, "changeId");
    if (!disk.isTracking() || !disk.knows(changeId)) {
      throw new SimFault(
          "FileFault", "Error caused by file " + disk.file(vm.name, 0), el("file", disk.name()));
    }
    int[] asOf = asOf(vm, disk, text(method, "snapshot"));
    BitSet changed = disk.changedSince(changeId, asOf);
    if (changeId.equals("*") && estate.misdeeds().liesAboutAllocation()) {
      for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 2)) {
        changed.clear(i);
      }
    }
    return page(disk, changed, Long.parseLong(text(method, "startOffset")));
  }

  private int[] asOf(SimVm vm, SimDisk disk, String snapshot) {
    if (!snapshot.isEmpty()) {
      var found =
          estate
              .snapshot(snapshot)
              .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no snapshot " + snapshot));
      SimDisk.Point point = found.getValue().points().get(disk);
      if (point == null) {
        throw new SimFault("NotFound", "the disk is not part of the snapshot");
      }
      return point.changed();
    }
    if (!vm.power().equals("poweredOff")) {
      throw new SimFault("InvalidState", "The machine runs; name a snapshot.");
    }
    return disk.changedNow();
  }

  private String page(SimDisk disk, BitSet changed, long startOffset) {
    StringBuilder areas = new StringBuilder();
    int most = estate.misdeeds().areasPerAnswer();
    int block = Math.toIntExact(startOffset / SimDisk.BLOCK);
    long end = disk.capacity();
    int count = 0;
    for (int i = changed.nextSetBit(block); i >= 0; ) {
      int last = changed.nextClearBit(i);
      long from = (long) i * SimDisk.BLOCK;
      if (count++ == most) {
        end = from;
        break;
      }
      long to = Math.min((long) last * SimDisk.BLOCK, disk.capacity());
      areas.append(
          "<changedArea>" + el("start", from) + el("length", to - from) + "</changedArea>");
      i = changed.nextSetBit(last);
    }
    return "<returnval>"
        + el("startOffset", startOffset)
        + el("length", end - startOffset)
        + areas
        + "</returnval>";
  }
}
