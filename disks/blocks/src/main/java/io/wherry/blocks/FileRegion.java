package io.wherry.blocks;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A range of a file: a whole file, or a member of an archive that is not unpacked. */
public final class FileRegion implements ByteSource {
  private final FileChannel channel;
  private final long offset;
  private final long size;
  private final String name;
  private final Path file;
  private final @Nullable DropBehind behind;
  private final @Nullable FileChannel direct;
  private @Nullable ImageLock lock;

  private FileRegion(Path file, FileChannel channel, long offset, long size, String name) {
    this.file = file;
    this.behind = DropBehind.of(file, offset + size);
    this.direct = behind == null ? null : DirectIo.open(file, StandardOpenOption.READ);
    this.channel = channel;
    this.offset = offset;
    this.size = size;
    this.name = name;
  }

  /**
   * Opens a range.
   *
   * @param offset bytes from the start of the file
   * @param size bytes
   * @param name for messages
   * @throws InvalidRequest the file ends before the range does
   * @throws PeerUnavailable the file cannot be opened
   */
  public static FileRegion open(Path file, long offset, long size, String name) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      if (offset < 0 || size < 0 || channel.size() - size < offset) {
        long length = channel.size();
        channel.close();
        throw new InvalidRequest(
            "%s is cut short: the file has %d bytes, %d are needed."
                .formatted(name, length, offset + size));
      }
      return new FileRegion(file, channel, offset, size, name);
    } catch (IOException e) {
      throw new PeerUnavailable(name + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Opens a whole file. */
  public static FileRegion open(Path file) {
    try {
      long size = Files.size(file);
      return open(file, 0, size, file.getFileName().toString());
    } catch (IOException e) {
      throw new PeerUnavailable(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Opens a whole file or block device. Blocks.
   *
   * @throws InvalidRequest there is none
   * @throws PeerUnavailable it cannot be opened
   */
  public static FileRegion openDisk(Path path) {
    if (!Files.exists(path) || Files.isDirectory(path)) {
      throw new InvalidRequest("There is no disk at " + path + ".");
    }
    if (Files.isRegularFile(path)) {
      return open(path);
    }
    // Only an open device tells its size.
    try (FileChannel device = FileChannel.open(path, StandardOpenOption.READ)) {
      return open(path, 0, device.size(), path.toString());
    } catch (IOException e) {
      throw new PeerUnavailable(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Demands that nobody writes to the file while it is open.
   *
   * @throws PeerRefused a running machine does
   */
  public FileRegion lock() {
    try {
      lock = ImageLock.reading(file);
      return this;
    } catch (PeerRefused e) {
      close();
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  /** What the file system has allocated; a member of an archive is taken as a whole. */
  @Override
  public Iterable<Extent> extents() {
    return offset == 0 ? DataSeeker.extents(file, size) : ByteSource.super.extents();
  }

  /** Length and time of the last change of the file, and where it lies. */
  @Override
  public String version() {
    try {
      return "%d bytes at %d, inode %s, changed %s"
          .formatted(
              size, offset, Files.getAttribute(file, "unix:ino"), Files.getLastModifiedTime(file));
    } catch (IOException | UnsupportedOperationException _) {
      return "";
    }
  }

  @Override
  public void read(long at, ByteBuffer into) {
    if (at < 0 || into.remaining() > size - at) {
      throw new InvalidRequest(
          "%s is cut short: %d bytes at %d are behind its end at %d."
              .formatted(name, into.remaining(), at, size));
    }
    try {
      readFully(offset + at, into);
    } catch (IOException e) {
      throw new PeerUnavailable(name + " cannot be read at " + at + ": " + e.getMessage(), e);
    }
  }

  private void readFully(long start, ByteBuffer into) throws IOException {
    int length = into.remaining();
    FileChannel bypass = length < DropBehind.LEAST ? null : direct;
    boolean cached = bypass == null || DirectIo.bytes(start, into) < length;
    for (long position = start; into.hasRemaining(); ) {
      int n = DirectIo.read(bypass, channel, position, into);
      if (n < 0) {
        throw new PeerUnavailable(name + " became shorter while it was read.");
      }
      position += n;
    }
    if (behind != null && cached) {
      behind.read(start, length);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    try {
      if (behind != null) {
        behind.close();
      }
      if (direct != null) {
        direct.close();
      }
      if (lock != null) {
        lock.close();
      }
      channel.close();
    } catch (IOException _) {
      // only read from; nothing can be lost
    }
  }
}
