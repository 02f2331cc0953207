package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import io.wherry.problems.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a sparse extent; every number in it is checked before it is used.
 *
 * @param capacity bytes the guest sees
 * @param grain bytes of one grain, a power of two
 * @param entries grains of one table
 * @param directory offset of the grain directory in bytes
 * @param embedded the descriptor that a disk of one file holds in itself
 * @source VMware Virtual Disk Format 5.0, section 4
 */
record VmdkHeader(
    long capacity,
    int grain,
    int entries,
    long directory,
    boolean compressed,
    Optional<String> embedded) {
  static final int SECTOR = 512;
  static final int MAGIC = 0x564d444b;

  private static final long AT_END = -1L;
  private static final int FOOTER_FROM_END = 2 * SECTOR;
  private static final int FLAG_COMPRESSED = 1 << 16;
  private static final int DEFLATE = 1;
  private static final int ENTRIES_LIMIT = 4096;
  private static final long GRAIN_LIMIT = 4L << 20;
  private static final long CAPACITY_LIMIT = 1L << 50;
  private static final long DESCRIPTOR_LIMIT = 1L << 20;

  static VmdkHeader read(ByteSource source) {
    VmdkHeader header = parse(source, 0);
    if (header.directory() != AT_END) {
      return header.checked(source);
    }
    long footer = source.size() - FOOTER_FROM_END;
    if (footer < SECTOR || !isAt(source, footer)) {
      throw damaged(source, "its footer is missing: the file is incomplete. Copy it again.");
    }
    return parse(source, footer).with(header.embedded()).checked(source);
  }

  /** The header at the beginning, whatever it says of its directory. */
  static VmdkHeader first(ByteSource source) {
    return parse(source, 0);
  }

  private VmdkHeader with(Optional<String> descriptor) {
    return new VmdkHeader(capacity, grain, entries, directory, compressed, descriptor);
  }

  /** Whether a header begins there. */
  static boolean isAt(ByteSource source, long at) {
    if (at > source.size() - Integer.BYTES) {
      return false;
    }
    ByteBuffer word = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    source.read(at, word);
    return word.getInt(0) == MAGIC;
  }

  private static VmdkHeader parse(ByteSource source, long at) {
    ByteBuffer b = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    if (source.size() < at + SECTOR) {
      throw damaged(source, "it is shorter than its header.");
    }
    source.read(at, b);
    if (b.getInt(0) != MAGIC) {
      throw damaged(source, "its header has no magic number.");
    }
    int version = b.getInt(4);
    if (version < 1 || version > 3) {
      throw damaged(source, "its version is " + version + "; 1 to 3 are known.");
    }
    boolean compressed = (b.getInt(8) & FLAG_COMPRESSED) != 0;
    if (compressed && b.getShort(77) != DEFLATE) {
      throw damaged(source, "its compression " + b.getShort(77) + " is unknown.");
    }
    long capacity = sectors(source, b.getLong(12), "capacity", CAPACITY_LIMIT);
    long grain = sectors(source, b.getLong(20), "grain size", GRAIN_LIMIT);
    int entries = b.getInt(44);
    if (entries < 1 || entries > ENTRIES_LIMIT) {
      throw damaged(source, "it claims " + entries + " entries per grain table.");
    }
    if (grain < SECTOR || Long.bitCount(grain) != 1) {
      throw damaged(source, "its grains have " + grain + " bytes, which is no power of two.");
    }
    long directory = b.getLong(56);
    return new VmdkHeader(
        capacity,
        (int) grain,
        entries,
        directory == AT_END ? AT_END : sectors(source, directory, "directory", Long.MAX_VALUE),
        compressed,
        at == 0 ? embedded(source, b) : Optional.empty());
  }

  private static Optional<String> embedded(ByteSource source, ByteBuffer head) {
    long offset = sectors(source, head.getLong(28), "descriptor's offset", Long.MAX_VALUE);
    long length = sectors(source, head.getLong(36), "descriptor", DESCRIPTOR_LIMIT);
    if (offset == 0 || length == 0) {
      return Optional.empty();
    }
    if (offset > source.size() - length) {
      throw damaged(source, "its descriptor is behind its end: the file is incomplete.");
    }
    byte[] text = new byte[(int) length];
    source.read(offset, ByteBuffer.wrap(text));
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }

  private static long sectors(ByteSource source, long sectors, String what, long limit) {
    if (sectors < 0 || sectors > limit / SECTOR) {
      throw damaged(source, "its " + what + " of " + sectors + " sectors is not sensible.");
    }
    return sectors * SECTOR;
  }

  /** Tables that the capacity needs. */
  long tables() {
    long each = (long) grain * entries;
    return (capacity + each - 1) / each;
  }

  private VmdkHeader checked(ByteSource source) {
    if (directory <= 0 || directory > source.size() - tables() * 4) {
      throw damaged(
          source,
          "its grain directory of %d tables is behind its end; capacity and file do not fit."
              .formatted(tables()));
    }
    return this;
  }

  static InvalidRequest damaged(ByteSource source, String why) {
    return new InvalidRequest("The VMDK " + source.name() + " cannot be read: " + why);
  }
}
