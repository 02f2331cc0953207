package io.wherry.qemu.move;

import java.nio.file.Path;
import java.util.Optional;

/** Where a running machine's disk is copied to. It exists and is at least as large. */
public sealed interface MirrorTarget {
  /**
   * A file of this host.
   *
   * @param format {@code raw} or {@code qcow2}
   */
  record LocalFile(Path file, String format) implements MirrorTarget {}

  /**
   * A disk of a target machine.
   *
   * @param name under which it is exported
   */
  record Export(String host, int port, String name, Optional<MoveTls> tls)
      implements MirrorTarget {}
}
