package io.wherry.lifecycle;

import io.wherry.qemu.MachineSpec.Cache;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether a folder's file system can do without the host's page cache. Shared volumes need that
 * where they are mounted on several machines; file systems without it are not shared between any.
 */
final class DiskCaches {
  private final Map<Path, Cache> known = new ConcurrentHashMap<>();

  /** Tried once per folder that holds volumes. */
  Cache of(Path volumeFolder) {
    Path parent = volumeFolder.getParent();
    return parent == null
        ? Cache.WRITEBACK
        : known.computeIfAbsent(parent, _ -> measure(volumeFolder));
  }

  private static Cache measure(Path folder) {
    try {
      Path probe = Files.createTempFile(folder, ".direct", "");
      try (FileChannel _ = FileChannel.open(probe, options())) {
        return Cache.NONE;
      } finally {
        Files.delete(probe);
      }
    } catch (IOException | ReflectiveOperationException | UnsupportedOperationException _) {
      return Cache.WRITEBACK;
    }
  }

  /** O_DIRECT is an option of this JDK only, so it is looked up by name. */
  private static Set<OpenOption> options() throws ReflectiveOperationException {
    Object[] known = Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
    for (Object option : known) {
      if (option.toString().equals("DIRECT") && option instanceof OpenOption direct) {
        return Set.of(StandardOpenOption.READ, direct);
      }
    }
    throw new ClassNotFoundException("DIRECT");
  }
}
