package io.wherry.testkit.ovirt;

import java.nio.file.Path;
import java.util.Optional;

/** Serves disks by tickets, as the daemon on a host does. */
public interface ImageServer extends AutoCloseable {
  /**
   * What a ticket lets read.
   *
   * @param raw the bytes
   * @param before those at the checkpoint that dirty extents are told from
   */
  record Image(Path raw, Optional<Path> before) {}

  /** Lets whoever knows the ticket read the image; answers the URL. */
  String add(String ticket, Image image);

  /** Nobody reads with the ticket any more. Nothing happens when there is none. */
  void remove(String ticket);

  @Override
  void close();
}
