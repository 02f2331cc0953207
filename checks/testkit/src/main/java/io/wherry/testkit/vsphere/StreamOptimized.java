package io.wherry.testkit.vsphere;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/**
 * Writes a disk as hosts export it: a VMDK that is made while it is sent, with its tables behind
 * the data and markers before everything.
 *
 * @source VMware Virtual Disk Format 5.0, stream-optimized compressed sparse extents
 */
public final class StreamOptimized {
  private static final int SECTOR = 512;
  private static final int GRAIN = 64 << 10;
  private static final int ENTRIES = 512;
  private static final int OVERHEAD = 128;
  private static final int MARKER_TABLE = 1;
  private static final int MARKER_DIRECTORY = 2;
  private static final int MARKER_FOOTER = 3;
  private static final long AT_END = -1;

  private final OutputStream out;
  private final long capacity;
  private long written;

  /** The bytes of the disk. */
  @FunctionalInterface
  public interface Source {
    byte[] read(long offset, int length);
  }

  /**
   * @param capacity bytes, a multiple of a sector
   */
  public StreamOptimized(OutputStream out, long capacity) {
    this.out = out;
    this.capacity = capacity;
  }

  /** Writes everything; grains that are zero are left out. */
  public void write(Source source) throws IOException {
    put(header(AT_END));
    put(descriptor());
    put(new byte[(int) (OVERHEAD * SECTOR - written)]);
    long grains = Math.ceilDiv(capacity, (long) GRAIN);
    int[] directory = new int[(int) Math.ceilDiv(grains, (long) ENTRIES)];
    for (int table = 0; table < directory.length; table++) {
      int[] entries = new int[ENTRIES];
      boolean used = false;
      for (int i = 0; i < ENTRIES && (long) table * ENTRIES + i < grains; i++) {
        long offset = ((long) table * ENTRIES + i) * GRAIN;
        byte[] bytes = source.read(offset, (int) Math.min(GRAIN, capacity - offset));
        if (!isZero(bytes)) {
          entries[i] = (int) (written / SECTOR);
          grain(offset / SECTOR, bytes);
          used = true;
        }
      }
      if (used) {
        directory[table] = metadata(MARKER_TABLE, entries);
      }
    }
    int at = metadata(MARKER_DIRECTORY, directory);
    marker(1, MARKER_FOOTER);
    put(header(at));
    marker(0, 0);
    out.flush();
  }

  private static boolean isZero(byte[] bytes) {
    return ByteBuffer.wrap(bytes).mismatch(ByteBuffer.allocate(bytes.length)) < 0;
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void pad() throws IOException {
    put(new byte[(int) ((SECTOR - written % SECTOR) % SECTOR)]);
  }

  private void grain(long sector, byte[] bytes) throws IOException {
    byte[] whole = java.util.Arrays.copyOf(bytes, GRAIN);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    deflater.setInput(whole);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] piece = new byte[8 << 10];
    while (!deflater.finished()) {
      packed.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    put(little(12).putLong(sector).putInt(packed.size()).array());
    put(packed.toByteArray());
    pad();
  }

  private int metadata(int type, int[] numbers) throws IOException {
    int sectors = Math.ceilDiv(numbers.length * Integer.BYTES, SECTOR);
    marker(sectors, type);
    int at = (int) (written / SECTOR);
    ByteBuffer bytes = little(sectors * SECTOR);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    put(bytes.array());
    return at;
  }

  private void marker(long sectors, int type) throws IOException {
    put(little(SECTOR).putLong(sectors).putInt(0).putInt(type).array());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] descriptor() {
    String text =
        """
        # Disk DescriptorFile
        version=1
        CID=7b1c2d3e
        parentCID=ffffffff
        createType="streamOptimized"

        RDONLY %d SPARSE "exported.vmdk"

        ddb.adapterType = "lsilogic"
        """
            .formatted(capacity / SECTOR);
    return java.util.Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), SECTOR * 2);
  }

  private byte[] header(long directory) {
    return little(SECTOR)
        .putInt(0x564d444b)
        .putInt(3)
        .putInt(0x30001)
        .putLong(capacity / SECTOR)
        .putLong(GRAIN / SECTOR)
        .putLong(1)
        .putLong(2)
        .putInt(ENTRIES)
        .putLong(0)
        .putLong(directory)
        .putLong(OVERHEAD)
        .put((byte) 0)
        .put(new byte[] {'\n', ' ', '\r', '\n'})
        .putShort((short) 1)
        .array();
  }
}
