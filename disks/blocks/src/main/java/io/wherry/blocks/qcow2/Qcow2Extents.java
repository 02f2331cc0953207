package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.Extent;
import io.wherry.blocks.ExtentKind;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one kind, which cover the disk: of the image, and where it has nothing, of the one below.
 */
final class Qcow2Extents implements Iterator<Extent> {
  /** The size of the disk in bytes, and the file. */
  record Bounds(long size, ByteSource file) {}

  private final ClusterTables tables;
  private final Bounds bounds;
  private final Optional<Iterator<Extent>> below;
  private @Nullable Extent lower;
  private long at;
  private long tablesMet;

  Qcow2Extents(ClusterTables tables, Bounds bounds, Optional<Iterator<Extent>> below) {
    this.tables = tables;
    this.bounds = bounds;
    this.below = below;
  }

  @Override
  public boolean hasNext() {
    return at < bounds.size();
  }

  @Override
  public Extent next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Extent run = piece(at);
    while (run.end() < bounds.size()) {
      Extent more = piece(run.end());
      if (more.kind() != run.kind()) {
        break;
      }
      run = new Extent(run.offset(), more.end() - run.offset(), run.kind());
    }
    at = run.end();
    return run;
  }

  private Extent piece(long offset) {
    if (offset % tables.tableBytes() == 0) {
      count(offset);
    }
    ClusterTables.Piece piece = tables.piece(offset);
    long length = Math.min(piece.length(), bounds.size() - offset);
    return switch (piece.kind()) {
      case DATA, PACKED -> new Extent(offset, length, ExtentKind.DATA);
      case ZERO -> new Extent(offset, length, ExtentKind.ZERO);
      case ABSENT -> below(offset, length);
    };
  }

  /** Tables that lie on each other would make a walk through a small file take for ever. */
  private void count(long offset) {
    // A piece at the end of a run is looked at twice.
    if (tables.hasTable(offset)
        && ++tablesMet / 2 * tables.tableFileBytes() > bounds.file().size()) {
      throw tables.damaged(offset, "its tables overlap");
    }
  }

  private Extent below(long offset, long length) {
    Extent found = lower;
    while (below.isPresent() && (found == null || found.end() <= offset) && below.get().hasNext()) {
      found = below.get().next();
    }
    lower = found;
    if (found == null || found.end() <= offset) {
      return new Extent(offset, length, ExtentKind.HOLE);
    }
    return new Extent(offset, Math.min(length, found.end() - offset), found.kind());
  }
}
