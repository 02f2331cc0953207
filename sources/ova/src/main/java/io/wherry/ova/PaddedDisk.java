package io.wherry.ova;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk whose file is smaller than the OVF promises; the guest sees what the OVF says, the rest
 * reads as zeros.
 */
record PaddedDisk(BlockReader file, long size) implements BlockReader {
  @Override
  public Iterable<Extent> extents() {
    List<Extent> all = new ArrayList<>();
    file.extents().forEach(all::add);
    all.add(new Extent(file.size(), size - file.size(), ExtentKind.HOLE));
    return all;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size - offset) {
      throw new InvalidRequest("A read at " + offset + " is behind the end of a padded disk.");
    }
    int here = Math.clamp(file.size() - offset, 0, into.remaining());
    if (here > 0) {
      ByteBuffer part = into.slice(into.position(), here);
      file.read(offset, part);
      into.position(into.position() + here);
    }
    while (into.hasRemaining()) {
      into.put((byte) 0);
    }
  }

  @Override
  public BlockReader another() {
    return new PaddedDisk(file.another(), size);
  }

  @Override
  public void close() {
    file.close();
  }
}
