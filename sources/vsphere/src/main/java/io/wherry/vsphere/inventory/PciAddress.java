package io.wherry.vsphere.inventory;

import io.wherry.vsphere.inventory.ExtraConfig.Bridge;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where a guest finds a device whose slot number is known. Bridges are numbered in the order of
 * their own slots, from bus 2; each takes as many buses as it has functions.
 *
 * @source inventory-and-providers.md section 2.4
 */
final class PciAddress {
  private static final int FIRST_BUS = 2;

  private PciAddress() {}

  /** For example {@code 0000:03:00.0}; empty when the bridge is not known. */
  static String of(int slotNumber, Map<Integer, Bridge> bridges) {
    if (slotNumber < 0) {
      return "";
    }
    int device = slotNumber & 0x1f;
    int bridge = slotNumber >> 5 & 0x1f;
    int function = slotNumber >> 10 & 0x7;
    if (bridge == 0) {
      return text(0, device, function);
    }
    List<Map.Entry<Integer, Bridge>> ordered =
        bridges.entrySet().stream()
            .sorted(Comparator.comparingInt(e -> e.getValue().slot()))
            .toList();
    int bus = FIRST_BUS;
    for (Map.Entry<Integer, Bridge> one : ordered) {
      int functions = Math.clamp(one.getValue().functions(), 1, 8);
      if (one.getKey() == bridge - 1) {
        return function < functions ? text(bus + function, device, 0) : "";
      }
      bus += functions;
    }
    return "";
  }

  private static String text(int bus, int device, int function) {
    return "0000:%02x:%02x.%d".formatted(bus, device, function);
  }
}
