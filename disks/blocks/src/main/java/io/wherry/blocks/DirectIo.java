package io.wherry.blocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Transfers that bypass the page cache. */
final class DirectIo {
  /** Offset, length and memory address of a direct transfer are multiples of this many bytes. */
  static final int ALIGNMENT = 4096;

  private DirectIo() {}

  /** Opens the file for direct transfers; null where the file system has none. */
  static @Nullable FileChannel open(Path path, OpenOption... options) {
    Optional<OpenOption> direct = option();
    if (direct.isEmpty()) {
      return null;
    }
    try {
      Set<OpenOption> all = new LinkedHashSet<>(List.of(options));
      all.add(direct.get());
      return FileChannel.open(path, all);
    } catch (IOException | UnsupportedOperationException _) {
      return null;
    }
  }

  /** O_DIRECT is an option of this JDK only: looked up by name, absent elsewhere. */
  private static Optional<OpenOption> option() {
    try {
      Object[] options = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
      return Arrays.stream(options)
          .filter(o -> o.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .findFirst();
    } catch (ClassNotFoundException _) {
      return Optional.empty();
    }
  }

  /** How many of the bytes may bypass the page cache: all but an odd end, if they lie well. */
  static int bytes(long offset, ByteBuffer buffer) {
    boolean aligned =
        offset % ALIGNMENT == 0
            && buffer.isDirect()
            && buffer.alignmentOffset(buffer.position(), ALIGNMENT) == 0;
    return aligned ? buffer.remaining() / ALIGNMENT * ALIGNMENT : 0;
  }

  /** Reads some bytes, from the medium where that goes; negative at the end of the file. */
  static int read(@Nullable FileChannel direct, FileChannel buffered, long at, ByteBuffer into)
      throws IOException {
    int bypass = direct == null ? 0 : bytes(at, into);
    if (direct == null || bypass == 0) {
      return buffered.read(into, at);
    }
    int limit = into.limit();
    try {
      return direct.read(into.limit(into.position() + bypass), at);
    } finally {
      into.limit(limit);
    }
  }
}
