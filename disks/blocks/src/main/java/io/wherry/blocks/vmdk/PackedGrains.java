package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.PackedImage;
import io.wherry.blocks.unpack.PackedWindow;
import io.wherry.blocks.unpack.Packing;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The grains of a streamOptimized extent. */
final class PackedGrains implements PackedImage {
  private static final int MARKER = 12;

  private final ByteSource source;
  private final VmdkHeader header;
  private final GrainTables tables;

  PackedGrains(ByteSource source, VmdkHeader header, GrainTables tables) {
    this.source = source;
    this.header = header;
    this.tables = tables;
  }

  @Override
  public Packing packing() {
    return Packing.ZLIB;
  }

  @Override
  public int unit() {
    return header.grain();
  }

  @Override
  public int needed(long index) {
    return (int) Math.min(header.grain(), header.capacity() - index * header.grain());
  }

  @Override
  public ByteBuffer packed(PackedWindow window, long index, int wanted) {
    long at = offset(index);
    if (!window.holds(source, at, MARKER)) {
      load(window, at, Math.min(ahead(index, wanted), source.size() - at));
    }
    ByteBuffer marker = window.slice(at, MARKER).order(ByteOrder.LITTLE_ENDIAN);
    long lba = marker.getLong();
    int size = marker.getInt();
    if (lba != index * (header.grain() / VmdkHeader.SECTOR)) {
      throw damaged(index, "it says it belongs to sector " + lba);
    }
    if (size <= 0 || size > most()) {
      throw damaged(index, "its packed size is " + size + " bytes");
    }
    if (!window.holds(source, at, MARKER + size)) {
      load(window, at, MARKER + size);
    }
    return window.slice(at + MARKER, size);
  }

  private void load(PackedWindow window, long at, long length) {
    if (length < MARKER || at > source.size() - length) {
      throw VmdkHeader.damaged(source, "it ends inside the grain at " + at + ": it is incomplete.");
    }
    window.load(source, at, (int) length);
  }

  private long offset(long index) {
    return tables.sector(index) * VmdkHeader.SECTOR;
  }

  /** A grain that does not shrink grows a little. */
  private int most() {
    return 2 * header.grain() + VmdkHeader.SECTOR;
  }

  /**
   * Bytes of the file that hold the wanted grains, as far as they follow each other: a grain ends
   * where the next one begins.
   */
  private long ahead(long index, int wanted) {
    long first = offset(index);
    long last = first;
    long end = Math.ceilDiv(index * header.grain() + wanted, (long) header.grain());
    long grains = Math.ceilDiv(header.capacity(), (long) header.grain());
    for (long next = index + 1; next < grains; next++) {
      long at = offset(next);
      boolean absent = at <= GrainTables.ZERO * VmdkHeader.SECTOR;
      boolean follows = at > last && at - last <= MARKER + most();
      if (!absent && follows && (next >= end || at - first > PackedWindow.MOST)) {
        return at - first;
      }
      if (absent ? next >= end : !follows) {
        break;
      }
      last = absent ? last : at;
    }
    return last - first + MARKER + most();
  }

  @Override
  public InvalidRequest damaged(long index, String why) {
    return VmdkHeader.damaged(
        source,
        "the grain for disk offset %d (at %d in the file) is damaged: %s. Copy the file again."
            .formatted(index * header.grain(), offset(index), why));
  }
}
