package io.wherry.ova;

import static io.wherry.ova.OvfXml.attribute;

import io.wherry.spi.SourceMachine.Firmware;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.w3c.dom.Element;

/**
 * Reads firmware and hot-plug settings, which OVF leaves to vendors.
 *
 * @source inventory-and-providers.md 2.7 (VMware keys); VirtualBox and oVirt by their exports
 */
final class VendorSettings {
  private VendorSettings() {}

  static Ovf.Settings of(Element system, Element hardware) {
    Map<String, String> keys = new HashMap<>();
    for (String element : List.of("ExtraConfig", "Config")) {
      for (Element e : OvfXml.vendorChildren(hardware, element)) {
        keys.put(attribute(e, "key"), attribute(e, "value"));
      }
    }
    boolean secure =
        isTrue(keys, "bootOptions.efiSecureBootEnabled")
            || isTrue(keys, "uefi.secureBoot.enabled")
            || biosType(system).equals("4");
    return new Ovf.Settings(
        firmware(keys.getOrDefault("firmware", ""), system, secure),
        secure,
        isTrue(keys, "cpuHotAddEnabled"),
        isTrue(keys, "cpuHotRemoveEnabled"),
        isTrue(keys, "memoryHotAddEnabled"));
  }

  private static Firmware firmware(String vmware, Element system, boolean secure) {
    List<String> words = new ArrayList<>(List.of(vmware));
    for (Element machine : OvfXml.vendorChildren(system, "Machine")) {
      for (Element part : OvfXml.vendorChildren(machine, "Hardware")) {
        OvfXml.vendorChildren(part, "Firmware").forEach(f -> words.add(attribute(f, "type")));
      }
    }
    // oVirt: 1 i440fx with SeaBIOS, 2 q35 with SeaBIOS, 3 q35 with UEFI, 4 the same, secure boot
    switch (biosType(system)) {
      case "1", "2" -> words.add("bios");
      case "3", "4" -> words.add("efi");
      default -> {}
    }
    for (String word : words) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (lower.startsWith("efi") || lower.startsWith("uefi")) {
        return secure ? Firmware.UEFI_SECURE : Firmware.UEFI;
      }
      if (lower.equals("bios")) {
        return Firmware.BIOS;
      }
    }
    return secure ? Firmware.UEFI_SECURE : Firmware.UNKNOWN;
  }

  private static String biosType(Element system) {
    return OvfXml.vendorChildren(system, "BiosType").stream()
        .findFirst()
        .map(OvfXml::textOf)
        .orElse("");
  }

  private static boolean isTrue(Map<String, String> keys, String key) {
    return "true".equalsIgnoreCase(keys.getOrDefault(key, ""));
  }
}
