package io.wherry.openshift;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.http.HttpSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An exported disk, as large as its claim: a file system's overhead may have made the disk itself
 * smaller, and zeros follow it then, as at any target of CDI.
 */
final class ExportReader implements BlockReader {
  private final HttpSource source;
  private final long size;
  private final State state;
  private final AtomicInteger users;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Which bytes are read.
   *
   * @param unmoved throws when the disk may have been written since
   */
  record State(String version, Runnable unmoved) {}

  ExportReader(HttpSource source, long size, State state) {
    this(source, size, state, new AtomicInteger());
    if (source.size() > size) {
      throw new InvalidRequest(
          "%s has %d bytes, more than its claim of %d."
              .formatted(source.name(), source.size(), size));
    }
  }

  private ExportReader(HttpSource source, long size, State state, AtomicInteger users) {
    this.source = source;
    this.size = size;
    this.state = state;
    this.users = users;
    int _ = users.incrementAndGet();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Iterable<Extent> extents() {
    List<Extent> all = new ArrayList<>();
    if (source.size() > 0) {
      all.add(new Extent(0, source.size(), ExtentKind.DATA));
    }
    if (size > source.size()) {
      all.add(new Extent(source.size(), size - source.size(), ExtentKind.HOLE));
    }
    return all;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end at %d."
              .formatted(source.name(), into.remaining(), offset, size));
    }
    int real = Math.clamp(source.size() - offset, 0, into.remaining());
    if (real > 0) {
      source.read(offset, into.slice(into.position(), real));
      into.position(into.position() + real);
    }
    while (into.hasRemaining()) {
      into.put((byte) 0);
    }
  }

  @Override
  public String version() {
    state.unmoved().run();
    return state.version();
  }

  @Override
  public BlockReader another() {
    return new ExportReader(source, size, state, users);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true) && users.decrementAndGet() == 0) {
      source.close();
    }
  }
}
