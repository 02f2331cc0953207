package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.blocks.Pages;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Where each grain is. Not safe for several threads; all share the pages below. */
final class GrainTables {
  /** Entry of a grain that reads as zeros although it is allocated. */
  static final long ZERO = 1;

  private final ByteSource source;
  private final VmdkHeader header;
  private final Pages.View pages;
  private long tableIndex = -1;
  private long tableOffset;

  GrainTables(ByteSource source, VmdkHeader header, Pages pages) {
    this.source = source;
    this.header = header;
    this.pages = pages.view(source);
  }

  /** Sector of the grain; 0 is absent, {@link #ZERO} is zeros. */
  long sector(long grain) {
    long table = table(grain / header.entries());
    return table == 0
        ? 0
        : Integer.toUnsignedLong(pages.intAt(table + grain % header.entries() * Integer.BYTES));
  }

  /** Offset of a table in bytes, 0 when it is absent. */
  private long table(long index) {
    if (index != tableIndex) {
      tableOffset =
          Integer.toUnsignedLong(pages.intAt(header.directory() + index * Integer.BYTES))
              * VmdkHeader.SECTOR;
      tableIndex = index;
    }
    return tableOffset;
  }

  /** Runs of grains of one kind, which cover the disk. */
  Iterator<Extent> extents() {
    return new Runs();
  }

  private final class Runs implements Iterator<Extent> {
    private final long grains = Math.ceilDiv(header.capacity(), (long) header.grain());
    private long next;
    private long present;

    @Override
    public boolean hasNext() {
      return next < grains;
    }

    @Override
    public Extent next() {
      if (next >= grains) {
        throw new NoSuchElementException();
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
      long index = grain / header.entries();
      if (table(index) == 0) {
        return (index + 1) * header.entries();
      }
      // Tables that lie on each other would make a walk through a small file take for ever.
      if (grain % header.entries() == 0
          && ++present * header.entries() * Integer.BYTES > source.size()) {
        throw VmdkHeader.damaged(source, "its grain tables overlap.");
      }
      return grain + 1;
    }

    private ExtentKind kind(long grain) {
      long sector = sector(grain);
      if (sector == 0) {
        return ExtentKind.HOLE;
      }
      return sector == ZERO ? ExtentKind.ZERO : ExtentKind.DATA;
    }
  }
}
