package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.Packing;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The header of an image; every number in it is checked before it is used.
 *
 * @param version 2 or 3
 * @param layout how the disk is cut
 * @param packing of compressed clusters
 * @param features what else the image has
 * @param parts what stands behind the header
 */
record Qcow2Header(
    int version, Layout layout, Packing packing, Features features, HeaderParts parts) {
  static final int MAGIC = 0x514649fb;

  private static final int OLD_BYTES = 72;
  private static final int LEAST_BITS = 9;
  private static final int MOST_BITS = 21;
  private static final int LEAST_EXTENDED_BITS = 14;
  private static final int MOST_L1_BYTES = 32 << 20;
  private static final long MOST_SIZE = 1L << 60;

  /**
   * How the disk is cut.
   *
   * @param size bytes the guest sees
   * @param l1Offset of the table of tables, in bytes
   * @param subclusters whether each cluster is divided into 32
   */
  record Layout(int clusterBits, long size, long l1Offset, boolean subclusters) {
    int cluster() {
      return 1 << clusterBits;
    }

    /** Bytes of an entry of an L2 table. */
    int entryBytes() {
      return subclusters ? 2 * Long.BYTES : Long.BYTES;
    }

    /** Clusters that one L2 table describes. */
    int tableEntries() {
      return cluster() / entryBytes();
    }

    long tables() {
      return Math.ceilDiv(Math.ceilDiv(size, (long) cluster()), (long) tableEntries());
    }
  }

  /** Flags and counts that say whether the image can be read. */
  record Features(long incompatible, int encryption, int snapshots, long snapshotsAt) {
    private static final long CORRUPT = 2;
    private static final long EXTERNAL_DATA = 4;
    private static final long COMPRESSION = 8;
    private static final long SUBCLUSTERS = 16;
    private static final long DIRTY = 1;

    private boolean has(long flag) {
      return (incompatible & flag) != 0;
    }

    /** Why the image must not be read, and what to do. */
    Optional<String> refusal() {
      long unknown = incompatible & ~(DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION | SUBCLUSTERS);
      if (unknown != 0) {
        return Optional.of("it needs features that are unknown here (bits %x).".formatted(unknown));
      }
      if (encryption != 0) {
        return Optional.of("it is encrypted. Decrypt it first, with qemu-img convert.");
      }
      if (has(EXTERNAL_DATA)) {
        return Optional.of(
            "its data lies in another file. Copy that file if it is raw, or use qemu-img convert.");
      }
      if (has(CORRUPT)) {
        return Optional.of("QEMU marked it as corrupt. Repair it first: qemu-img check -r all.");
      }
      return snapshots == 0
          ? Optional.empty()
          : Optional.of(
              "it holds %d internal snapshots, which a copy would lose. Delete them (qemu-img snapshot -l, -d) or keep them in an image of their own."
                  .formatted(snapshots));
    }
  }

  /**
   * Reads a header. Blocks.
   *
   * @throws InvalidRequest it is damaged
   */
  static Qcow2Header read(ByteSource source) {
    ByteBuffer b = HeaderParts.bytes(source, 0, OLD_BYTES);
    if (b.getInt(0) != MAGIC) {
      throw damaged(source, "its header has no magic number.");
    }
    int version = b.getInt(4);
    if (version != 2 && version != 3) {
      throw damaged(source, "its version is " + version + "; 2 and 3 are known.");
    }
    int bits = b.getInt(20);
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw damaged(source, "it claims clusters of 2^" + bits + " bytes.");
    }
    NewFields fields = NewFields.read(source, version);
    var features = new Features(fields.incompatible(), b.getInt(32), b.getInt(60), b.getLong(64));
    var layout = new Layout(bits, b.getLong(24), b.getLong(40), features.has(Features.SUBCLUSTERS));
    check(source, layout, Integer.toUnsignedLong(b.getInt(36)));
    HeaderParts parts =
        HeaderParts.read(
            source,
            new HeaderParts.Area(fields.length(), layout.cluster()),
            b.getLong(8),
            b.getInt(16));
    return new Qcow2Header(
        version,
        layout,
        packing(source, features.has(Features.COMPRESSION) ? fields.compression() : 0),
        features,
        parts);
  }

  private static void check(ByteSource source, Layout layout, long l1Entries) {
    if (layout.subclusters() && layout.clusterBits() < LEAST_EXTENDED_BITS) {
      throw damaged(source, "its clusters are too small for subclusters.");
    }
    if (layout.size() < 0 || layout.size() > MOST_SIZE) {
      throw damaged(source, "a disk of %x bytes is not sensible.".formatted(layout.size()));
    }
    long needed = layout.tables();
    if (l1Entries < needed || needed * Long.BYTES > MOST_L1_BYTES) {
      throw damaged(
          source, "it has %d tables for a disk that needs %d.".formatted(l1Entries, needed));
    }
    boolean fits =
        layout.l1Offset() >= 0
            && layout.l1Offset() % layout.cluster() == 0
            && layout.l1Offset() <= source.size() - needed * Long.BYTES;
    if (needed > 0 && !fits) {
      throw damaged(
          source,
          "its table at %d is outside of the file: the file is incomplete."
              .formatted(layout.l1Offset()));
    }
  }

  private static Packing packing(ByteSource source, int type) {
    return switch (type) {
      case 0 -> Packing.DEFLATE;
      case 1 -> Packing.ZSTD;
      default -> throw damaged(source, "its compression type " + type + " is unknown.");
    };
  }

  /** What version 3 added to the header. */
  private record NewFields(long incompatible, int length, int compression) {
    private static final int AT = 72;
    private static final int LEAST_LENGTH = 104;
    private static final int COMPRESSION_AT = 104;

    static NewFields read(ByteSource source, int version) {
      if (version == 2) {
        return new NewFields(0, OLD_BYTES, 0);
      }
      ByteBuffer b = HeaderParts.bytes(source, AT, LEAST_LENGTH - AT);
      int length = b.getInt(100 - AT);
      if (length < LEAST_LENGTH || length % Long.BYTES != 0 || length > 1 << LEAST_BITS) {
        throw damaged(source, "its header claims " + length + " bytes.");
      }
      int compression =
          length > COMPRESSION_AT ? HeaderParts.bytes(source, COMPRESSION_AT, 1).get(0) : 0;
      return new NewFields(b.getLong(0), length, compression);
    }
  }

  static InvalidRequest damaged(ByteSource source, String why) {
    return new InvalidRequest("The qcow2 image " + source.name() + " cannot be read: " + why);
  }
}
