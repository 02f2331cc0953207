package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Reads the UUID that {@code UUID=} in a guest's configuration means. */
public final class FileSystemUuid {
  private FileSystemUuid() {}

  /** Of ext, XFS, btrfs and swap; empty for everything else. */
  public static Optional<String> of(ByteSource disk, Partition partition) {
    int at =
        switch (partition.kind()) {
          case EXT -> 0x468;
          case XFS -> 0x20;
          case BTRFS -> 0x10020;
          case SWAP -> 0x40c;
          default -> -1;
        };
    if (at < 0) {
      return Optional.empty();
    }
    ByteBuffer b = ByteBuffer.allocate(16);
    disk.read(partition.offset() + at, b);
    UUID uuid = new UUID(b.getLong(0), b.getLong(8));
    return uuid.equals(new UUID(0, 0)) ? Optional.empty() : Optional.of(uuid.toString());
  }
}
