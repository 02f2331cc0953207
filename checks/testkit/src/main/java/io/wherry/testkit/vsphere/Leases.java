package io.wherry.testkit.vsphere;

import static io.wherry.testkit.vsphere.Markup.el;
import static io.wherry.testkit.vsphere.Markup.ref;
import static io.wherry.testkit.vsphere.Markup.string;
import static io.wherry.testkit.vsphere.Markup.text;
import static io.wherry.testkit.vsphere.Markup.val;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.w3c.dom.Element;

/** Exports: a lease must be kept alive while its disks are fetched. */
final class Leases {
  private final SimEstate estate;
  private final Map<String, Lease> all = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private volatile Duration timeout = Duration.ofSeconds(300);

  Leases(SimEstate estate) {
    this.estate = estate;
  }

  /** An export of a machine, now or as of a snapshot. */
  static final class Lease {
    final SimVm vm;
    final Optional<SimVm.Snapshot> snapshot;
    volatile String state = "ready";
    volatile int percent;
    volatile long renewed = System.nanoTime();

    Lease(SimVm vm, Optional<SimVm.Snapshot> snapshot) {
      this.vm = vm;
      this.snapshot = snapshot;
    }

    /** Reads a disk as the lease shows it. */
    byte[] read(SimDisk disk, long offset, int length) {
      Optional<SimDisk.Point> point = snapshot.map(s -> s.points().get(disk));
      return point.isPresent()
          ? disk.read(point.get().depth(), offset, length)
          : disk.read(offset, length);
    }
  }

  void timeout(Duration wished) {
    timeout = wished;
  }

  /** The lease, if it lives; one that was not renewed in time has died. */
  Optional<Lease> live(String id) {
    Lease lease = all.get(id);
    if (lease == null) {
      return Optional.empty();
    }
    if (System.nanoTime() - lease.renewed > timeout.toNanos()) {
      lease.state = "error";
    }
    return lease.state.equals("ready") ? Optional.of(lease) : Optional.empty();
  }

  /** How exports ended: {@code done}, {@code error} or {@code ready} while they go on. */
  String stateOfLast() {
    Lease last = all.get("lease-" + numbers.get());
    return last == null ? "" : last.state;
  }

  String call(Element method) {
    String id = text(method, "_this");
    return switch (method.getLocalName()) {
      case "ExportVm" ->
          begin(
              estate
                  .machine(id)
                  .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no machine " + id)),
              Optional.empty());
      case "ExportSnapshot" -> {
        var found =
            estate
                .snapshot(id)
                .orElseThrow(() -> new SimFault("ManagedObjectNotFound", "no snapshot " + id));
        yield begin(found.getKey(), Optional.of(found.getValue()));
      }
      case "HttpNfcLeaseProgress" -> progress(id, text(method, "percent"));
      case "HttpNfcLeaseComplete" -> end(id, "done");
      default -> end(id, "error");
    };
  }

  private String begin(SimVm vm, Optional<SimVm.Snapshot> snapshot) {
    if (snapshot.isEmpty() && !vm.power().equals("poweredOff")) {
      throw new SimFault("InvalidPowerState", "The machine runs.", el("existingState", vm.power()));
    }
    String id = "lease-" + numbers.incrementAndGet();
    all.put(id, new Lease(vm, snapshot));
    return ref("returnval", "HttpNfcLease", id);
  }

  private String progress(String id, String percent) {
    Lease lease =
        live(id).orElseThrow(() -> new SimFault("Timedout", "The lease " + id + " has timed out."));
    lease.renewed = System.nanoTime();
    lease.percent = Integer.parseInt(percent);
    return "";
  }

  private String end(String id, String state) {
    Lease lease = all.get(id);
    if (lease == null) {
      throw new SimFault("ManagedObjectNotFound", "no lease " + id);
    }
    lease.state = state;
    return "";
  }

  Map<String, String> properties(String id) {
    Lease lease = all.get(id);
    if (lease == null) {
      return Map.of();
    }
    StringBuilder urls = new StringBuilder();
    for (int i = 0; i < lease.vm.disks.size(); i++) {
      SimDisk disk = lease.vm.disks.get(i);
      urls.append(
          "<deviceUrl>"
              + el("key", "/%s/ParaVirtualSCSIController0:%d".formatted(lease.vm.id, i))
              + el("importKey", "/" + lease.vm.name + "/ParaVirtualSCSIController0:" + i)
              + el("url", "https://*/nfc/%s/disk-%d.vmdk".formatted(id, i))
              + el("sslThumbprint", "")
              + el("disk", true)
              + el("targetId", "disk-" + i + ".vmdk")
              + el("fileSize", disk.capacity())
              + "</deviceUrl>");
    }
    String info =
        ref("lease", "HttpNfcLease", id)
            + ref("entity", "VirtualMachine", lease.vm.id)
            + urls
            + el("totalDiskCapacityInKB", 0)
            + el("leaseTimeout", timeout.toSeconds());
    return Map.of("state", string(lease.state), "info", val("HttpNfcLeaseInfo", info));
  }
}
