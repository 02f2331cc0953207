package io.wherry.ova;

import static io.wherry.ova.Numbers.atMost;
import static io.wherry.ova.Numbers.whole;
import static io.wherry.ova.OvfXml.attribute;
import static io.wherry.ova.OvfXml.children;
import static io.wherry.ova.OvfXml.text;

import io.wherry.problems.InvalidRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/**
 * Reads OVF 1.x and 2.x envelopes.
 *
 * @source inventory-and-providers.md 2.7; DMTF DSP0243
 */
final class OvfParser {
  /** A plan has at most 500 disks; one envelope with more of anything is a mistake or an attack. */
  private static final int MOST_ENTRIES = 1000;

  private static final int DEEPEST_COLLECTION = 8;

  private final String where;
  private final Element envelope;

  private OvfParser(Element envelope, String where) {
    this.envelope = envelope;
    this.where = where;
  }

  /**
   * @param where names the OVF in messages
   * @throws InvalidRequest not an OVF, or one with impossible content
   */
  static Ovf parse(byte[] xml, String where) {
    try {
      return new OvfParser(OvfXml.envelope(xml, where), where).read();
    } catch (InvalidRequest e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(where) ? e : new InvalidRequest(where + ": " + message, e);
    }
  }

  private Ovf read() {
    List<Ovf.FileRef> files =
        section("References").stream()
            .flatMap(s -> children(s, "File").stream())
            .map(this::file)
            .toList();
    List<Ovf.Disk> disks =
        section("DiskSection").stream()
            .flatMap(s -> children(s, "Disk").stream())
            .map(this::disk)
            .toList();
    List<Ovf.Network> networks =
        section("NetworkSection").stream()
            .flatMap(s -> children(s, "Network").stream())
            .map(n -> new Ovf.Network(attribute(n, "name"), text(n, "Description")))
            .toList();
    unique(files, Ovf.FileRef::id, "files with the id");
    unique(files, Ovf.FileRef::href, "files with the name");
    unique(disks, Ovf.Disk::diskId, "disks with the id");
    List<Ovf.VirtualSystem> systems = new ArrayList<>();
    systems(envelope, systems, 0);
    if (systems.isEmpty()) {
      throw new InvalidRequest(where + " describes no virtual machine (VirtualSystem).");
    }
    return new Ovf(files, disks, networks, limited(systems), source());
  }

  private List<Element> section(String name) {
    List<Element> found = new ArrayList<>(children(envelope, name));
    // Old exporters write <Section xsi:type="ovf:DiskSection_Type">.
    for (Element section : children(envelope, "Section")) {
      if (attribute(section, "type").endsWith(name + "_Type")) {
        found.add(section);
      }
    }
    return found;
  }

  private Ovf.FileRef file(Element e) {
    String id = attribute(e, "id");
    String what = "The file '" + id + "'";
    return new Ovf.FileRef(
        id,
        attribute(e, "href"),
        atMost(whole(attribute(e, "size"), -1, what + " size"), Numbers.MOST_DISK_BYTES, what),
        attribute(e, "compression").toLowerCase(Locale.ROOT),
        whole(attribute(e, "chunkSize"), 0, what + " chunkSize"));
  }

  private Ovf.Disk disk(Element e) {
    String id = attribute(e, "diskId");
    String what = "The capacity of disk '" + id + "'";
    Ovf.Disk disk =
        new Ovf.Disk(
            id,
            attribute(e, "fileRef"),
            whole(attribute(e, "capacity"), 0, what),
            attribute(e, "capacityAllocationUnits"),
            attribute(e, "format"),
            whole(attribute(e, "populatedSize"), 0, "The populatedSize of disk '" + id + "'"),
            attribute(e, "parentRef"));
    atMost(disk.capacityBytes(), Numbers.MOST_DISK_BYTES, what);
    return disk;
  }

  private void systems(Element parent, List<Ovf.VirtualSystem> into, int depth) {
    if (depth > DEEPEST_COLLECTION) {
      throw new InvalidRequest(where + " nests collections deeper than " + DEEPEST_COLLECTION);
    }
    for (Element e : children(parent, "VirtualSystem")) {
      into.add(system(e));
    }
    for (Element e : children(parent, "Content")) {
      if (attribute(e, "type").endsWith("VirtualSystem_Type")) {
        into.add(system(e));
      }
    }
    for (Element e : children(parent, "VirtualSystemCollection")) {
      systems(e, into, depth + 1);
    }
  }

  private Ovf.VirtualSystem system(Element e) {
    String id = attribute(e, "id");
    String name = text(e, "Name");
    Element hardware =
        children(e, "VirtualHardwareSection").stream()
            .findFirst()
            .orElseThrow(() ->
                new InvalidRequest(
                    "the virtual machine '" + id + "' has no VirtualHardwareSection"));
    if (name.isEmpty()) {
      name =
          children(hardware, "System").stream()
              .flatMap(s -> OvfXml.vendorChildren(s, "VirtualSystemIdentifier").stream())
              .map(OvfXml::textOf)
              .findFirst()
              .orElse(id);
    }
    return new Ovf.VirtualSystem(
        id,
        name.replaceAll("\\p{Cntrl}+", " "),
        osType(e),
        new HardwareReader(hardware, defaultConfiguration()).read(),
        VendorSettings.of(e, hardware));
  }

  private static String osType(Element system) {
    for (Element section : children(system, "OperatingSystemSection")) {
      String vmware = attribute(section, "osType");
      if (!vmware.isEmpty()) {
        return vmware;
      }
      for (Element other : OvfXml.vendorChildren(section, "OSType")) {
        return OvfXml.textOf(other);
      }
    }
    return "";
  }

  /** Items may be bound to a size the user picks at deployment; we take the default size. */
  private String defaultConfiguration() {
    List<Element> choices =
        section("DeploymentOptionSection").stream()
            .flatMap(s -> children(s, "Configuration").stream())
            .toList();
    return choices.stream()
        .filter(c -> attribute(c, "default").equals("true"))
        .findFirst()
        .or(() -> choices.stream().findFirst())
        .map(c -> attribute(c, "id"))
        .orElse("");
  }

  private ExportSource source() {
    Set<String> traces = new HashSet<>();
    for (int i = 0; i < envelope.getAttributes().getLength(); i++) {
      if (envelope.getAttributes().item(i) instanceof Attr a && OvfXml.isNamespaceDeclaration(a)) {
        traces.add(a.getValue());
      }
    }
    for (String name : List.of("Vendor", "VendorUrl")) {
      var found = envelope.getElementsByTagNameNS("*", name);
      for (int i = 0; i < Math.min(found.getLength(), MOST_ENTRIES); i++) {
        traces.add(OvfXml.textOf((Element) found.item(i)));
      }
    }
    return ExportSource.guess(traces);
  }

  private <T> void unique(List<T> all, Function<T, String> key, String what) {
    Set<String> seen = new HashSet<>();
    for (T one : limited(all)) {
      if (!seen.add(key.apply(one))) {
        throw new InvalidRequest(where + " has two " + what + " '" + key.apply(one) + "'.");
      }
    }
  }

  private <T> List<T> limited(List<T> all) {
    if (all.size() > MOST_ENTRIES) {
      throw new InvalidRequest(where + " lists more than " + MOST_ENTRIES + " things of a kind.");
    }
    return all;
  }
}
