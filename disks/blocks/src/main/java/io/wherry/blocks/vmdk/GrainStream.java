package io.wherry.blocks.vmdk;

import io.wherry.blocks.ByteSource;
import io.wherry.blocks.unpack.Packing;
import io.wherry.blocks.unpack.Unpacker;
import io.wherry.problems.InvalidRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.slf4j.LoggerFactory;

/**
 * A streamOptimized VMDK that is read once from its beginning to its end, as exports send it.
 * Grains come in the order of the disk; what lies between them is zero. Not safe for several
 * threads.
 *
 * @source VMware Virtual Disk Format 5.0, stream-optimized compressed sparse extents
 */
public final class GrainStream implements AutoCloseable {
  private static final int SECTOR = VmdkHeader.SECTOR;
  private static final int MARKER = 12;
  private static final int END = 0;
  private static final int MOST_OVERHEAD = 4 << 20;

  /** Grains that do not pack grow a little. */
  private static final int SLACK = 64 << 10;

  private final InputStream in;
  private final String name;
  private final VmdkHeader header;
  private final Unpacker unpacker = Packing.ZLIB.unpacker();
  private final ByteBuffer marker = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer packed;
  private final ByteBuffer bytes;
  private long next;

  /**
   * A piece of the disk.
   *
   * @param offset in the disk
   * @param bytes valid until the next one is asked for
   */
  public record Grain(long offset, ByteBuffer bytes) {}

  /**
   * Reads the header. Blocks. Closes the stream with itself.
   *
   * @param name for messages
   * @throws InvalidRequest it is no streamOptimized VMDK
   * @throws IOException the stream breaks off
   */
  public GrainStream(InputStream in, String name) throws IOException {
    this.in = in;
    this.name = name;
    this.header = head();
    this.packed = ByteBuffer.allocateDirect(header.grain() + SLACK);
    this.bytes = ByteBuffer.allocateDirect(header.grain());
  }

  private VmdkHeader head() throws IOException {
    byte[] first = in.readNBytes(SECTOR);
    if (first.length < SECTOR) {
      throw new EOFException(name + " ends within its header");
    }
    long overhead = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong(64);
    if (overhead < 1 || overhead > MOST_OVERHEAD / SECTOR) {
      throw damaged("its data begin at sector " + overhead + ", which is not sensible.");
    }
    byte[] all = java.util.Arrays.copyOf(first, (int) overhead * SECTOR);
    int got = in.readNBytes(all, SECTOR, all.length - SECTOR);
    if (got < all.length - SECTOR) {
      throw new EOFException(name + " ends before its data");
    }
    VmdkHeader found = VmdkHeader.first(new Head(name, ByteBuffer.wrap(all)));
    if (!found.compressed()) {
      throw damaged("it is not packed, as a stream must be.");
    }
    return found;
  }

  /** Size of the disk in bytes. */
  public long capacity() {
    return header.capacity();
  }

  /** Most bytes of a piece. */
  public int grain() {
    return header.grain();
  }

  /**
   * The next piece with data; empty at the end. Blocks.
   *
   * @throws InvalidRequest the stream is damaged
   * @throws IOException it breaks off
   */
  public Optional<Grain> next() throws IOException {
    while (true) {
      fill(marker.clear());
      long lba = marker.getLong(0);
      int size = marker.getInt(8);
      if (size != 0) {
        return Optional.of(grain(lba, size));
      }
      if (marker.getInt(MARKER) == END && lba == 0) {
        return Optional.empty();
      }
      if (lba < 0 || lba > MOST_OVERHEAD) {
        throw damaged("a marker claims " + lba + " sectors behind it.");
      }
      in.skipNBytes(lba * SECTOR);
    }
  }

  private Grain grain(long lba, int size) throws IOException {
    if (size < 0 || size > packed.capacity()) {
      throw damaged("a grain claims " + size + " packed bytes.");
    }
    long offset = lba * SECTOR;
    if (lba < 0 || offset < next || offset >= capacity() || offset % header.grain() != 0) {
      throw damaged("grain at sector %d comes behind sector %d.".formatted(lba, next / SECTOR));
    }
    next = offset + header.grain();
    packed.clear().limit(size);
    packed.put(marker.limit(Math.min(SECTOR, MARKER + size)).position(MARKER));
    fill(packed);
    packed.flip();
    in.skipNBytes(padding(MARKER + (long) size));
    int wanted = (int) Math.min(header.grain(), capacity() - offset);
    try {
      int n = unpacker.unpack(packed, bytes.clear());
      if (n < wanted) {
        throw damaged("a grain at sector %d has %d bytes.".formatted(lba, n));
      }
    } catch (DataFormatException e) {
      throw new InvalidRequest(
          "The VMDK %s cannot be read: the grain at sector %d does not unpack (%s)."
              .formatted(name, lba, e.getMessage()),
          e);
    }
    return new Grain(offset, bytes.clear().limit(wanted));
  }

  /** A short grain ends in the marker's sector, which was read as a whole. */
  private static long padding(long length) {
    return length <= SECTOR ? 0 : (SECTOR - length % SECTOR) % SECTOR;
  }

  private void fill(ByteBuffer into) throws IOException {
    byte[] piece = new byte[Math.min(SLACK, Math.max(1, into.remaining()))];
    while (into.hasRemaining()) {
      int n = in.read(piece, 0, Math.min(piece.length, into.remaining()));
      if (n < 0) {
        throw new EOFException(name + " breaks off");
      }
      into.put(piece, 0, n);
    }
  }

  private InvalidRequest damaged(String why) {
    return new InvalidRequest("The VMDK " + name + " cannot be read: " + why);
  }

  @Override
  public void close() {
    unpacker.close();
    try {
      in.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(GrainStream.class).debug("{} was not closed", name, e);
    }
  }

  /** The beginning of the stream, for the header. */
  private record Head(String name, ByteBuffer bytes) implements ByteSource {
    @Override
    public long size() {
      return bytes.capacity();
    }

    @Override
    public void read(long offset, ByteBuffer into) {
      into.put(bytes.slice((int) offset, into.remaining()));
    }

    @Override
    public void close() {}
  }
}
