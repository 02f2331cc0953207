package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.PackedImage;
import io.wherry.blocks.unpack.PackedWindow;
import io.wherry.blocks.unpack.Packing;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;

/** The compressed clusters of an image. */
final class PackedClusters implements PackedImage {
  /** Writers put them one behind the other; more than that between two is not worth reading. */
  private static final int MOST_GAP = 64 << 10;

  private final ByteSource source;
  private final Qcow2Header header;
  private final ClusterTables tables;

  PackedClusters(ByteSource source, Qcow2Header header, ClusterTables tables) {
    this.source = source;
    this.header = header;
    this.tables = tables;
  }

  @Override
  public Packing packing() {
    return header.packing();
  }

  @Override
  public int unit() {
    return header.layout().cluster();
  }

  @Override
  public int needed(long index) {
    return (int) Math.min(unit(), header.layout().size() - index * unit());
  }

  @Override
  public ByteBuffer packed(PackedWindow window, long index, int wanted) {
    ClusterTables.Packed place = tables.packed(index);
    if (!window.holds(source, place.offset(), place.length())) {
      window.load(source, place.offset(), (int) (end(place, index, wanted) - place.offset()));
    }
    return window.slice(place.offset(), place.length());
  }

  /** Where the last one of the wanted clusters ends that follow each other in the file. */
  private long end(ClusterTables.Packed first, long index, int wanted) {
    long last = Math.min(index * unit() + wanted, header.layout().size());
    long end = first.end();
    for (long next = index + 1; next * unit() < last; next++) {
      if (tables.piece(next * unit()).kind() == ClusterTables.Kind.PACKED) {
        ClusterTables.Packed place = tables.packed(next);
        boolean follows =
            place.offset() >= first.offset()
                && place.offset() - end <= MOST_GAP
                && place.end() - first.offset() <= PackedWindow.MOST;
        if (!follows) {
          break;
        }
        end = Math.max(end, place.end());
      }
    }
    return end;
  }

  @Override
  public InvalidRequest damaged(long index, String why) {
    return tables.damaged(index * unit(), why);
  }
}
