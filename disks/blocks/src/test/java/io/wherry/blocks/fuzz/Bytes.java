package io.wherry.blocks.fuzz;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;

/** An image in memory, which refuses reads outside of it as files do. */
record Bytes(String name, byte[] content) implements ByteSource {
  @Override
  public long size() {
    return content.length;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > content.length - offset) {
      throw new InvalidRequest(
          "%s: %d bytes at %d are behind the end.".formatted(name, into.remaining(), offset));
    }
    into.put(content, (int) offset, into.remaining());
  }

  @Override
  public void close() {}

  // Two images are the same only if they are one object: pages are kept by image.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
