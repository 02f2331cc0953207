package io.wherry.blocks.unpack;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of an image in memory, so that packed pieces that lie one behind the other come with
 * one read. Not safe for several threads.
 */
public final class PackedWindow {
  /** At most that many bytes are worth fetching ahead: further ones gain no speed, only memory. */
  public static final int MOST = 2 << 20;

  private @Nullable ByteSource source;
  private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
  private long start;
  private int length;

  /** Whether the range (bytes of the image) is in memory. */
  public boolean holds(ByteSource image, long offset, int n) {
    return image == source && offset >= start && offset + n <= start + length;
  }

  /** Fetches the range, which must lie inside the image. Blocks. */
  public void load(ByteSource image, long offset, int n) {
    if (bytes.capacity() < n) {
      bytes = ByteBuffer.allocateDirect(n);
    }
    length = 0; // a failed read leaves nothing
    image.read(offset, bytes.clear().limit(n));
    source = image;
    start = offset;
    length = n;
  }

  /** The range, which must be in memory. */
  public ByteBuffer slice(long offset, int n) {
    return bytes.slice((int) (offset - start), n);
  }
}
