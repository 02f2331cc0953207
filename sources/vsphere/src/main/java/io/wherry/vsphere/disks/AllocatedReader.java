package io.wherry.vsphere.disks;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A disk of which is known where it was never written: there it is not read.
 *
 * @param areas that were, in order and apart
 */
record AllocatedReader(BlockReader disk, List<Extent> areas) implements BlockReader {
  private static final int SAMPLES = 32;
  private static final int SAMPLE = 64 << 10;

  /**
   * Looks at some places that are said to be empty. Old versions of ESXi have told wrong areas
   * after a disk had grown.
   *
   * @return whether all of them are
   */
  boolean isPlausible() {
    List<Extent> holes = new ArrayList<>();
    extents()
        .forEach(e -> {
          if (e.kind() == ExtentKind.HOLE) {
            holes.add(e);
          }
        });
    if (holes.isEmpty()) {
      return true;
    }
    Random random = new Random(disk.size());
    // Beginning and end of a disk hold partition tables; the rest is left to chance.
    for (int i = 0; i < Math.min(SAMPLES, 2 + holes.size()); i++) {
      Extent hole =
          i == 0
              ? holes.getFirst()
              : i == 1 ? holes.getLast() : holes.get(random.nextInt(holes.size()));
      int length = (int) Math.min(SAMPLE, hole.length());
      long at =
          i == 1
              ? hole.end() - length
              : hole.offset() + random.nextLong(hole.length() - length + 1);
      ByteBuffer bytes = ByteBuffer.allocate(length);
      disk.read(at, bytes);
      if (bytes.flip().mismatch(ByteBuffer.allocate(length)) >= 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long size() {
    return disk.size();
  }

  @Override
  public Iterable<Extent> extents() {
    List<Extent> all = new ArrayList<>(2 * areas.size() + 1);
    long at = 0;
    for (Extent area : areas) {
      if (area.offset() > at) {
        all.add(new Extent(at, area.offset() - at, ExtentKind.HOLE));
      }
      all.add(area);
      at = area.end();
    }
    if (at < size()) {
      all.add(new Extent(at, size() - at, ExtentKind.HOLE));
    }
    return all;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    disk.read(offset, into);
  }

  @Override
  public String version() {
    return disk.version();
  }

  @Override
  public BlockReader another() {
    return new AllocatedReader(disk.another(), areas);
  }

  @Override
  public void close() {
    disk.close();
  }
}
