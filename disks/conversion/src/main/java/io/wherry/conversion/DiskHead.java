package io.wherry.conversion;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The first megabytes of a qcow2 disk as a raw file: enough for partition tables. */
final class DiskHead {
  private static final int MEGABYTES = 16;

  /**
   * As long as a disk can be: the rest of the file is a hole, so that partitions have their place.
   */
  private static final long LENGTH = 1L << 43;

  private DiskHead() {}

  static Path of(Session session, int index) {
    Path head = session.work().resolve("head-" + index + ".raw");
    Session.deleteIfExists(head);
    session.qemuImg(
        Duration.ofMinutes(1),
        List.of(
            "dd",
            "-f",
            "qcow2",
            "-O",
            "raw",
            "bs=1M",
            "count=" + MEGABYTES,
            "if=" + session.request().disks().get(index).path().toAbsolutePath(),
            "of=" + head.toAbsolutePath()));
    try (RandomAccessFile file = new RandomAccessFile(head.toFile(), "rw")) {
      file.setLength(Math.max(file.length(), LENGTH));
    } catch (IOException e) {
      throw new PeerUnavailable("Could not look at disk " + index + ": " + e.getMessage(), e);
    }
    return head;
  }
}
