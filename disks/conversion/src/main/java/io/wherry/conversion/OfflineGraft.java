package io.wherry.conversion;

import io.wherry.conversion.graft.DiskPatch;
import io.wherry.conversion.graft.GraftPlan;
import io.wherry.conversion.guest.ExtFileSystem;
import io.wherry.conversion.guest.FileBytes;
import io.wherry.conversion.guest.FileSystemKind;
import io.wherry.conversion.guest.FileSystemUuid;
import io.wherry.conversion.guest.PartitionTable;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Express, offline: a Linux guest with /boot on an ext root in a raw disk gets virtio in a fraction
 * of a second, without a VM and without writing to the disk before the commit.
 *
 * @source data-plane.md 2.2, way A
 */
final class OfflineGraft {
  /** What a file system needs beside the files themselves: directory blocks, extents. */
  private static final long ROOM = 1 << 20;

  private static final int INODES = 64;

  private final Session session;
  private final Inspection inspection;

  OfflineGraft(Session session, Inspection inspection) {
    this.session = session;
    this.inspection = inspection;
  }

  Attempt convert() {
    Optional<Attempt> not = notRecognised();
    if (not.isPresent()) {
      return not.get();
    }
    Inspection.Root root = inspection.roots().getFirst();
    GuestDisk disk = session.request().disks().get(root.disk());
    Unprivileged unprivileged = new Unprivileged(session.tools());
    Path directory = unprivileged.directory(session.work(), "graft");
    try (FileBytes bytes = FileBytes.open(disk.path())) {
      ExtFileSystem tree = ExtFileSystem.open(bytes, root.partition());
      Optional<Attempt> unfit = unfit(tree);
      if (unfit.isPresent()) {
        return unfit.get();
      }
      GraftPlan plan = new GraftPlan(tree, directory);
      plan.make(uuids(bytes));
      requireRoom(tree, plan);
      session.listener().progress(40, "Adding virtio drivers to the guest's initramfs");
      return prepared(root, plan, tree);
    } catch (InvalidRequest e) {
      return new Attempt.NotRecognised(clause(e), Attempt.Next.VIRT_V2V);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "Could not prepare VM %s: %s".formatted(session.request().machine(), e.getMessage()), e);
    } finally {
      WorkDirectory.deleteTree(directory);
    }
  }

  private Attempt prepared(Inspection.Root root, GraftPlan plan, ExtFileSystem tree)
      throws IOException {
    GuestFacts facts = inspection.facts();
    List<String> warnings = new ArrayList<>(facts.warnings());
    warnings.addAll(plan.warnings());
    String reason =
        plan.kernels().isEmpty()
            ? facts.os().name() + " already starts on virtio"
            : "%s needs only virtio drivers at boot; added to the initramfs of kernel %s"
                .formatted(facts.os().name(), String.join(", ", plan.kernels()));
    ConversionResult result =
        new ConversionResult(
            ConversionResult.EXPRESS,
            reason,
            facts.firmware(),
            facts.os(),
            facts.rootDevice(),
            warnings);
    if (plan.changes().writes().isEmpty()) {
      return new Attempt.Prepared(List.of(), result);
    }
    Path disk = session.request().disks().get(root.disk()).path();
    ExtShadow shadow =
        new ExtShadow(session, disk, root.partition(), session.work().resolve("graft"));
    SortedMap<Long, Integer> ranges;
    try {
      ranges = shadow.change(plan.changes(), tree.superblock().layout().blockSize());
    } catch (InvalidRequest e) {
      // Too big for the tools' limits, or damaged in a way that a kernel may still cope with.
      return new Attempt.NotRecognised(clause(e), Attempt.Next.APPLIANCE);
    }
    String patch = "patch-" + root.disk();
    try (FileBytes after = FileBytes.open(shadow.after())) {
      DiskPatch.write(session.work().resolve(patch), ranges, after, root.partition().offset());
    }
    return new Attempt.Prepared(List.of(new Change.Patch(root.disk(), patch)), result);
  }

  private Optional<Attempt> notRecognised() {
    Set<FileSystemKind> kinds = inspection.kinds();
    boolean qcow2 =
        session.request().disks().stream().anyMatch(d -> d.format() == DiskFormat.QCOW2);
    if (kinds.contains(FileSystemKind.NTFS)) {
      return not(
          "a disk holds NTFS: the guest is Windows or shares its disk with it",
          Attempt.Next.VIRT_V2V);
    }
    if (qcow2) {
      return not("a disk is qcow2", Attempt.Next.APPLIANCE);
    }
    if (inspection.roots().size() > 1) {
      return not("there is more than one system on the disks", Attempt.Next.VIRT_V2V);
    }
    if (inspection.roots().isEmpty()) {
      for (FileSystemKind kind :
          List.of(
              FileSystemKind.XFS, FileSystemKind.BTRFS, FileSystemKind.LVM, FileSystemKind.EXT)) {
        if (kinds.contains(kind)) {
          return not("the system is on " + kind.words(), Attempt.Next.APPLIANCE);
        }
      }
      String words =
          kinds.contains(FileSystemKind.LUKS)
              ? "the disk is encrypted"
              : "no root file system was found";
      return not(words, Attempt.Next.VIRT_V2V);
    }
    return inspection.roots().getFirst().release().recognised()
        ? Optional.empty()
        : not("the distribution is not one that express knows", Attempt.Next.VIRT_V2V);
  }

  private static Optional<Attempt> unfit(ExtFileSystem tree) {
    boolean separate =
        tree.text("/etc/fstab")
            .lines()
            .anyMatch(l -> !l.startsWith("#") && l.strip().matches("\\S+\\s+/(boot|usr)\\s.*"));
    if (separate) {
      return not("/boot or /usr is a file system of its own", Attempt.Next.APPLIANCE);
    }
    return tree.superblock()
        .unfit()
        .flatMap(why ->
            not("the root file system can't be changed offline: " + why, Attempt.Next.APPLIANCE));
  }

  private static void requireRoom(ExtFileSystem tree, GraftPlan plan) {
    long free = tree.superblock().freeBytes();
    if (free < plan.bytes() + ROOM || tree.superblock().freeInodes() < INODES) {
      throw new InvalidRequest(
          "the root file system has %d KiB free, and %d KiB are needed"
              .formatted(free >> 10, (plan.bytes() + ROOM) >> 10));
    }
  }

  /** Only with one disk is it sure that {@code sda} is this one. */
  private Function<Integer, Optional<String>> uuids(FileBytes bytes) {
    if (session.request().disks().size() > 1) {
      return _ -> Optional.empty();
    }
    PartitionTable table = PartitionTable.read(bytes);
    return number ->
        table.partitions().stream()
            .filter(p -> p.number() == number)
            .findFirst()
            .flatMap(p -> FileSystemUuid.of(bytes, p));
  }

  private static Optional<Attempt> not(String reason, Attempt.Next next) {
    return Optional.of(new Attempt.NotRecognised(reason, next));
  }

  private static String clause(InvalidRequest e) {
    String message = String.valueOf(e.getMessage());
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
