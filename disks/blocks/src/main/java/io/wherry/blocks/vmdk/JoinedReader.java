package io.wherry.blocks.vmdk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Several disks one behind the other. */
final class JoinedReader implements BlockReader {
  private final List<BlockReader> parts;
  private final long[] starts;
  private final Runnable closing;

  JoinedReader(List<BlockReader> parts, Runnable closing) {
    this.parts = List.copyOf(parts);
    this.closing = closing;
    this.starts = new long[parts.size() + 1];
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).size();
    }
  }

  @Override
  public long size() {
    return starts[parts.size()];
  }

  @Override
  public Iterable<Extent> extents() {
    List<Extent> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      long start = starts[i];
      parts
          .get(i)
          .extents()
          .forEach(e -> all.add(new Extent(start + e.offset(), e.length(), e.kind())));
    }
    return all;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    long at = offset;
    int end = into.limit();
    while (into.position() < end) {
      int i = part(at);
      int length = (int) Math.min(end - into.position(), starts[i + 1] - at);
      into.limit(into.position() + length);
      parts.get(i).read(at - starts[i], into);
      into.limit(end);
      at += length;
    }
  }

  private int part(long at) {
    int found = java.util.Arrays.binarySearch(starts, at);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public BlockReader another() {
    return new JoinedReader(parts.stream().map(BlockReader::another).toList(), () -> {});
  }

  @Override
  public void close() {
    parts.forEach(BlockReader::close);
    closing.run();
  }
}
