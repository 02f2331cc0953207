package io.wherry.vmimport;

import io.wherry.spi.DiskExtras;
import io.wherry.spi.MachineExtras;
import io.wherry.spi.PowerState;
import io.wherry.spi.SourceMachine;
import io.wherry.spi.SourceMachine.Concern;
import io.wherry.spi.SourceMachine.Cpu;
import io.wherry.spi.SourceMachine.Firmware;
import io.wherry.spi.SourceMachine.SourceDisk;
import io.wherry.spi.SourceMachine.SourceNic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds source machines for tests: one disk on storage st-1, one NIC on network net-1. */
public final class Machines {
  private final String id;
  private final String name;
  private final List<Concern> concerns = new ArrayList<>();
  private List<SourceDisk> disks = List.of(disk("disk-1", 1L << 30));
  private List<SourceNic> nics = List.of(new SourceNic("eth0", "52:54:00:00:00:01", "net-1"));
  private Set<MachineExtras.Flag> flags = Set.of();
  private PowerState power = PowerState.Off;
  private long memory = 1L << 28;
  private String agentProblem = "";
  private List<MachineExtras.GuestAddress> addresses = List.of();
  private Map<String, String> hints = Map.of("exportSource", "VMware");

  private Machines(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /** A machine with defaults. */
  public static Machines named(String id, String name) {
    return new Machines(id, name);
  }

  /** A disk on storage st-1. */
  public static SourceDisk disk(String id, long bytes) {
    return new SourceDisk(id, id + ".vmdk", bytes, "st-1", "", "");
  }

  /** Replaces the disks. */
  public Machines disks(SourceDisk... all) {
    disks = List.of(all);
    return this;
  }

  /** Replaces the NICs. */
  public Machines nics(SourceNic... all) {
    nics = List.of(all);
    return this;
  }

  /** Replaces the hints. */
  public Machines hints(Map<String, String> all) {
    hints = all;
    return this;
  }

  /** Adds a concern. */
  public Machines concern(String category, String label) {
    concerns.add(new Concern("x." + label, label, category, "because."));
    return this;
  }

  /** What the source says of the machine beyond that. */
  public Machines flags(MachineExtras.Flag... all) {
    flags = Set.of(all);
    return this;
  }

  /** It runs, and its agent has this problem; empty for none. */
  public Machines running(String problem) {
    power = PowerState.On;
    agentProblem = problem;
    return this;
  }

  /** Bytes of memory. */
  public Machines memory(long bytes) {
    memory = bytes;
    return this;
  }

  /** Its agent tells an address. */
  public Machines address(String mac, String ip) {
    addresses =
        List.of(
            new MachineExtras.GuestAddress(
                mac, ip, 24, "", List.of(), MachineExtras.GuestAddress.Origin.MANUAL));
    return this;
  }

  /** A disk on storage st-1 of which the source says more. */
  public static SourceDisk disk(String id, DiskExtras.Flag... flags) {
    return new SourceDisk(
        id, id + ".vmdk", 1L << 30, "st-1", "", "", new DiskExtras(Set.of(flags), "", ""));
  }

  /** The machine. */
  public SourceMachine build() {
    return new SourceMachine(
        id,
        name,
        "",
        Firmware.BIOS,
        new Cpu(1, 1),
        memory,
        disks,
        nics,
        "",
        power,
        "",
        List.copyOf(concerns),
        hints,
        new MachineExtras(
            "", MachineExtras.Tpm.UNKNOWN, "", flags, agentProblem, addresses, Map.of(), Map.of()));
  }
}
