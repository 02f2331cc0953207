package io.wherry.blocks;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Reads a raw disk in a file or block device from the medium, not from the page cache, to tell what
 * is really there. Where the file system has no direct transfers, what the cache holds of the file
 * is dropped first. Safe for several threads.
 */
public final class MediumReader implements BlockReader {
  private final Path path;
  private final long size;
  private final FileChannel buffered;
  private final @Nullable FileChannel direct;

  private MediumReader(Path path, long size, FileChannel buffered, @Nullable FileChannel direct) {
    this.path = path;
    this.size = size;
    this.buffered = buffered;
    this.direct = direct;
  }

  /**
   * Opens the disk for reading.
   *
   * @throws PeerUnavailable it cannot be opened
   */
  public static MediumReader open(Path path) {
    try {
      FileChannel buffered = FileChannel.open(path, StandardOpenOption.READ);
      forgetCached(path);
      return new MediumReader(
          path, buffered.size(), buffered, DirectIo.open(path, StandardOpenOption.READ));
    } catch (IOException e) {
      throw new PeerUnavailable(path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Dirty pages stay where they are until they are written: nothing is lost by it. */
  private static void forgetCached(Path path) {
    NativeFile.open(path, NativeFile.Access.READ)
        .ifPresent(file -> {
          file.forgetCached(0, 0); // a length of 0 is all
          file.close();
        });
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Iterable<Extent> extents() {
    return Files.isRegularFile(path)
        ? DataSeeker.extents(path, size)
        : java.util.List.of(new Extent(0, size, ExtentKind.DATA));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d."
              .formatted(path, into.remaining(), offset, size));
    }
    try {
      long at = offset;
      while (into.hasRemaining()) {
        int n = DirectIo.read(direct, buffered, at, into);
        if (n < 0) {
          throw new PeerUnavailable(path + " became shorter while it was read.");
        }
        at += n;
      }
    } catch (IOException e) {
      throw new PeerUnavailable(path + " cannot be read at " + offset + ": " + e.getMessage(), e);
    }
  }

  @Override
  public BlockReader another() {
    return new Shared(this);
  }

  @Override
  public void close() {
    try {
      if (direct != null) {
        direct.close();
      }
      buffered.close();
    } catch (IOException _) {
      // only read from; nothing can be lost
    }
  }

  private record Shared(MediumReader first) implements BlockReader {
    @Override
    public long size() {
      return first.size();
    }

    @Override
    public Iterable<Extent> extents() {
      return first.extents();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      first.read(offset, into);
    }

    @Override
    public BlockReader another() {
      return this;
    }

    @Override
    public void close() {}
  }
}
