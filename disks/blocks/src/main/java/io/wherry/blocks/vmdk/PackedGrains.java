package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.PackedWindow;
import io.wherry.blocks.unpack.Packing;
import io.wherry.blocks.unpack.Unpacker;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks the grains of a streamOptimized extent. Memory is taken when the first one is read. Not
 * safe for several threads.
 */
final class PackedGrains implements AutoCloseable {
  private static final int MARKER = 12;

  /** Bytes of a grain that are wanted. */
  record Part(long index, int inside, int length) {}

  private final ByteSource source;
  private final VmdkHeader header;
  private final GrainTables tables;
  private final PackedWindow window;
  private @Nullable Unpacker unpacker;
  private @Nullable ByteBuffer grain;
  private long grainIndex = -1;

  PackedGrains(ByteSource source, VmdkHeader header, GrainTables tables) {
    this.source = source;
    this.header = header;
    this.tables = tables;
    this.window = new PackedWindow(source);
  }

  /**
   * Reads a part of a grain that is there; the buffer may want more of the following ones.
   *
   * @throws InvalidRequest the grain is damaged
   */
  void read(Part part, ByteBuffer into) {
    boolean whole = part.inside() == 0 && part.length() == header.grain() && into.isDirect();
    int end = into.position() + part.length();
    if (whole) {
      ByteBuffer packed = fetch(part.index(), into.remaining());
      int limit = into.limit();
      unpack(part.index(), packed, into.limit(end));
      into.limit(limit);
    } else {
      ByteBuffer all = unpacked(part.index(), into.remaining());
      into.put(all.slice(part.inside(), part.length()));
    }
  }

  /** The whole grain; kept, because small reads often want more of it. */
  private ByteBuffer unpacked(long index, int wanted) {
    ByteBuffer all = grain;
    if (all == null) {
      all = ByteBuffer.allocateDirect(header.grain());
      grain = all;
    }
    if (grainIndex != index) {
      ByteBuffer packed = fetch(index, wanted);
      grainIndex = -1;
      unpack(index, packed, all.clear());
      grainIndex = index;
    }
    return all;
  }

  private void unpack(long index, ByteBuffer packed, ByteBuffer into) {
    if (unpacker == null) {
      unpacker = Packing.ZLIB.unpacker();
    }
    long needed = Math.min(header.grain(), header.capacity() - index * header.grain());
    try {
      int n = unpacker.unpack(packed, into);
      if (n < needed) {
        throw damaged(index, "it unpacks to %d of %d bytes".formatted(n, needed));
      }
    } catch (DataFormatException e) {
      throw damaged(index, "it does not unpack (" + e.getMessage() + ")");
    }
  }

  /** The packed bytes of a grain; fetches those of the following ones that are wanted, too. */
  private ByteBuffer fetch(long index, int wanted) {
    long at = offset(index);
    if (!window.holds(at, MARKER)) {
      load(at, (int) Math.min(ahead(index, wanted), source.size() - at), MARKER);
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
    if (!window.holds(at, MARKER + size)) {
      load(at, MARKER + size, MARKER + size);
    }
    return window.slice(at + MARKER, size);
  }

  private void load(long at, int length, int least) {
    if (length < least || at > source.size() - length) {
      throw VmdkHeader.damaged(source, "it ends inside the grain at " + at + ": it is incomplete.");
    }
    window.load(at, length);
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
  private int ahead(long index, int wanted) {
    long first = offset(index);
    long last = first;
    long end = Math.ceilDiv(index * header.grain() + wanted, (long) header.grain());
    long grains = Math.ceilDiv(header.capacity(), (long) header.grain());
    for (long next = index + 1; next < grains; next++) {
      long at = offset(next);
      boolean absent = at <= GrainTables.ZERO * VmdkHeader.SECTOR;
      boolean follows = at > last && at - last <= MARKER + most();
      if (!absent && follows && (next >= end || at - first > PackedWindow.MOST)) {
        return (int) (at - first);
      }
      if (absent ? next >= end : !follows) {
        break;
      }
      last = absent ? last : at;
    }
    return (int) (last - first) + MARKER + most();
  }

  private InvalidRequest damaged(long index, String why) {
    return VmdkHeader.damaged(
        source,
        "the grain for disk offset %d (at %d in the file) is damaged: %s. Copy the file again."
            .formatted(index * header.grain(), offset(index), why));
  }

  @Override
  public void close() {
    if (unpacker != null) {
      unpacker.close();
    }
  }
}
