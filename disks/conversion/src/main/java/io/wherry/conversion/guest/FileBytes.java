package io.wherry.conversion.guest;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A raw disk: a file or a block device, read only. Safe for several threads. */
public final class FileBytes implements ByteSource {
  private final Path path;
  private final FileChannel channel;
  private final long size;

  private FileBytes(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens it.
   *
   * @throws PeerUnavailable it can't be opened
   */
  public static FileBytes open(Path path) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new FileBytes(path, channel, sizeOf(channel));
    } catch (IOException e) {
      throw new PeerUnavailable("Disk " + path + " can't be opened: " + e.getMessage(), e);
    }
  }

  /** Of a block device too, whose file size is 0: seeking to its end tells. */
  private static long sizeOf(FileChannel channel) throws IOException {
    long size = channel.size();
    if (size > 0) {
      return size;
    }
    long low = 0;
    long high = 1L << 52;
    ByteBuffer one = ByteBuffer.allocate(1);
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (channel.read(one.clear(), middle) == 1) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || offset > size - into.remaining()) {
      throw new InvalidRequest(
          "Disk %s: %d bytes at %d are behind its end (%d)."
              .formatted(path, into.remaining(), offset, size));
    }
    try {
      long at = offset;
      while (into.hasRemaining()) {
        int n = channel.read(into, at);
        if (n < 0) {
          throw new InvalidRequest("Disk " + path + " got shorter while it was read.");
        }
        at += n;
      }
    } catch (IOException e) {
      throw new PeerUnavailable("Disk " + path + " can't be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Opened for reading: there is nothing to lose.
      return;
    }
  }
}
