package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where each grain is. Tables are read when needed; a bounded number of them is kept. */
final class GrainTables {
  /** Entry of a grain that reads as zeros although it is allocated. */
  static final long ZERO = 1;

  private static final int KEPT = 128;

  private final ByteSource source;
  private final VmdkHeader header;
  private final Map<Long, int[]> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, int[]> eldest) {
          return size() > KEPT;
        }
      };

  GrainTables(ByteSource source, VmdkHeader header) {
    this.source = source;
    this.header = header;
  }

  /** First grain behind the table that holds this grain, when the whole table is absent; else 0. */
  long endOfAbsentTable(long grain) {
    long table = grain / header.entries();
    return table(table).length == 0 ? (table + 1) * header.entries() : 0;
  }

  /** Sector of the grain; 0 is absent, {@link #ZERO} is zeros. */
  long sector(long grain) {
    int[] table = table(grain / header.entries());
    return table.length == 0 ? 0 : Integer.toUnsignedLong(table[(int) (grain % header.entries())]);
  }

  private int[] table(long index) {
    int[] known = kept.get(index);
    if (known == null) {
      known = read(index);
      kept.put(index, known);
    }
    return known;
  }

  private int[] read(long index) {
    ByteBuffer entry = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    source.read(header.directory() + index * 4, entry);
    long sector = Integer.toUnsignedLong(entry.getInt(0));
    if (sector == 0) {
      return new int[0];
    }
    long offset = sector * VmdkHeader.SECTOR;
    int bytes = header.entries() * 4;
    if (offset > source.size() - bytes) {
      throw VmdkHeader.damaged(
          source, "grain table " + index + " at " + offset + " is behind the end of the file.");
    }
    ByteBuffer b = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    source.read(offset, b);
    int[] table = new int[header.entries()];
    b.flip();
    b.asIntBuffer().get(table);
    return table;
  }
}
