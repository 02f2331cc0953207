package io.wherry.ova;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the bytes of one file of an appliance lie: a range of the archive, or a whole file of an
 * unpacked folder.
 *
 * @param label for messages, for example {@code web.ova!disk1.vmdk}
 */
record Region(Path file, long offset, long size, String label) {

  /** Place, size and time of the last change. Blocks. */
  String version() {
    try {
      return offset + "+" + size + "@" + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new PeerUnavailable(label + " cannot be examined: " + e.getMessage(), e);
    }
  }

  /**
   * All bytes. Blocks.
   *
   * @param limit refuses more bytes than this, so that memory stays bounded
   */
  byte[] bytes(int limit) {
    if (size > limit) {
      throw new InvalidRequest(
          "%s is refused: it has %d bytes, at most %d are sensible.".formatted(label, size, limit));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) >= 0) {
        // goes on until everything is there
      }
    } catch (IOException e) {
      throw new PeerUnavailable(label + " cannot be read: " + e.getMessage(), e);
    }
    if (buffer.hasRemaining()) {
      throw new PeerUnavailable(label + " became shorter while it was read.");
    }
    return buffer.array();
  }
}
