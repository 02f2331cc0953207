package io.wherry.ova;

import static io.wherry.ova.Numbers.atMost;
import static io.wherry.ova.Numbers.whole;

import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.w3c.dom.Element;

/** Reads the items of a {@code VirtualHardwareSection}. One use per section. */
final class HardwareReader {
  private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");

  /** The last resource type of CIM_ResourceAllocationSettingData; 32768 on are vendors'. */
  private static final long LAST_KNOWN_TYPE = 35;

  private static final int MOST_ITEMS = 1000;

  private final Element section;
  private final String configuration;
  private final List<String> diskIds = new ArrayList<>();
  private final List<Ovf.Nic> nics = new ArrayList<>();
  private final List<String> devices = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();
  private int cpuCount;
  private int coresPerSocket = 1;
  private String cpuUnits = "";
  private long memory = -1;
  private String memoryUnits = "";

  HardwareReader(Element section, String configuration) {
    this.section = section;
    this.configuration = configuration;
  }

  Ovf.Hardware read() {
    for (Item item : items()) {
      switch ((int) Math.min(item.type(), Integer.MAX_VALUE)) {
        case 3 -> cpu(item);
        case 4 -> memory(item);
        case 10 -> nics.add(nic(item));
        case 17 -> disk(item);
        default -> other(item);
      }
    }
    if (cpuCount < 1 || memory < 1) {
      throw new InvalidRequest(
          "a VirtualHardwareSection states no "
              + (cpuCount < 1 ? "CPUs (Item with ResourceType 3)" : "memory (ResourceType 4)")
              + ". Correct the OVF.");
    }
    var hardware =
        new Ovf.Hardware(
            cpuCount,
            coresPerSocket,
            cpuUnits,
            memory,
            memoryUnits,
            List.copyOf(diskIds),
            List.copyOf(nics),
            List.copyOf(devices),
            List.copyOf(unknown));
    atMost(hardware.memoryBytes(), Numbers.MOST_MEMORY_BYTES, "The memory in bytes");
    return hardware;
  }

  /** Items of the default configuration; a bound item replaces the general one of the same id. */
  private List<Item> items() {
    List<Element> elements =
        Stream.of("Item", "StorageItem", "EthernetPortItem")
            .flatMap(name -> OvfXml.children(section, name).stream())
            .toList();
    if (elements.size() > MOST_ITEMS) {
      throw new InvalidRequest("a VirtualHardwareSection has more than " + MOST_ITEMS + " items");
    }
    Map<String, Item> byInstance = new LinkedHashMap<>();
    for (Element element : elements) {
      List<String> bound = List.of(OvfXml.attribute(element, "configuration").split("\\s+"));
      if (bound.equals(List.of("")) || bound.contains(configuration)) {
        Item item = new Item(element);
        String id = item.text("InstanceID");
        byInstance.put(id.isEmpty() ? "#" + byInstance.size() : id, item);
      }
    }
    return List.copyOf(byInstance.values());
  }

  private void cpu(Item item) {
    cpuCount +=
        (int) atMost(item.quantity("The number of CPUs"), Numbers.MOST_CPUS, "The number of CPUs");
    atMost(cpuCount, Numbers.MOST_CPUS, "The number of CPUs");
    cpuUnits = item.text("AllocationUnits");
    String cores = item.text("CoresPerSocket");
    if (!cores.isEmpty()) {
      String what = "The number of cores per socket";
      coresPerSocket = (int) Math.max(1, atMost(whole(cores, 1, what), Numbers.MOST_CPUS, what));
    }
  }

  private void memory(Item item) {
    memory = item.quantity("The memory");
    memoryUnits = item.text("AllocationUnits");
  }

  private void disk(Item item) {
    String resource = item.text("HostResource");
    if (!resource.isEmpty()) {
      diskIds.add(resource);
    }
    kind(item);
  }

  private Ovf.Nic nic(Item item) {
    String mac = item.text("Address").toLowerCase(Locale.ROOT).replace('-', ':');
    Map<String, String> config = new LinkedHashMap<>();
    for (Element e : OvfXml.vendorChildren(item.element(), "Config")) {
      config.put(OvfXml.attribute(e, "key"), OvfXml.attribute(e, "value"));
    }
    return new Ovf.Nic(
        item.text("ElementName"),
        MAC.matcher(mac).matches() ? mac : "",
        item.text("Connection"),
        config);
  }

  private void other(Item item) {
    if (item.type() < 1 || item.type() > LAST_KNOWN_TYPE) {
      unknown.add(item.text("ElementName") + " (ResourceType " + item.type() + ")");
    }
    kind(item);
  }

  private void kind(Item item) {
    devices.add(item.text("ElementName").replaceAll("[\\d\\s]+$", ""));
  }

  /** One item; its fields are in one of the CIM namespaces, which differ by OVF version. */
  private record Item(Element element) {
    String text(String name) {
      return OvfXml.vendorChildren(element, name).stream()
          .filter(e -> name.equals("CoresPerSocket") || isCim(e))
          .map(OvfXml::textOf)
          .findFirst()
          .orElse("");
    }

    private static boolean isCim(Element e) {
      String namespace = e.getNamespaceURI();
      return namespace == null || namespace.contains("/cim-schema/");
    }

    long type() {
      String text = text("ResourceType");
      if (text.isEmpty()) {
        throw new InvalidRequest(
            "a hardware item has no ResourceType in the namespace of "
                + "CIM_ResourceAllocationSettingData. Correct the OVF's namespaces.");
      }
      return whole(text, 0, "A hardware item's ResourceType");
    }

    long quantity(String what) {
      return Math.max(0, whole(text("VirtualQuantity"), 0, what));
    }
  }
}
