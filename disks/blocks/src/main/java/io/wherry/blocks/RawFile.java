package io.wherry.blocks;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A raw disk in a file or block device, for writing and for reading back. Aligned transfers bypass
 * the page cache where the file system allows it: measured twice as fast with two writers, and a
 * copy then does not push everything else out of memory. Safe for several threads.
 *
 * @source data-plane.md section 3, rules 3 and 5
 */
public final class RawFile implements BlockWriter, BlockReader {
  /** Offset, length and memory address of a direct transfer are multiples of this many bytes. */
  public static final int ALIGNMENT = DirectIo.ALIGNMENT;

  private static final int ZEROS = 1 << 20;

  /** Zeroes in one call of the kernel, which nobody can interrupt. */
  private static final long MOST_ZEROES = 1L << 30;

  private final Path path;
  private final long size;
  private final ImageLock lock;
  private final FileChannel buffered;
  private final @Nullable FileChannel direct;
  private final @Nullable NativeFile calls;
  private final ReentrantLock oneBufferedWriter;

  private final Ownership ownership;

  private enum Ownership {
    CLOSES,
    BORROWS
  }

  private RawFile(
      Path path,
      long size,
      ImageLock lock,
      FileChannel buffered,
      @Nullable FileChannel direct,
      @Nullable NativeFile calls,
      Ownership ownership,
      ReentrantLock oneBufferedWriter) {
    this.path = path;
    this.size = size;
    this.lock = lock;
    this.buffered = buffered;
    this.direct = direct;
    this.calls = calls;
    this.ownership = ownership;
    this.oneBufferedWriter = oneBufferedWriter;
  }

  /**
   * Opens the file, making it if it is missing, and sets its length (block devices keep theirs).
   *
   * @throws PeerRefused a block device is smaller than that, the length cannot be set, or a machine
   *     runs on it
   */
  public static RawFile open(Path path, long size) {
    try {
      FileChannel buffered =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      ImageLock lock = lock(path, buffered);
      setLength(path, buffered, size);
      return new RawFile(
          path,
          size,
          lock,
          buffered,
          DirectIo.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE),
          NativeFile.open(path, NativeFile.Access.READ_WRITE).orElse(null),
          Ownership.CLOSES,
          new ReentrantLock());
    } catch (IOException e) {
      throw new PeerRefused("The volume " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static ImageLock lock(Path path, FileChannel opened) throws IOException {
    try {
      return ImageLock.writing(path);
    } catch (PeerRefused e) {
      opened.close();
      throw e;
    }
  }

  private static void setLength(Path path, FileChannel channel, long size) throws IOException {
    if (Files.isRegularFile(path)) {
      if (channel.size() > size) {
        FileChannel _ = channel.truncate(size);
      } else if (channel.size() < size) {
        // One byte behind the end and cut again: the length without any block.
        int _ = channel.write(ByteBuffer.allocate(1), size);
        FileChannel _ = channel.truncate(size);
      }
    } else if (channel.size() < size) {
      throw new PeerRefused(
          "The volume %s holds %d bytes, the disk has %d. Use a larger volume."
              .formatted(path, channel.size(), size));
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Iterable<Extent> extents() {
    return DataSeeker.extents(path, size);
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    range(offset, into.remaining());
    try {
      long at = offset;
      while (into.hasRemaining()) {
        at += readSome(at, into);
      }
    } catch (IOException e) {
      throw new PeerUnavailable(path + " cannot be read at " + offset + ": " + e.getMessage(), e);
    }
  }

  private void range(long offset, long length) {
    if (offset < 0 || length < 0 || length > size - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d.".formatted(path, length, offset, size));
    }
  }

  private int readSome(long at, ByteBuffer into) throws IOException {
    int n = DirectIo.read(direct, buffered, at, into);
    if (n < 0) {
      throw new PeerUnavailable(path + " became shorter while it was read.");
    }
    return n;
  }

  @Override
  public void write(long offset, ByteBuffer from) {
    range(offset, from.remaining());
    long at = offset;
    try {
      while (from.hasRemaining()) {
        int bypass = direct == null ? 0 : DirectIo.bytes(at, from);
        at +=
            direct != null && bypass > 0
                ? writeDirect(direct, at, from, bypass)
                : writeBuffered(at, from);
      }
    } catch (IOException e) {
      throw refused(at, e);
    }
  }

  private int writeDirect(FileChannel channel, long at, ByteBuffer from, int bytes)
      throws IOException {
    int limit = from.limit();
    if (calls != null) {
      // With blocks of its own, a direct write needs the file's lock only shared (ext4, XFS).
      boolean _ = calls.allocate(at, bytes);
    }
    try {
      return channel.write(from.limit(from.position() + bytes), at);
    } finally {
      from.limit(limit);
    }
  }

  /** Several threads that write one file through the page cache fight for its lock. */
  private int writeBuffered(long at, ByteBuffer from) throws IOException {
    oneBufferedWriter.lock();
    try {
      return buffered.write(from, at);
    } finally {
      oneBufferedWriter.unlock();
    }
  }

  private PeerRefused refused(long offset, IOException e) {
    long free = 0;
    try {
      free = Files.getFileStore(path).getUsableSpace();
    } catch (IOException _) {
      // the message does without
    }
    String message =
        "Writing %s at %d failed: %s (%d MiB are free there)."
            .formatted(path, offset, e.getMessage(), free >> 20);
    return FullDisk.isMeantBy(e)
        ? new NoSpace(message + " Free space; the copy goes on where it stopped.", e)
        : new PeerRefused(message, e);
  }

  /** The inode: another file in the same place is another target, whatever it is mounted from. */
  @Override
  public String identity() {
    try {
      return Files.isRegularFile(path) ? "inode " + Files.getAttribute(path, "unix:ino") : "";
    } catch (IOException | UnsupportedOperationException _) {
      return "";
    }
  }

  /** What is free there, and what this file has already. */
  @Override
  public OptionalLong room() {
    if (!Files.isRegularFile(path)) {
      return OptionalLong.empty();
    }
    try {
      long own = 0;
      for (Extent extent : extents()) {
        own += extent.kind() == ExtentKind.DATA ? extent.length() : 0;
      }
      return OptionalLong.of(Files.getFileStore(path).getUsableSpace() + own);
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  @Override
  public Keeping keeping() {
    return Keeping.IN_KERNEL;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Files and devices take the same calls: a device is told to discard or to write zeros by
   * itself, in its own cache and without ours.
   */
  @Override
  public void zero(long offset, long length, Hole hole) {
    range(offset, length);
    for (long at = offset; at < offset + length; ) {
      long n = Math.min(MOST_ZEROES - at % MOST_ZEROES, offset + length - at);
      if (!zeroByKernel(at, n, hole)) {
        writeZeros(at, n);
      }
      at += n;
    }
  }

  /** A device takes whole blocks only, and may not know how to discard. */
  private boolean zeroByKernel(long offset, long length, Hole hole) {
    return calls != null
        && (hole == Hole.ALLOWED && calls.punch(offset, length) || calls.zero(offset, length));
  }

  private void writeZeros(long offset, long length) {
    ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS + ALIGNMENT).alignedSlice(ALIGNMENT);
    for (long at = offset; at < offset + length; at += ZEROS) {
      zeros.clear().limit((int) Math.min(ZEROS, offset + length - at));
      write(at, zeros);
    }
  }

  /**
   * Lets a range share the blocks of a file's range, where the file system can (XFS, btrfs, and
   * others with FICLONERANGE).
   *
   * @return false when nothing was changed
   */
  public boolean cloneFrom(Path source, long sourceOffset, long offset, long length) {
    range(offset, length);
    if (calls == null) {
      return false;
    }
    try (NativeFile from = NativeFile.open(source, NativeFile.Access.READ).orElse(null)) {
      return from != null && calls.cloneFrom(from, sourceOffset, offset, length);
    }
  }

  /** Makes everything read as zeros: a file loses its blocks, a device is written. */
  public void wipe() {
    try {
      if (Files.isRegularFile(path)) {
        FileChannel _ = buffered.truncate(0);
        setLength(path, buffered, size);
      } else {
        zero(0, size, Hole.ALLOWED);
      }
    } catch (IOException e) {
      throw new PeerRefused(path + " cannot be emptied: " + e.getMessage(), e);
    }
  }

  @Override
  public void flush() {
    try {
      buffered.force(false);
    } catch (IOException e) {
      String message = path + " could not be made durable: " + e.getMessage();
      throw FullDisk.isMeantBy(e) ? new NoSpace(message, e) : new PeerRefused(message, e);
    }
  }

  @Override
  public RawFile another() {
    return new RawFile(
        path, size, lock, buffered, direct, calls, Ownership.BORROWS, oneBufferedWriter);
  }

  @Override
  public void close() {
    if (ownership == Ownership.BORROWS) {
      return;
    }
    try {
      if (calls != null) {
        calls.close();
      }
      if (direct != null) {
        direct.close();
      }
      buffered.close();
      lock.close();
    } catch (IOException e) {
      throw new PeerUnavailable(path + " could not be closed: " + e.getMessage(), e);
    }
  }
}
