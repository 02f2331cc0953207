package io.wherry.blocks.vmdk;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Extent;
import io.wherry.blocks.Pages;
import io.wherry.blocks.unpack.Unpacking;
import io.wherry.problems.InvalidRequest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A sparse extent, with plain grains (monolithicSparse) or compressed ones (streamOptimized).
 * Grains are found by the tables, so any part can be read at any time; neighbouring grains are
 * fetched with one read.
 */
public final class VmdkSparseReader implements BlockReader {
  private final ByteSource source;
  private final VmdkHeader header;
  private final Pages pages;
  private final Runnable closing;
  private final GrainTables tables;
  private final PackedGrains packed;
  private final Unpacking unpacking = new Unpacking();

  private VmdkSparseReader(ByteSource source, VmdkHeader header, Pages pages, Runnable closing) {
    this.source = source;
    this.header = header;
    this.pages = pages;
    this.closing = closing;
    this.tables = new GrainTables(source, header, pages);
    this.packed = new PackedGrains(source, header, tables);
  }

  /**
   * Opens an extent that is a disk by itself; the reader owns the source.
   *
   * @throws InvalidRequest the file is damaged, incomplete or needs another disk
   */
  public static VmdkSparseReader open(ByteSource source) {
    return open(source, newPages());
  }

  /** Opens an extent whose tables share their memory with those of others. */
  static VmdkSparseReader open(ByteSource source, Pages pages) {
    VmdkHeader header = VmdkHeader.read(source);
    header.embedded().ifPresent(text -> VmdkDescriptor.refuseParent(source, text));
    return new VmdkSparseReader(source, header, pages, source::close);
  }

  static Pages newPages() {
    return new Pages(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long size() {
    return header.capacity();
  }

  @Override
  public Iterable<Extent> extents() {
    return () -> new GrainTables(source, header, pages).extents();
  }

  @Override
  public String version() {
    return source.version();
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new InvalidRequest(
          "%s: a read of %d bytes at %d is behind the end of the disk at %d."
              .formatted(source.name(), into.remaining(), offset, size()));
    }
    long at = offset;
    while (into.hasRemaining()) {
      at += readSome(at, into);
    }
  }

  /** Reads a grain's part, or more where that is as easy. */
  private int readSome(long at, ByteBuffer into) {
    long index = at / header.grain();
    int inside = (int) (at % header.grain());
    int length = Math.min(header.grain() - inside, into.remaining());
    long sector = tables.sector(index);
    if (sector > GrainTables.ZERO && header.compressed()) {
      unpacking.read(packed, new Unpacking.Part(index, inside, length), into);
      return length;
    }
    if (sector > GrainTables.ZERO) {
      int run = run(index, sector, length, into.remaining());
      source.read(sector * VmdkHeader.SECTOR + inside, piece(into, run));
      into.position(into.position() + run);
      return run;
    }
    MemorySegment _ = MemorySegment.ofBuffer(piece(into, length)).fill((byte) 0);
    into.position(into.position() + length);
    return length;
  }

  /** Bytes from here on that lie one behind the other in the file, too. */
  private int run(long index, long sector, int first, int wanted) {
    long step = header.grain() / VmdkHeader.SECTOR;
    int length = first;
    for (long next = 1; length < wanted; next++) {
      if (tables.sector(index + next) != sector + next * step) {
        return length;
      }
      length = Math.min(wanted, length + header.grain());
    }
    return length;
  }

  private static ByteBuffer piece(ByteBuffer into, int length) {
    return into.slice(into.position(), length);
  }

  @Override
  public BlockReader another() {
    return new VmdkSparseReader(source, header, pages, () -> {});
  }

  @Override
  public void close() {
    unpacking.close();
    closing.run();
  }
}
