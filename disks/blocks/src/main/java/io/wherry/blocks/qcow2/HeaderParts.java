package io.wherry.blocks.qcow2;

import io.wherry.blocks.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What stands behind the header, in the image's first cluster.
 *
 * @param backing the disk that holds what this one does not
 * @param bitmaps where dirty bitmaps are listed
 */
record HeaderParts(Optional<Backing> backing, Optional<BitmapList> bitmaps) {
  private static final int END = 0;
  private static final int BACKING_FORMAT = 0xe2792aca;
  private static final int BITMAPS = 0x23852875;
  private static final int BITMAPS_BYTES = 24;
  private static final int MOST_NAME = 1023;

  /**
   * The disk below.
   *
   * @param format QEMU's name of its format, where the image states it
   */
  record Backing(String name, Optional<String> format) {}

  /** Where dirty bitmaps are listed, in bytes of the file. */
  record BitmapList(int count, long bytes, long offset) {}

  /** Where extensions may stand: from the end of the header to the end of the first cluster. */
  record Area(int start, int end) {}

  static HeaderParts read(ByteSource source, Area area, long nameAt, int nameBytes) {
    long end = nameAt == 0 ? area.end() : Math.min(area.end(), nameAt);
    end = Math.min(end, source.size());
    if (nameAt != 0
        && (nameBytes < 0
            || nameBytes > MOST_NAME
            || nameAt < area.start()
            || nameAt > area.end() - nameBytes)) {
      throw Qcow2Header.damaged(source, "the name of its backing file is not sensible.");
    }
    Extensions found = Extensions.read(source, area.start(), end);
    Optional<Backing> backing =
        nameAt == 0
            ? Optional.empty()
            : Optional.of(
                new Backing(name(source, bytes(source, nameAt, nameBytes)), found.format));
    return new HeaderParts(backing, found.bitmaps);
  }

  private static final class Extensions {
    private Optional<String> format = Optional.empty();
    private Optional<BitmapList> bitmaps = Optional.empty();

    static Extensions read(ByteSource source, long start, long end) {
      Extensions found = new Extensions();
      long at = start;
      while (at <= end - Long.BYTES) {
        ByteBuffer head = bytes(source, at, Long.BYTES);
        int type = head.getInt();
        long length = Integer.toUnsignedLong(head.getInt());
        at += Long.BYTES;
        if (type == END) {
          break;
        }
        if (length > end - at) {
          throw Qcow2Header.damaged(
              source, "an extension of its header claims %d bytes.".formatted(length));
        }
        found.take(source, type, bytes(source, at, (int) length));
        at += Math.ceilDiv(length, (long) Long.BYTES) * Long.BYTES;
      }
      return found;
    }

    private void take(ByteSource source, int type, ByteBuffer body) {
      if (type == BACKING_FORMAT) {
        format = Optional.of(name(source, body));
      } else if (type == BITMAPS) {
        if (body.remaining() != BITMAPS_BYTES) {
          throw Qcow2Header.damaged(source, "its list of bitmaps is not sensible.");
        }
        bitmaps = Optional.of(new BitmapList(body.getInt(0), body.getLong(8), body.getLong(16)));
      }
    }
  }

  /** Names end in messages and on terminals: without control characters. */
  private static String name(ByteSource source, ByteBuffer bytes) {
    String name = StandardCharsets.UTF_8.decode(bytes).toString();
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw Qcow2Header.damaged(source, "its header holds a name with control characters.");
    }
    return name;
  }

  /** A few bytes, which must be there. */
  static ByteBuffer bytes(ByteSource source, long offset, int length) {
    if (offset < 0 || offset > source.size() - length) {
      throw Qcow2Header.damaged(source, "it is shorter than its header: it is incomplete.");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    source.read(offset, bytes);
    return bytes.flip();
  }
}
