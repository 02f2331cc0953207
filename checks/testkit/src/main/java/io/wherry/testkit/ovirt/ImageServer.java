package io.wherry.testkit.ovirt;

import java.nio.file.Path;

/** Serves disks by tickets, as the daemon on a host does. */
public interface ImageServer extends AutoCloseable {
  /** Lets whoever knows the ticket read the raw image; answers the URL. */
  String add(String ticket, Path raw);

  /** Nobody reads with the ticket any more. Nothing happens when there is none. */
  void remove(String ticket);

  @Override
  void close();
}
