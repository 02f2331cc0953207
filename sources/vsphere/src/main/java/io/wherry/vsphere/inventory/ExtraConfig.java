package io.wherry.vsphere.inventory;

import io.wherry.vsphere.soap.Xml;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What matters of the free settings of a machine.
 *
 * @param changeTracking of disks, by {@code scsi0:1} and the like
 * @param bridges PCI bridges by their number
 * @source inventory-and-providers.md section 2.4
 */
record ExtraConfig(
    List<String> numaAffinity,
    boolean diskUuid,
    boolean changeTracking,
    Map<String, Boolean> diskTracking,
    Map<Integer, Bridge> bridges) {
  static final ExtraConfig NONE = new ExtraConfig(List.of(), false, false, Map.of(), Map.of());

  private static final Pattern DISK = Pattern.compile("([a-z]+\\d+:\\d+)\\.ctkenabled");
  private static final Pattern BRIDGE =
      Pattern.compile("pcibridge(\\d{1,3})\\.(pcislotnumber|functions)");

  /** A bridge that devices hang on. */
  record Bridge(int slot, int functions) {}

  static ExtraConfig of(Xml options) {
    Map<String, String> settings = new HashMap<>();
    for (Xml option : options.children()) {
      settings.put(option.text("key").toLowerCase(Locale.ROOT), option.text("value"));
    }
    Map<String, Boolean> tracking = new TreeMap<>();
    settings.forEach((key, value) -> {
      Matcher disk = DISK.matcher(key);
      if (disk.matches()) {
        tracking.put(disk.group(1), isTrue(value));
      }
    });
    return new ExtraConfig(
        Stream.of(settings.getOrDefault("numa.nodeaffinity", "").split(","))
            .map(String::strip)
            .filter(n -> !n.isEmpty())
            .toList(),
        isTrue(settings.getOrDefault("disk.enableuuid", "")),
        isTrue(settings.getOrDefault("ctkenabled", "")),
        Map.copyOf(tracking),
        bridges(settings));
  }

  private static Map<Integer, Bridge> bridges(Map<String, String> settings) {
    Map<Integer, Bridge> bridges = new TreeMap<>();
    settings.forEach((key, value) -> {
      Matcher bridge = BRIDGE.matcher(key);
      Optional<Integer> number = number(value);
      if (bridge.matches() && number.isPresent()) {
        int index = Integer.parseInt(bridge.group(1));
        Bridge before = bridges.getOrDefault(index, new Bridge(-1, 1));
        bridges.put(
            index,
            bridge.group(2).equals("functions")
                ? new Bridge(before.slot(), number.get())
                : new Bridge(number.get(), before.functions()));
      }
    });
    bridges.values().removeIf(b -> b.slot() < 0);
    return Map.copyOf(bridges);
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.valueOf(text.strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static boolean isTrue(String text) {
    return text.strip().equalsIgnoreCase("true");
  }
}
