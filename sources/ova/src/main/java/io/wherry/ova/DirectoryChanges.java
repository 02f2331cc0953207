package io.wherry.ova;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until something changes in some directories. Where the kernel cannot tell (network file
 * systems, too many watches), waiting simply takes the whole time.
 */
final class DirectoryChanges implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryChanges.class);

  private final WatchService service = FileSystems.getDefault().newWatchService();
  private final Map<Path, WatchKey> watched = new HashMap<>();

  DirectoryChanges() throws IOException {}

  /** Watches these directories, too. True when one of them was not watched before. */
  boolean watch(Iterable<Path> directories) {
    boolean added = false;
    watched.values().removeIf(key -> !key.isValid());
    for (Path directory : directories) {
      if (!watched.containsKey(directory)) {
        try {
          watched.put(
              directory, directory.register(service, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY));
          added = true;
        } catch (IOException e) {
          LOG.info("changes of {} are found by looking only: {}", directory, e.getMessage());
        }
      }
    }
    return added;
  }

  /** Returns soon after a change, at the latest after the time. */
  void await(Duration atMost) throws InterruptedException {
    WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    while (key != null) {
      key.pollEvents();
      key.reset();
      key = service.poll();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
