package io.wherry.blocks.qcow2;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.ByteSource;
import io.wherry.blocks.DiskImages.Siblings;
import io.wherry.blocks.Extent;
import io.wherry.blocks.Pages;
import io.wherry.blocks.unpack.Unpacking;
import io.wherry.problems.InvalidRequest;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A qcow2 image, with the chain of disks below it. Compressed clusters are unpacked in the thread
 * that reads, so that several readers unpack at once; neighbouring clusters are fetched with one
 * read. Memory is bounded whatever the header says.
 */
public final class Qcow2Reader implements BlockReader {
  private final Image image;
  private final Optional<BlockReader> backing;
  private final ClusterTables tables;
  private final PackedClusters packed;
  private final Unpacking unpacking;
  private final Ownership ownership;

  private enum Ownership {
    OWNS,
    BORROWS
  }

  /** What all readers of one image share. */
  private record Image(ByteSource source, Qcow2Header header, Pages pages) {
    ClusterTables tables() {
      return new ClusterTables(source, header, pages);
    }
  }

  private Qcow2Reader(
      Image image, Optional<BlockReader> backing, Unpacking unpacking, Ownership ownership) {
    this.image = image;
    this.backing = backing;
    this.unpacking = unpacking;
    this.ownership = ownership;
    this.tables = image.tables();
    this.packed = new PackedClusters(image.source(), image.header(), tables);
  }

  /**
   * Opens an image; the reader owns the source and the files below it. Blocks.
   *
   * @param siblings opens the files below; says which ones may be opened
   * @throws InvalidRequest the image is damaged or incomplete, holds what cannot be read
   *     (snapshots, encryption, data in other files), or refers to a file that may not be opened
   */
  public static Qcow2Reader open(ByteSource source, Siblings siblings) {
    return new Chain().open(source, new Chain.Link(1, siblings));
  }

  static Qcow2Reader of(
      ByteSource source, Qcow2Header header, Optional<BlockReader> backing, Chain.Shared shared) {
    Image image = new Image(source, header, shared.pages());
    return new Qcow2Reader(image, backing, shared.unpacking(), Ownership.OWNS);
  }

  static Pages newPages() {
    return new Pages(ByteOrder.BIG_ENDIAN);
  }

  @Override
  public long size() {
    return image.header().layout().size();
  }

  @Override
  public Iterable<Extent> extents() {
    return () ->
        new Qcow2Extents(
            image.tables(),
            new Qcow2Extents.Bounds(size(), image.source()),
            backing.map(b -> b.extents().iterator()));
  }

  /** Changes with any file of the chain. */
  @Override
  public String version() {
    String own = image.source().version();
    String below = backing.map(BlockReader::version).orElse("alone");
    return own.isEmpty() || below.isEmpty() ? "" : own + "; above: " + below;
  }

  @Override
  public void read(long offset, ByteBuffer into) {
    if (offset < 0 || into.remaining() > size() - offset) {
      throw new InvalidRequest(
          "%s: a read of %d bytes at %d is behind the end of the disk at %d."
              .formatted(image.source().name(), into.remaining(), offset, size()));
    }
    long at = offset;
    while (into.hasRemaining()) {
      at += readSome(at, into);
    }
  }

  private int readSome(long at, ByteBuffer into) {
    ClusterTables.Piece piece = tables.piece(at);
    if (piece.kind() == ClusterTables.Kind.PACKED) {
      int cluster = image.header().layout().cluster();
      int inside = (int) (at % cluster);
      int length = Math.min(cluster - inside, into.remaining());
      unpacking.read(packed, new Unpacking.Part(at / cluster, inside, length), into);
      return length;
    }
    int length = run(at, piece, into.remaining());
    ByteBuffer slice = into.slice(into.position(), length);
    switch (piece.kind()) {
      case DATA -> image.source().read(inside(piece.host(), length, at), slice);
      case ABSENT -> readBelow(at, slice);
      default -> zeros(slice);
    }
    into.position(into.position() + length);
    return length;
  }

  private long inside(long host, int length, long at) {
    if (host > image.source().size() - length) {
      throw tables.damaged(
          at, "it lies at %d, behind the end: the file is incomplete".formatted(host));
    }
    return host;
  }

  /** Bytes from here on of the same kind; of data, those that follow each other in the file. */
  private int run(long at, ClusterTables.Piece first, int wanted) {
    long length = Math.min(first.length(), wanted);
    while (length < wanted) {
      ClusterTables.Piece next = tables.piece(at + length);
      boolean follows =
          next.kind() == first.kind()
              && (next.kind() != ClusterTables.Kind.DATA || next.host() == first.host() + length);
      if (!follows) {
        break;
      }
      length = Math.min(wanted, length + next.length());
    }
    return (int) length;
  }

  /** The disk below may be shorter: then zeros follow. */
  private void readBelow(long at, ByteBuffer into) {
    long available = backing.map(b -> b.size() - at).orElse(0L);
    int length = (int) Math.clamp(available, 0L, (long) into.remaining());
    if (length > 0) {
      backing.orElseThrow().read(at, into.slice(0, length));
    }
    zeros(into.slice(length, into.remaining() - length));
  }

  private static void zeros(ByteBuffer into) {
    MemorySegment _ = MemorySegment.ofBuffer(into).fill((byte) 0);
  }

  @Override
  public BlockReader another() {
    return another(new Unpacking());
  }

  private Qcow2Reader another(Unpacking shared) {
    Optional<BlockReader> below =
        backing.map(b -> b instanceof Qcow2Reader chain ? chain.another(shared) : b.another());
    return new Qcow2Reader(image, below, shared, Ownership.BORROWS);
  }

  @Override
  public void close() {
    unpacking.close();
    backing.ifPresent(BlockReader::close);
    if (ownership == Ownership.OWNS) {
      image.source().close();
    }
  }
}
