package io.wherry.ovirt.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine's events are about.
 *
 * @source inventory-and-providers.md section 2.5
 */
final class EventCodes {
  private static final Map<Integer, Kind> KINDS = new HashMap<>();
  private static final int[] VM_REMOVED = {113, 1130, 172, 1720};

  static {
    put(Kind.DATACENTER, 950, 952, 954);
    put(Kind.NETWORK, 942, 1114, 944);
    put(Kind.STORAGE_DOMAIN, 956, 981, 958, 964, 960);
    put(Kind.NIC_PROFILE, 1122, 1124, 1126);
    put(Kind.DISK_PROFILE, 10120, 10124, 10122);
    put(Kind.CLUSTER, 809, 811, 813);
    put(Kind.HOST, 42, 43, 600, 620, 10453, 13, 44);
    put(Kind.DISK, 2021, 2014, 2042);
    put(Kind.VM, 34, 53, 1152);
    put(Kind.VM, 35, 253, 88, 97, 80, 2016, 2018, 521, 932, 934, 930, 68, 356, 10800, 10801);
    put(Kind.VM, 32, 39, 40, 503, 61);
    put(Kind.VM, VM_REMOVED);
  }

  private EventCodes() {}

  private static void put(Kind kind, int... codes) {
    for (int code : codes) {
      KINDS.put(code, kind);
    }
  }

  /** The kind of object that has changed; empty for events of no interest. */
  static Optional<Kind> kind(int code) {
    return Optional.ofNullable(KINDS.get(code));
  }

  /** Whether a machine has gone. */
  static boolean isVmRemoved(int code) {
    for (int removed : VM_REMOVED) {
      if (removed == code) {
        return true;
      }
    }
    return false;
  }
}
