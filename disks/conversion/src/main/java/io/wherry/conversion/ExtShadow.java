package io.wherry.conversion;

import io.wherry.conversion.graft.GuestChanges;
import io.wherry.conversion.guest.ExtFileSystem;
import io.wherry.conversion.guest.FileBytes;
import io.wherry.conversion.guest.Partition;
import io.wherry.conversion.guest.PatchedBytes;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Changes an ext file system without touching the disk: e2image copies its metadata (a few MB) into
 * a sparse shadow, debugfs changes the shadow, e2fsck judges it, and the blocks that differ are the
 * patch. Before the patch is given out, the files are read back through disk plus patch with our
 * own reader and compared, so neither tool is believed.
 */
final class ExtShadow {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final String PACKAGE = "e2fsprogs";
  private static final Pattern EXTENT =
      Pattern.compile("\"start\": (\\d+), \"length\": (\\d+),.*\"data\": true");

  private final Session session;
  private final Path disk;
  private final Partition partition;
  private final Path directory;
  private final Unprivileged unprivileged;

  ExtShadow(Session session, Path disk, Partition partition, Path directory) {
    this.session = session;
    this.disk = disk.toAbsolutePath();
    this.partition = partition;
    this.directory = directory;
    this.unprivileged = new Unprivileged(session.tools());
  }

  /** The patched ranges, whose bytes are in {@link #after} at offset minus partition offset. */
  SortedMap<Long, Integer> change(GuestChanges changes, int blockSize) throws IOException {
    run(
        "e2image",
        List.of("-r", "-o", "" + partition.offset(), disk.toString(), before().toString()));
    run(
        "cp",
        List.of("--sparse=always", "--reflink=auto", before().toString(), after().toString()));
    Path commands = directory.resolve("commands");
    Files.write(commands, changes.commands());
    run(
        "sh",
        List.of(
            "-c",
            "cd \"$1\" && exec \"$2\" -w -f commands after",
            "sh",
            directory.toString(),
            session.tools().need("debugfs", PACKAGE).toString()));
    if (run("e2fsck", List.of("-fn", after().toString())) != 0) {
      throw new InvalidRequest(
          "the ext file system would not be clean after the change (see e2fsck in the log)");
    }
    SortedMap<Long, Integer> ranges = differences(blockSize);
    verify(changes, ranges);
    return ranges;
  }

  Path after() {
    return directory.resolve("after");
  }

  private Path before() {
    return directory.resolve("before");
  }

  private int run(String program, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of(session.tools().need(program, PACKAGE).toString()));
    command.addAll(arguments);
    int code =
        new SupervisedProcess(
                unprivileged.command(command), session.log(), Map.of("LC_ALL", "C.UTF-8"), TIMEOUT)
            .run(_ -> {});
    if (code != 0 && !program.equals("e2fsck")) {
      throw new InvalidRequest(
          "%s could not work on the guest (exit code %d)".formatted(program, code));
    }
    return code;
  }

  private SortedMap<Long, Integer> differences(int blockSize) throws IOException {
    SortedMap<Long, Integer> ranges = new TreeMap<>();
    try (FileBytes before = FileBytes.open(before());
        FileBytes after = FileBytes.open(after())) {
      for (long[] extent : dataExtents(after.size())) {
        byte[] a = new byte[blockSize];
        byte[] b = new byte[blockSize];
        long first = extent[0] / blockSize * blockSize;
        for (long at = first; at < extent[0] + extent[1]; at += blockSize) {
          int n = (int) Math.min(blockSize, after.size() - at);
          before.read(at, ByteBuffer.wrap(b, 0, n));
          after.read(at, ByteBuffer.wrap(a, 0, n));
          if (!Arrays.equals(a, 0, n, b, 0, n)) {
            // The first 1024 bytes belong to a boot loader, not to ext; the shadow need not have
            // them.
            int skip = at == 0 && n > 1024 ? 1024 : 0;
            add(ranges, partition.offset() + at + skip, n - skip);
          }
        }
      }
    }
    return ranges;
  }

  private static void add(SortedMap<Long, Integer> ranges, long offset, int length) {
    if (!ranges.isEmpty()) {
      long last = ranges.lastKey();
      int lastLength = ranges.getOrDefault(last, 0);
      if (last + lastLength == offset && lastLength + length <= PatchedBytes.LONGEST) {
        ranges.put(last, lastLength + length);
        return;
      }
    }
    ranges.put(offset, length);
  }

  /** Where the shadow is not a hole, as start and length; it is as big as the guest's partition. */
  private List<long[]> dataExtents(long size) {
    List<long[]> extents = new ArrayList<>();
    List<String> command =
        List.of(
            session.tools().need("qemu-img", Session.QEMU_TOOLS).toString(),
            "map",
            "--output=json",
            "-f",
            "raw",
            after().toString());
    int code =
        new SupervisedProcess(command, directory.resolve("map"), Map.of(), TIMEOUT)
            .run(line -> {
              Matcher m = EXTENT.matcher(line);
              if (m.find()) {
                extents.add(new long[] {Long.parseLong(m.group(1)), Long.parseLong(m.group(2))});
              }
            });
    // Without the map everything is compared: slow, but right.
    return code == 0 ? extents : List.of(new long[] {0, size});
  }

  private void verify(GuestChanges changes, SortedMap<Long, Integer> ranges) throws IOException {
    try (FileBytes raw = FileBytes.open(disk);
        FileBytes after = FileBytes.open(after());
        PatchedBytes patched = new PatchedBytes(raw, ranges, after, partition.offset())) {
      ExtFileSystem result = ExtFileSystem.open(patched, partition);
      for (GuestChanges.Write write : changes.writes()) {
        MessageDigest read = sha256();
        MessageDigest wanted = sha256();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), read);
            OutputStream want = new DigestOutputStream(OutputStream.nullOutputStream(), wanted)) {
          result.copy(write.path(), out, Long.MAX_VALUE);
          Files.copy(write.content(), want);
        }
        if (!Arrays.equals(read.digest(), wanted.digest())) {
          throw new InvalidRequest("debugfs did not write " + write.path() + " as asked");
        }
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("This JDK has no SHA-256.", e);
    }
  }
}
