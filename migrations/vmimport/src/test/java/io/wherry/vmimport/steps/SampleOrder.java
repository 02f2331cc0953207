package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.resources.WorkerTask;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.ImportOrder.ObjectName;
import io.wherry.vmimport.order.Options;
import io.wherry.vmimport.order.Target;
import java.util.List;
import java.util.Map;

/** An order as tests need it: a machine with two disks and two cards. */
public record SampleOrder(
    SourceMachine machine,
    Options.Conversion conversion,
    Options.Cleanup cleanup,
    String migrationUid) {
  private static final long MIB = 1L << 20;

  public static SampleOrder plain() {
    return new SampleOrder(
        machine("vm-1", "Web 1", SourceMachine.Firmware.UNKNOWN, PowerState.Off),
        new Options.Conversion(false, true, WorkerTask.Engine.auto),
        new Options.Cleanup(true, false),
        "migration-uid-1");
  }

  public SampleOrder keepingMachine() {
    return new SampleOrder(machine, conversion, new Options.Cleanup(false, false), migrationUid);
  }

  public SampleOrder removingConversionPod() {
    return new SampleOrder(machine, conversion, new Options.Cleanup(true, true), migrationUid);
  }

  public SampleOrder unconverted() {
    return new SampleOrder(
        machine, new Options.Conversion(true, true, WorkerTask.Engine.auto), cleanup, migrationUid);
  }

  public SampleOrder with(SourceMachine other) {
    return new SampleOrder(other, conversion, cleanup, migrationUid);
  }

  /** A machine that is on. */
  public SampleOrder running() {
    return with(machine("vm-1", "Web 1", SourceMachine.Firmware.UNKNOWN, PowerState.On));
  }

  public SampleOrder of(String uid) {
    return new SampleOrder(machine, conversion, cleanup, uid);
  }

  public static SourceMachine machine(
      String id, String name, SourceMachine.Firmware firmware, PowerState power) {
    return new SourceMachine(
        id,
        name,
        "4c4c4544-0051-4a10-8044-b9c04f4e3132",
        firmware,
        new SourceMachine.Cpu(2, 2),
        2048 * MIB,
        List.of(
            new SourceMachine.SourceDisk("disk1.vmdk", "disk1", 1024 * MIB, "st-1", "AB_12-x", ""),
            new SourceMachine.SourceDisk("disk2.vmdk", "disk2", 512 * MIB + 1, "st-2", "", "")),
        List.of(
            new SourceMachine.SourceNic("eth0", "52:54:00:12:34:56", "n-1"),
            new SourceMachine.SourceNic("eth1", "", "n-2")),
        "debian10_64Guest",
        power,
        "",
        List.of(),
        Map.of());
  }

  public ImportOrder build() {
    return new ImportOrder(
        new ObjectName("plans", "wave-1", "plan-uid"),
        new ObjectName("plans", "go-1", migrationUid),
        new ImportOrder.Source(
            new ObjectName("plans", "appliances", "provider-uid"),
            "ova",
            "localhost:/srv/ova",
            Map.of(),
            "plans",
            "appliances"),
        machine,
        target(),
        options());
  }

  private Target target() {
    Target.Storage files = new Target.Storage("local-raw", "Filesystem", "ReadWriteOnce");
    Target.Storage block = new Target.Storage("fast", "Block", "ReadWriteOnce");
    String vm = machine.name().toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    return new Target(
        "apps",
        vm,
        !vm.equals(machine.name()),
        List.of(
            new Target.Disk("disk1.vmdk", 0, vm + "-disk-0", "vol-0", 1100 * MIB, files),
            new Target.Disk("disk2.vmdk", 1, vm + "-disk-1", "vol-1", 513 * MIB, block)),
        List.of(
            new Target.Nic("net-0", "52:54:00:12:34:56", ""),
            new Target.Nic("net-1", "", "apps/blue")));
  }

  private Options options() {
    Options.Placement none =
        new Options.Placement(Map.of(), Map.of(), JsonNodeFactory.instance.objectNode());
    return new Options(
        new Options.Machine("auto", "", "", "", "", none),
        conversion,
        new Options.Pods("", "", none),
        new Options.Hooks("plans/before", "plans/after"),
        cleanup);
  }
}
