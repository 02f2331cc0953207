package io.wherry.blocks.vmdk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A sparse extent, with plain grains (monolithicSparse) or compressed ones (streamOptimized).
 * Grains are found by the tables, so any part can be read at any time; neighbouring grains are
 * fetched with one read.
 */
public final class VmdkSparseReader implements BlockReader {
  private static final int MARKER = 12;
  private static final int FETCH_LIMIT = 8 << 20;

  private final ByteSource source;
  private final VmdkHeader header;
  private final GrainTables tables;
  private final Runnable closing;
  private final Inflater inflater = new Inflater();
  private byte[] packed = new byte[0];
  private long packedAt;
  private int packedLength;
  private final byte[] grain;

  private VmdkSparseReader(ByteSource source, VmdkHeader header, Runnable closing) {
    this.source = source;
    this.header = header;
    this.tables = new GrainTables(source, header);
    this.closing = closing;
    this.grain = new byte[header.grain()];
  }

  /**
   * Opens the extent; the reader owns the source.
   *
   * @throws InvalidRequest the file is damaged or incomplete
   */
  public static VmdkSparseReader open(ByteSource source) {
    return new VmdkSparseReader(source, VmdkHeader.read(source), source::close);
  }

  @Override
  public long size() {
    return header.capacity();
  }

  @Override
  public Iterable<Extent> extents() {
    return () -> new GrainExtents(header, new GrainTables(source, header));
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new InvalidRequest(
          source.name() + ": a read at " + offset + " is behind the end of the disk.");
    }
    long at = offset;
    while (into.hasRemaining()) {
      int inside = (int) (at % header.grain());
      int length = Math.min(header.grain() - inside, into.remaining());
      readGrain(at / header.grain(), inside, into, length);
      at += length;
    }
  }

  private void readGrain(long index, int inside, ByteBuffer into, int length) {
    long sector = tables.sector(index);
    if (sector <= GrainTables.ZERO) {
      zeros(into, length);
    } else if (header.compressed()) {
      unpack(index, sector * VmdkHeader.SECTOR, length + into.remaining());
      into.put(grain, inside, length);
    } else {
      int limit = into.limit();
      into.limit(into.position() + length);
      source.read(sector * VmdkHeader.SECTOR + inside, into);
      into.limit(limit);
    }
  }

  private static void zeros(ByteBuffer into, int length) {
    int end = into.position() + length;
    while (end - into.position() >= Long.BYTES) {
      into.putLong(0);
    }
    while (into.position() < end) {
      into.put((byte) 0);
    }
  }

  private void unpack(long index, long at, int wanted) {
    fetch(at, MARKER, wanted);
    ByteBuffer marker =
        ByteBuffer.wrap(packed, (int) (at - packedAt), MARKER).order(ByteOrder.LITTLE_ENDIAN);
    long lba = marker.getLong();
    int size = marker.getInt();
    if (lba * VmdkHeader.SECTOR != index * header.grain()) {
      throw damaged(index, at, "it says it belongs to sector " + lba);
    }
    if (size <= 0 || size > 2 * header.grain() + VmdkHeader.SECTOR) {
      throw damaged(index, at, "its packed size is " + size + " bytes");
    }
    fetch(at, MARKER + size, wanted);
    inflater.reset();
    inflater.setInput(packed, (int) (at - packedAt) + MARKER, size);
    long needed = Math.min(header.grain(), header.capacity() - index * header.grain());
    try {
      int n = 0;
      int more = inflater.inflate(grain, 0, grain.length);
      while (more > 0) {
        n += more;
        more = n < grain.length ? inflater.inflate(grain, n, grain.length - n) : 0;
      }
      if (n < needed) {
        throw damaged(index, at, "it unpacks to %d of %d bytes".formatted(n, needed));
      }
    } catch (DataFormatException e) {
      throw damaged(index, at, "it does not unpack (" + e.getMessage() + ")");
    }
  }

  /** Makes sure that the range is in {@code packed}; reads ahead as the caller wants more. */
  private void fetch(long at, int length, int wanted) {
    if (at >= packedAt && at + length <= packedAt + packedLength) {
      return;
    }
    if (at + length > source.size()) {
      throw VmdkHeader.damaged(source, "it ends inside the grain at " + at + ": it is incomplete.");
    }
    int ahead = Math.clamp(wanted, Math.max(length, VmdkHeader.SECTOR), FETCH_LIMIT);
    int n = (int) Math.min(ahead, source.size() - at);
    if (packed.length < n) {
      packed = new byte[n];
    }
    source.read(at, ByteBuffer.wrap(packed, 0, n));
    packedAt = at;
    packedLength = n;
  }

  private InvalidRequest damaged(long index, long at, String why) {
    return VmdkHeader.damaged(
        source,
        "the grain for disk offset %d (at %d in the file) is damaged: %s. Copy the file again."
            .formatted(index * header.grain(), at, why));
  }

  @Override
  public BlockReader another() {
    return new VmdkSparseReader(source, header, () -> {});
  }

  @Override
  public void close() {
    inflater.end();
    closing.run();
  }

  /** Runs of grains of one kind. */
  private static final class GrainExtents implements Iterator<Extent> {
    private final VmdkHeader header;
    private final GrainTables tables;
    private final long grains;
    private long next;

    GrainExtents(VmdkHeader header, GrainTables tables) {
      this.header = header;
      this.tables = tables;
      this.grains = (header.capacity() + header.grain() - 1) / header.grain();
    }

    @Override
    public boolean hasNext() {
      return next < grains;
    }

    @Override
    public Extent next() {
      if (next >= grains) {
        throw new java.util.NoSuchElementException();
      }
      long first = next;
      ExtentKind kind = kind(first);
      next = after(first);
      while (next < grains && kind(next) == kind) {
        next = after(next);
      }
      next = Math.min(next, grains);
      long start = first * header.grain();
      long end = Math.min(next * header.grain(), header.capacity());
      return new Extent(start, end - start, kind);
    }

    private long after(long grain) {
      return Math.max(grain + 1, tables.endOfAbsentTable(grain));
    }

    private ExtentKind kind(long grain) {
      long sector = tables.sector(grain);
      if (sector == 0) {
        return ExtentKind.HOLE;
      }
      return sector == GrainTables.ZERO ? ExtentKind.ZERO : ExtentKind.DATA;
    }
  }
}
