package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.ref;
import static io.wherry.testkit.vsphere.Markup.reference;
import static io.wherry.testkit.vsphere.Markup.string;
import static io.wherry.testkit.vsphere.Markup.val;

import java.util.LinkedHashMap;
import java.util.Map;

/** Properties of a machine of the double. */
final class VmProperties {
  private final SimVm vm;
  private final SimEstate estate;

  VmProperties(SimVm vm, SimEstate estate) {
    this.vm = vm;
    this.estate = estate;
  }

  Map<String, String> all() {
    Map<String, String> p = new LinkedHashMap<>();
    p.put("name", string(vm.name));
    p.put("parent", reference("Folder", "group-v3"));
    p.put("config.uuid", string(vm.uuid));
    p.put("config.instanceUuid", string(vm.uuid));
    p.put("config.firmware", string("bios"));
    p.put("config.template", bool(false));
    p.put("config.changeTrackingEnabled", bool(vm.disks.stream().allMatch(SimDisk::isTracking)));
    p.put("runtime.host", reference("HostSystem", SimEstate.HOST));
    p.put("runtime.powerState", string(vm.power));
    p.put("runtime.connectionState", string("connected"));
    p.put("runtime.consolidationNeeded", bool(vm.consolidationNeeded));
    p.put("config.hardware.numCPU", val("xsd:int", "2"));
    p.put("config.hardware.numCoresPerSocket", val("xsd:int", "1"));
    p.put("config.hardware.memoryMB", val("xsd:int", "256"));
    p.put("config.hardware.device", devices());
    p.put("config.extraConfig", extraConfig());
    p.put("datastore", Properties.refs("Datastore", SimEstate.DATASTORE));
    p.put("network", Properties.refs("Network", SimEstate.NETWORK));
    p.put("guest.toolsStatus", string("toolsOk"));
    p.put("guest.toolsRunningStatus", string(vm.tools));
    p.put("guest.hostName", string(vm.name));
    p.put("summary.config.guestId", string("debian12_64Guest"));
    p.put("summary.guest.guestId", string("debian12_64Guest"));
    p.put("recentTask", recentTasks());
    if (!vm.snapshots.isEmpty()) {
      p.put("snapshot", snapshots());
    }
    return p;
  }

  private static String bool(boolean value) {
    return val("xsd:boolean", Boolean.toString(value));
  }

  private String recentTasks() {
    return Properties.refs("Task", vm.tasks.stream().map(t -> t.id).toArray(String[]::new));
  }

  private String extraConfig() {
    StringBuilder all = new StringBuilder();
    vm.extraConfig.forEach((k, v) ->
        all.append("<OptionValue xsi:type=\"OptionValue\">")
            .append(el("key", k))
            .append("<value xsi:type=\"xsd:string\">" + v + "</value></OptionValue>"));
    return val("ArrayOfOptionValue", all.toString());
  }

  private String snapshots() {
    StringBuilder tree = new StringBuilder();
    for (SimVm.Snapshot s : vm.snapshots.reversed()) {
      String inner =
          ref("snapshot", "VirtualMachineSnapshot", s.id())
              + ref("vm", "VirtualMachine", vm.id)
              + el("name", s.name())
              + el("description", s.description())
              + el("createTime", "2026-01-01T00:00:00Z")
              + el("state", "poweredOn")
              + el("quiesced", false);
      String below = tree.toString();
      tree.setLength(0);
      tree.append(
          "<%1$s>%2$s%3$s</%1$s>"
              .formatted(
                  s == vm.snapshots.getFirst() ? "rootSnapshotList" : "childSnapshotList",
                  inner,
                  below));
    }
    return val(
        "VirtualMachineSnapshotInfo",
        ref("currentSnapshot", "VirtualMachineSnapshot", vm.snapshots.getLast().id()) + tree);
  }

  private String devices() {
    StringBuilder all = new StringBuilder(controller());
    for (int i = 0; i < vm.disks.size(); i++) {
      SimDisk disk = vm.disks.get(i);
      all.append(disk(vm, i, disk.depth(), disk.changeId()));
    }
    all.append(
        "<VirtualDevice xsi:type=\"VirtualVmxnet3\">"
            + el("key", 4000)
            + "<deviceInfo>"
            + el("label", "Network adapter 1")
            + "</deviceInfo>"
            + "<backing xsi:type=\"VirtualEthernetCardNetworkBackingInfo\">"
            + el("deviceName", "VM Network")
            + ref("network", "Network", SimEstate.NETWORK)
            + "</backing><connectable>"
            + el("startConnected", true)
            + el("connected", true)
            + "</connectable>"
            + el("addressType", "assigned")
            + el("macAddress", mac())
            + "</VirtualDevice>");
    return val("ArrayOfVirtualDevice", all.toString());
  }

  private String mac() {
    int number = Integer.parseInt(vm.id.substring(3));
    return "00:50:56:%02x:%02x:%02x"
        .formatted(number >> 16 & 0x3f, number >> 8 & 0xff, number & 0xff);
  }

  private static String controller() {
    return "<VirtualDevice xsi:type=\"ParaVirtualSCSIController\">"
        + el("key", 1000)
        + el("busNumber", 0)
        + "</VirtualDevice>";
  }

  private static String disk(SimVm vm, int unit, int depth, String changeId) {
    SimDisk disk = vm.disks.get(unit);
    String parent =
        depth == 0
            ? ""
            : "<parent>"
                + el("fileName", "[store1] " + disk.file(vm.name, depth - 1))
                + "</parent>";
    return "<VirtualDevice xsi:type=\"VirtualDisk\">"
        + el("key", disk.key())
        + "<backing xsi:type=\"VirtualDiskFlatVer2BackingInfo\">"
        + el("fileName", "[store1] " + disk.file(vm.name, depth))
        + ref("datastore", "Datastore", SimEstate.DATASTORE)
        + el("diskMode", vm.diskMode)
        + el("uuid", "6000C290-" + disk.key())
        + (changeId.isEmpty() ? "" : el("changeId", changeId))
        + parent
        + "</backing>"
        + el("controllerKey", 1000)
        + el("unitNumber", unit)
        + el("capacityInKB", disk.capacity() / 1024)
        + el("capacityInBytes", disk.capacity())
        + "</VirtualDevice>";
  }

  /** The machine's hardware as it was at a snapshot. */
  static Map<String, String> ofSnapshot(SimVm vm, SimVm.Snapshot snapshot) {
    StringBuilder all = new StringBuilder(controller());
    for (int i = 0; i < vm.disks.size(); i++) {
      SimDisk.Point point = snapshot.points().get(vm.disks.get(i));
      if (point != null) {
        all.append(disk(vm, i, point.depth(), point.changeId()));
      }
    }
    return Map.of(
        "config.hardware.device", val("ArrayOfVirtualDevice", all.toString()),
        "vm", reference("VirtualMachine", vm.id));
  }
}
