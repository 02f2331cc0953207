package io.wherry.worker;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.WorkerMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Translates paths of the pod to paths of this machine. In a container there is nothing to
 * translate. No path leads out of the volume it names.
 */
record PodPaths(List<WorkerMount> mounts) {

  /** A place on this machine. */
  record Place(Path path, String format, long capacityBytes) {}

  Place find(String podPath) {
    Optional<WorkerMount> mount =
        mounts.stream()
            .filter(m -> podPath.equals(m.mountPath()) || podPath.startsWith(m.mountPath() + "/"))
            .max(Comparator.comparingInt(m -> m.mountPath().length()));
    if (mount.isEmpty()) {
      if (!mounts.isEmpty()) {
        throw new InvalidRequest("The path " + podPath + " is in no volume of this worker.");
      }
      return new Place(Path.of(podPath), "raw", 0);
    }
    WorkerMount m = mount.get();
    Path root = Path.of(m.hostPath()).normalize();
    Path path = Path.of(m.hostPath() + podPath.substring(m.mountPath().length())).normalize();
    if (!path.startsWith(root) || leadsAway(path, root)) {
      throw new InvalidRequest("The path " + podPath + " leads out of its volume.");
    }
    return new Place(path, m.format().isEmpty() ? "raw" : m.format(), m.capacityBytes());
  }

  /** True when a link on the way ends outside of the volume. */
  private static boolean leadsAway(Path path, Path root) {
    try {
      Path existing = path;
      // Ends at the root of the volume at the latest: above it there is nothing to check.
      while (existing.startsWith(root) && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
        existing = Objects.requireNonNull(existing.getParent());
      }
      return existing.startsWith(root) && !existing.toRealPath().startsWith(root.toRealPath());
    } catch (IOException e) {
      throw new InvalidRequest("The path " + path + " cannot be examined: " + e.getMessage(), e);
    }
  }
}
