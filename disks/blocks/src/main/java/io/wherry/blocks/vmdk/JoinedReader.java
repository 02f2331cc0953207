package io.wherry.blocks.vmdk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Extent;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several disks one behind the other. Reads through one of them at a time: a descriptor may name
 * thousands, and each that is read from takes memory.
 */
final class JoinedReader implements BlockReader {
  private final List<BlockReader> parts;
  private final @Nullable ByteSource descriptor;
  private final long[] starts;
  private @Nullable BlockReader current;
  private int currentPart = -1;

  /** Owns the parts and the descriptor. */
  JoinedReader(List<BlockReader> parts, ByteSource descriptor) {
    this(List.copyOf(parts), descriptor, new long[parts.size() + 1]);
    for (int i = 0; i < parts.size(); i++) {
      starts[i + 1] = starts[i] + parts.get(i).size();
    }
  }

  private JoinedReader(List<BlockReader> parts, @Nullable ByteSource descriptor, long[] starts) {
    this.parts = parts;
    this.descriptor = descriptor;
    this.starts = starts;
  }

  @Override
  public long size() {
    return starts[parts.size()];
  }

  @Override
  public Iterable<Extent> extents() {
    return Extents::new;
  }

  /** Lazily: what a descriptor names may have more extents than memory has room for. */
  private final class Extents implements Iterator<Extent> {
    private int part;
    private Iterator<Extent> inside = parts.getFirst().extents().iterator();

    @Override
    public boolean hasNext() {
      while (!inside.hasNext() && part + 1 < parts.size()) {
        inside = parts.get(++part).extents().iterator();
      }
      return inside.hasNext();
    }

    @Override
    public Extent next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Extent e = inside.next();
      return new Extent(starts[part] + e.offset(), e.length(), e.kind());
    }
  }

  @Override
  public String version() {
    if (descriptor == null) {
      return "";
    }
    List<String> all =
        Stream.concat(Stream.of(descriptor.version()), parts.stream().map(BlockReader::version))
            .toList();
    return all.contains("") ? "" : all.stream().collect(Collectors.joining("; "));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new io.wherry.problems.InvalidRequest(
          "A read of %d bytes at %d is behind the end of the disk at %d."
              .formatted(into.remaining(), offset, size()));
    }
    long at = offset;
    int end = into.limit();
    while (into.position() < end) {
      int i = part(at);
      int length = (int) Math.min(end - into.position(), starts[i + 1] - at);
      into.limit(into.position() + length);
      reader(i).read(at - starts[i], into);
      into.limit(end);
      at += length;
    }
  }

  private BlockReader reader(int part) {
    BlockReader open = current;
    if (open == null || part != currentPart) {
      if (open != null) {
        open.close();
      }
      open = parts.get(part).another();
      current = open;
      currentPart = part;
    }
    return open;
  }

  private int part(long at) {
    int found = java.util.Arrays.binarySearch(starts, at);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public BlockReader another() {
    return new JoinedReader(parts, null, starts);
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
    if (descriptor != null) {
      parts.forEach(BlockReader::close);
      descriptor.close();
    }
  }
}
