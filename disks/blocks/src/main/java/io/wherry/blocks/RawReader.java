package io.wherry.blocks;

import java.nio.ByteBuffer;

/** A raw image inside a container. */
final class RawReader implements BlockReader {
  private final ByteSource source;

  RawReader(ByteSource source) {
    this.source = source;
  }

  @Override
  public long size() {
    return source.size();
  }

  @Override
  public Iterable<Extent> extents() {
    return source.extents();
  }

  @Override
  public String version() {
    return source.version();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    source.read(offset, into);
  }

  @Override
  public BlockReader another() {
    return new Shared(this);
  }

  @Override
  public void close() {
    source.close();
  }

  /** The same bytes through the same source, which several threads may use. */
  private record Shared(RawReader first) implements BlockReader {
    @Override
    public long size() {
      return first.size();
    }

    @Override
    public Iterable<Extent> extents() {
      return first.extents();
    }

    @Override
    public String version() {
      return first.version();
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
