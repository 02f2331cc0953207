package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.Packing;
import java.util.List;
import java.util.Optional;

/** What an image says of itself, whether or not its disk can be read. */
public final class Qcow2Facts {
  private final Qcow2Header header;
  private final List<String> snapshots;
  private final List<String> bitmaps;

  private Qcow2Facts(Qcow2Header header, List<String> snapshots, List<String> bitmaps) {
    this.header = header;
    this.snapshots = snapshots;
    this.bitmaps = bitmaps;
  }

  /**
   * Reads the header and the lists it points to. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest they are damaged
   */
  public static Qcow2Facts read(ByteSource source) {
    Qcow2Header header = Qcow2Header.read(source);
    return new Qcow2Facts(
        header, NameLists.snapshots(source, header.features()), bitmaps(source, header));
  }

  private static List<String> bitmaps(ByteSource source, Qcow2Header header) {
    return header.parts().bitmaps().map(list -> NameLists.bitmaps(source, list)).orElse(List.of());
  }

  /** QEMU's name of the version. */
  public String compat() {
    return header.version() == 2 ? "0.10" : "1.1";
  }

  /** Bytes of the disk. */
  public long size() {
    return header.layout().size();
  }

  public int clusterBytes() {
    return header.layout().cluster();
  }

  /** QEMU's name of the compression. */
  public String compression() {
    return header.packing() == Packing.ZSTD ? "zstd" : "zlib";
  }

  public boolean subclusters() {
    return header.layout().subclusters();
  }

  /** Name of the file below, as it is written in the image. */
  public Optional<String> backing() {
    return header.parts().backing().map(HeaderParts.Backing::name);
  }

  public Optional<String> backingFormat() {
    return header.parts().backing().flatMap(HeaderParts.Backing::format);
  }

  /** Internal snapshots. */
  public List<String> snapshots() {
    return snapshots;
  }

  /** Dirty bitmaps, each with the bytes that one of its bits stands for. */
  public List<String> bitmaps() {
    return bitmaps;
  }
}
