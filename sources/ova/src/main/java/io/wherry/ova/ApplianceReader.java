package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Ties what an OVF says to the files of its bundle. One use per appliance. */
final class ApplianceReader {
  /** Real OVFs have some ten to some hundred KiB; licence texts can be long. */
  private static final int LARGEST_OVF = 4 << 20;

  private static final int LARGEST_MANIFEST = 1 << 20;

  private final Bundle bundle;
  private final String ovfName;
  private final List<String> warnings = new ArrayList<>();
  private Optional<Manifest> manifest = Optional.empty();
  private Optional<String> incomplete = Optional.empty();

  private ApplianceReader(Bundle bundle, String ovfName) {
    this.bundle = bundle;
    this.ovfName = ovfName;
  }

  /**
   * Reads OVF and manifest, not the disks. Blocks.
   *
   * @param ovfName the file of the bundle to read
   * @throws InvalidRequest with the reason, in words for the user
   */
  static Appliance read(Bundle bundle, String ovfName) {
    return new ApplianceReader(bundle, ovfName).read();
  }

  /** The name of the one OVF of an archive. */
  static String ovfOf(Bundle archive) {
    List<String> all =
        archive.files().keySet().stream()
            .filter(n -> n.toLowerCase(Locale.ROOT).endsWith(".ovf"))
            .toList();
    if (all.size() != 1) {
      throw new InvalidRequest(
          archive.label()
              + " is refused: it holds "
              + (all.isEmpty() ? "no .ovf file." : "several .ovf files: " + all + "."));
    }
    return all.getFirst();
  }

  private Appliance read() {
    Region ovfRegion = bundle.files().get(ovfName);
    if (ovfRegion == null) {
      throw new InvalidRequest(bundle.label() + " has gone.");
    }
    byte[] xml = ovfRegion.bytes(LARGEST_OVF);
    manifest = manifest();
    manifest
        .flatMap(m -> m.of(ovfName))
        .ifPresent(d ->
            new ManifestCheck(ovfRegion, d)
                .compare(Digests.hex(Digests.of(d.algorithm()).digest(xml))));
    Ovf ovf = OvfParser.parse(xml, ovfRegion.label());
    List<Appliance.Machine> machines = new ArrayList<>();
    for (Ovf.VirtualSystem system : ovf.systems()) {
      machines.add(machine(ovf, system));
    }
    extraFiles(ovf);
    return new Appliance(
        bundle.label(), ovf, List.copyOf(machines), List.copyOf(warnings), incomplete);
  }

  private Optional<Manifest> manifest() {
    String name = ovfName.replaceAll("(?i)\\.ovf$", "") + ".mf";
    Optional<Region> region = bundle.find(name);
    Optional<Manifest> found =
        region.map(r -> Manifest.parse(r.bytes(LARGEST_MANIFEST), r.label()));
    found.ifPresent(m ->
        m.lines().keySet().stream()
            .filter(listed -> bundle.find(listed).isEmpty())
            .forEach(gone -> warnings.add(name + " lists '" + gone + "', which is missing")));
    if (bundle.find(name.replaceAll("mf$", "cert")).isPresent()) {
      warnings.add("the signature (.cert) is not checked");
    }
    return found;
  }

  private Appliance.Machine machine(Ovf ovf, Ovf.VirtualSystem system) {
    String id = isUuid(system.id()) ? system.id() : Digests.id(bundle.label(), system.id());
    List<Appliance.Disk> disks = new ArrayList<>();
    for (Ovf.Disk disk : disksOf(ovf, system)) {
      disks.add(disk(ovf, disk));
    }
    return new Appliance.Machine(id, system, List.copyOf(disks));
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equalsIgnoreCase(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Disks in the order of the hardware items that refer to them. */
  private Set<Ovf.Disk> disksOf(Ovf ovf, Ovf.VirtualSystem system) {
    Set<Ovf.Disk> found = new LinkedHashSet<>();
    for (String resource : system.hardware().diskIds()) {
      Optional<Ovf.Disk> disk =
          ovf.disks().stream()
              .filter(d -> List.of(resource.split("/")).contains(d.diskId()))
              .findFirst();
      disk.ifPresentOrElse(
          found::add,
          () -> warnings.add("a hard disk refers to '" + resource + "', which is no disk"));
    }
    if (found.isEmpty() && ovf.systems().size() == 1) {
      // Old exporters list disks without tying them to the machine; then all are its own.
      found.addAll(ovf.disks());
    }
    return found;
  }

  private Appliance.Disk disk(Ovf ovf, Ovf.Disk said) {
    String id = Digests.id(bundle.label(), "disk", said.diskId());
    if (!said.parentRef().isEmpty()) {
      return broken(
          id, said, said.diskId(), "is a delta to another disk. Export without snapshots.");
    }
    if (said.fileRef().isEmpty()) {
      return new Appliance.Disk(id, said.diskId(), said, Optional.empty(), Optional.empty(), "");
    }
    Optional<Ovf.FileRef> file = ovf.file(said.fileRef());
    if (file.isEmpty()) {
      return broken(
          id,
          said,
          said.diskId(),
          "refers to the file id '%s', which is not in References. Correct the OVF."
              .formatted(said.fileRef()));
    }
    return tied(id, said, file.get());
  }

  private Appliance.Disk tied(String id, Ovf.Disk said, Ovf.FileRef file) {
    String href = file.href();
    if (href.contains("://")) {
      return broken(id, said, href, "lies on another server. Download it beside the OVF.");
    }
    String name = MemberName.checked(href, bundle.label());
    Optional<Region> bytes =
        bundle.find(name).or(() -> bundle.find(MemberName.checked(decoded(name), bundle.label())));
    if (!file.compression().isEmpty() && !file.compression().equals("identity")) {
      return broken(
          id,
          said,
          name,
          "is compressed ("
              + file.compression()
              + "). Unpack it, set ovf:compression to identity, and update the manifest.");
    }
    if (bytes.isEmpty() && file.chunkSize() > 0) {
      return broken(id, said, name, "is split into chunks. Export it in one piece.");
    }
    if (bytes.isEmpty()) {
      return lacking(id, said, name, "is missing. Copy or export the appliance again.");
    }
    long present = bytes.get().size();
    if (file.size() > present) {
      return lacking(
          id,
          said,
          name,
          "has %d bytes, the OVF states %d: it is cut off. Copy the appliance again."
              .formatted(present, file.size()));
    }
    if (file.size() >= 0 && file.size() < present) {
      warnings.add("'%s' has %d bytes, the OVF states %d".formatted(name, present, file.size()));
    }
    if (manifest.isPresent() && manifest.get().of(name).isEmpty()) {
      warnings.add("'" + name + "' is not listed in the manifest, its content cannot be checked");
    }
    Optional<Manifest.Digest> digest = manifest.flatMap(m -> m.of(name));
    return new Appliance.Disk(id, name, said, bytes, digest, "");
  }

  private Appliance.Disk lacking(String id, Ovf.Disk said, String name, String why) {
    Appliance.Disk disk = broken(id, said, name, why);
    incomplete = incomplete.or(() -> Optional.of(disk.problem()));
    return disk;
  }

  private Appliance.Disk broken(String id, Ovf.Disk said, String name, String why) {
    String problem = "The disk file '%s' of %s %s".formatted(name, bundle.label(), why);
    return new Appliance.Disk(id, name, said, Optional.empty(), Optional.empty(), problem);
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** Disk files nobody refers to are often the sign of a wrong OVF. */
  private void extraFiles(Ovf ovf) {
    Set<String> known = new LinkedHashSet<>();
    ovf.files().forEach(f -> known.add(f.href()));
    ovf.files().forEach(f -> known.add(decoded(f.href())));
    bundle.files().keySet().stream()
        .filter(n -> n.toLowerCase(Locale.ROOT).endsWith(".vmdk") && !known.contains(n))
        .filter(n -> bundle.files().size() < 64)
        .forEach(n -> warnings.add("the disk file '" + n + "' is not used by the OVF"));
  }
}
