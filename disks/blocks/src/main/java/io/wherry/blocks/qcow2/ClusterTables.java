package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Pages;
import io.wherry.problems.InvalidRequest;

/** Where each cluster is. Not safe for several threads; all share the pages below. */
final class ClusterTables {
  /** What a piece of the disk is. */
  enum Kind {
    /** Neither here nor known to be zeros: the backing disk has it, or it reads as zeros. */
    ABSENT,
    ZERO,
    DATA,
    PACKED
  }

  /**
   * A piece of the disk that is all of one kind.
   *
   * @param host offset in the file, for data and packed pieces
   * @param length bytes from the offset that was asked for to the end of the piece
   */
  record Piece(Kind kind, long host, long length) {}

  private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
  private static final long PACKED = 1L << 62;
  private static final long ZERO = 1;
  private static final int SUBCLUSTERS = 32;
  private static final int SECTOR = 512;

  private final ByteSource source;
  private final Qcow2Header header;
  private final Qcow2Header.Layout layout;
  private final Pages.View pages;
  private long tableIndex = -1;
  private long tableOffset;

  ClusterTables(ByteSource source, Qcow2Header header, Pages pages) {
    this.source = source;
    this.header = header;
    this.layout = header.layout();
    this.pages = pages.view(source);
  }

  /** Whether the table that describes this offset is there at all. */
  boolean hasTable(long offset) {
    return table(tableOf(offset)) != 0;
  }

  /** Bytes of the disk that one table describes. */
  long tableBytes() {
    return (long) layout.tableEntries() << layout.clusterBits();
  }

  /** Bytes of the file that one table takes. */
  long tableFileBytes() {
    return layout.cluster();
  }

  /**
   * What is at an offset of the disk. Blocks.
   *
   * @throws InvalidRequest the image is damaged there
   */
  Piece piece(long offset) {
    long index = tableOf(offset);
    long table = table(index);
    if (table == 0) {
      return new Piece(Kind.ABSENT, 0, (index + 1) * tableBytes() - offset);
    }
    long cluster = offset >>> layout.clusterBits();
    long at = table + cluster % layout.tableEntries() * layout.entryBytes();
    long entry = pages.longAt(at);
    if ((entry & PACKED) != 0) {
      return piece(Kind.PACKED, 0, offset, layout.cluster());
    }
    long host = host(entry, offset);
    if (layout.subclusters()) {
      return subcluster(pages.longAt(at + Long.BYTES), host, offset);
    }
    boolean zero = (entry & ZERO) != 0;
    if (zero && header.version() < 3) {
      throw damaged(offset, "its entry is not sensible");
    }
    Kind kind = zero ? Kind.ZERO : host == 0 ? Kind.ABSENT : Kind.DATA;
    return piece(kind, host, offset, layout.cluster());
  }

  private Piece subcluster(long bits, long host, long offset) {
    int size = layout.cluster() / SUBCLUSTERS;
    int index = (int) (offset % layout.cluster()) / size;
    boolean here = (bits >>> index & 1) != 0;
    boolean zero = (bits >>> SUBCLUSTERS + index & 1) != 0;
    if (here && (zero || host == 0)) {
      throw damaged(offset, "its subclusters contradict each other");
    }
    Kind kind = zero ? Kind.ZERO : here ? Kind.DATA : Kind.ABSENT;
    return piece(kind, host + (long) index * size, offset, size);
  }

  private static Piece piece(Kind kind, long host, long offset, int unit) {
    long inside = offset % unit;
    return new Piece(kind, host + inside, unit - inside);
  }

  private long host(long entry, long offset) {
    long host = entry & OFFSET;
    if (host % layout.cluster() != 0) {
      throw damaged(offset, "its place in the file is not aligned");
    }
    return host;
  }

  private long tableOf(long offset) {
    return (offset >>> layout.clusterBits()) / layout.tableEntries();
  }

  /** Offset of a table in the file, 0 when it is absent. */
  private long table(long index) {
    if (index != tableIndex) {
      long entry = pages.longAt(layout.l1Offset() + index * Long.BYTES) & OFFSET;
      if (entry % layout.cluster() != 0 || entry > source.size() - layout.cluster()) {
        throw damaged(index * tableBytes(), "its table is outside of the file");
      }
      tableOffset = entry;
      tableIndex = index;
    }
    return tableOffset;
  }

  /**
   * Where a packed cluster lies.
   *
   * @param offset in the file
   * @param length bytes, of which the last few belong to nothing
   */
  record Packed(long offset, int length) {
    long end() {
      return offset + length;
    }
  }

  /** Where a cluster of kind {@link Kind#PACKED} lies. Blocks. */
  Packed packed(long cluster) {
    long entry =
        pages.longAt(
            table(cluster / layout.tableEntries())
                + cluster % layout.tableEntries() * layout.entryBytes());
    int offsetBits = 62 - (layout.clusterBits() - 8);
    long offset = entry & (1L << offsetBits) - 1;
    long sectors = ((entry & PACKED - 1) >>> offsetBits) + 1;
    // The last cluster of a file may end inside its last sector.
    long length = Math.min(sectors * SECTOR - offset % SECTOR, source.size() - offset);
    if (length <= 0) {
      throw damaged(
          cluster << layout.clusterBits(), "it is behind the end: the file is incomplete");
    }
    return new Packed(offset, (int) length);
  }

  InvalidRequest damaged(long offset, String why) {
    return Qcow2Header.damaged(
        source,
        "the cluster for disk offset %d is damaged: %s. Copy the file again, or ask qemu-img check."
            .formatted(offset, why));
  }
}
