package io.wherry.conversion.graft;

import io.wherry.blocks.ByteSource;
import io.wherry.conversion.guest.PatchedBytes;
import io.wherry.problems.Defect;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/**
 * A redo log: blocks of a disk with their new content. It is complete and durable before the disk
 * is touched, and writing it twice gives the same disk, so a kill at any moment is repaired by
 * writing it again.
 *
 * <p>Rejected: an undo file of debugfs ({@code -z}). It writes its index when it is closed, so a
 * kill in the middle leaves a changed disk and an unusable undo file.
 */
public final class DiskPatch {
  private static final long MAGIC = 0x7768657272793031L;
  private static final int BLOCK_LIMIT = PatchedBytes.LONGEST;

  private DiskPatch() {}

  /**
   * Writes the patch file. Not durable yet.
   *
   * @param ranges length by offset on the disk, bytes
   * @param content where the new bytes are
   * @param shift offset on the disk minus offset in the content
   */
  public static void write(
      Path patch, SortedMap<Long, Integer> ranges, ByteSource content, long shift)
      throws IOException {
    CRC32C sum = new CRC32C();
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(patch), 1 << 16))) {
      out.writeLong(MAGIC);
      out.writeInt(ranges.size());
      for (Map.Entry<Long, Integer> range : ranges.entrySet()) {
        byte[] block = new byte[range.getValue()];
        content.read(range.getKey() - shift, ByteBuffer.wrap(block));
        out.writeLong(range.getKey());
        out.writeInt(block.length);
        out.write(block);
        sum.update(block);
      }
      out.writeLong(sum.getValue());
    }
  }

  /**
   * Writes the patched blocks to the disk. The caller makes the disk durable.
   *
   * @throws Defect the patch file is damaged; the disk was not touched
   */
  public static void apply(Path patch, Path disk) throws IOException {
    run(patch, (_, _) -> {});
    try (FileChannel out = FileChannel.open(disk, StandardOpenOption.WRITE)) {
      run(
          patch,
          (offset, block) -> {
            ByteBuffer bytes = ByteBuffer.wrap(block);
            while (bytes.hasRemaining()) {
              out.write(bytes, offset + bytes.position());
            }
          });
    }
  }

  private interface Sink {
    void accept(long offset, byte[] block) throws IOException;
  }

  private static void run(Path patch, Sink sink) throws IOException {
    CRC32C sum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(patch), 1 << 16))) {
      if (in.readLong() != MAGIC) {
        throw new Defect(patch + " is not a disk patch. Copy the disk again, then convert it.");
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        long offset = in.readLong();
        int length = in.readInt();
        if (length < 0 || length > BLOCK_LIMIT) {
          throw new Defect(patch + " is damaged. Copy the disk again, then convert it.");
        }
        byte[] block = in.readNBytes(length);
        sum.update(block);
        sink.accept(offset, block);
      }
      if (in.readLong() != sum.getValue()) {
        throw new Defect(patch + " is damaged. Copy the disk again, then convert it.");
      }
    } catch (EOFException e) {
      throw new Defect(patch + " is cut short. Copy the disk again, then convert it.", e);
    }
  }
}
