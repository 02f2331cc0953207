package io.wherry.conversion;

import io.wherry.conversion.guest.ExtFileSystem;
import io.wherry.conversion.guest.FileBytes;
import io.wherry.conversion.guest.FileSystemKind;
import io.wherry.conversion.guest.GuestTree;
import io.wherry.conversion.guest.OsRelease;
import io.wherry.conversion.guest.Partition;
import io.wherry.conversion.guest.PartitionTable;
import io.wherry.problems.InvalidRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the disks, offline and read only: what partitions there are, where an ext root is, which
 * firmware starts it. Decides nothing.
 */
final class Inspection {
  /** An ext file system that holds a system. */
  record Root(int disk, Partition partition, OsRelease release) {}

  private final Session session;
  private final List<Root> roots = new ArrayList<>();
  private final Set<FileSystemKind> kinds = EnumSet.noneOf(FileSystemKind.class);
  private final List<String> warnings = new ArrayList<>();
  private boolean bios;
  private boolean uefi;
  private String arch = "";

  private Inspection(Session session) {
    this.session = session;
  }

  /** Looks at all disks. A damaged file system is no failure here: it just is no root. */
  static Inspection of(Session session) {
    Inspection inspection = new Inspection(session);
    for (int index : session.rootFirst()) {
      GuestDisk disk = session.request().disks().get(index);
      boolean raw = disk.format() == DiskFormat.RAW;
      Path readable = raw ? disk.path() : DiskHead.of(session, index);
      try (FileBytes bytes = FileBytes.open(readable)) {
        inspection.look(index, bytes, disk.format());
      } finally {
        if (!raw) {
          Session.deleteIfExists(readable);
        }
      }
    }
    return inspection;
  }

  private void look(int index, FileBytes bytes, DiskFormat format) {
    PartitionTable table = PartitionTable.read(bytes);
    bios |= table.bios();
    uefi |= table.uefi();
    for (Partition partition : table.partitions()) {
      kinds.add(partition.kind());
      if (partition.kind() == FileSystemKind.EXT && format == DiskFormat.RAW) {
        root(index, bytes, partition);
      }
    }
  }

  private void root(int index, FileBytes bytes, Partition partition) {
    try {
      ExtFileSystem tree = ExtFileSystem.open(bytes, partition);
      String release = tree.text("/etc/os-release");
      if (!release.isEmpty() && tree.isDirectory("/etc")) {
        roots.add(new Root(index, partition, OsRelease.parse(release)));
        arch = arch.isEmpty() ? arch(tree) : arch;
      }
    } catch (InvalidRequest e) {
      warnings.add(
          "Partition %d of disk %d can't be read: %s"
              .formatted(partition.number(), index, e.getMessage()));
    }
  }

  /** From the ELF header of the shell that every system has. */
  private static String arch(GuestTree tree) {
    for (String program : List.of("/bin/sh", "/usr/bin/env", "/sbin/init")) {
      Optional<byte[]> elf = Optional.empty();
      try {
        elf = tree.read(program, 16 << 20);
      } catch (InvalidRequest e) {
        continue;
      }
      if (elf.isPresent() && elf.get().length > 20 && elf.get()[1] == 'E') {
        return switch (elf.get()[18] & 0xff) {
          case 0x3e -> "x86_64";
          case 0xb7 -> "aarch64";
          case 0x03 -> "i686";
          default -> "";
        };
      }
    }
    return "";
  }

  List<Root> roots() {
    return List.copyOf(roots);
  }

  Set<FileSystemKind> kinds() {
    return kinds;
  }

  GuestFacts facts() {
    Firmware firmware = session.request().firmwareHint().orElseGet(this::detected);
    List<String> all = new ArrayList<>(warnings);
    if (firmware == Firmware.UEFI && bios && !uefi) {
      all.add("The source says UEFI, but no disk has an EFI system partition.");
    }
    if (firmware == Firmware.BIOS && uefi && !bios) {
      all.add("The source says BIOS, but the disks can only be started by UEFI.");
    }
    if (roots.size() != 1) {
      return new GuestFacts(firmware, OsFacts.UNKNOWN, "", all);
    }
    Root root = roots.getFirst();
    OsRelease os = root.release();
    return new GuestFacts(
        firmware,
        new OsFacts(os.id(), os.version(), os.name(), arch),
        rootDevice(root.disk(), root.partition().number()),
        all);
  }

  static String rootDevice(int disk, int partition) {
    String name = "/dev/" + LibvirtXml.deviceName("vd", disk);
    return partition == 0 ? name : name + partition;
  }

  /**
   * A disk that both can start is started by BIOS, as every source did before it said otherwise.
   */
  private Firmware detected() {
    return uefi && !bios ? Firmware.UEFI : Firmware.BIOS;
  }
}
