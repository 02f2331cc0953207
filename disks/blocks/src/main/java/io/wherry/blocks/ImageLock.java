package io.wherry.blocks;

import io.wherry.problems.PeerRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's lock on an image, taken and respected: a disk that a running machine writes to is neither
 * read (the copy would hold parts of different moments) nor written to, and QEMU does not open for
 * writing what is being copied. Held until closed; the kernel ends it with the process. Where the
 * file system knows no such locks, as QEMU does, nothing is held.
 *
 * @source QEMU's block/file-posix.c: for each permission one byte that says "I use it" from 100 on,
 *     and one that says "nobody else may" from 200 on
 */
public final class ImageLock implements AutoCloseable {
  private static final int USED = 100;
  private static final int UNSHARED = 200;
  private static final int CONSISTENT_READ = 0;
  private static final int WRITE = 1;
  private static final int RESIZE = 3;

  private final @Nullable NativeFile file;

  private ImageLock(@Nullable NativeFile file) {
    this.file = file;
  }

  /**
   * For reading what nobody changes meanwhile.
   *
   * @throws PeerRefused somebody writes to the image, or wants it for itself
   */
  public static ImageLock reading(Path image) {
    return take(
        image,
        List.of(USED + CONSISTENT_READ, UNSHARED + WRITE, UNSHARED + RESIZE),
        List.of(USED + WRITE, USED + RESIZE, UNSHARED + CONSISTENT_READ));
  }

  /**
   * For writing alone; others may read.
   *
   * @throws PeerRefused somebody reads the image and relies on it, or writes to it
   */
  static ImageLock writing(Path image) {
    return take(
        image,
        List.of(USED + WRITE, USED + RESIZE, UNSHARED + WRITE, UNSHARED + RESIZE),
        List.of(USED + WRITE, USED + RESIZE, UNSHARED + WRITE, UNSHARED + RESIZE));
  }

  /** First held, then looked: of two that come at the same time none goes on unseen. */
  private static ImageLock take(Path image, List<Integer> own, List<Integer> foreign) {
    Optional<NativeFile> file = NativeFile.open(image, NativeFile.Access.READ);
    if (file.isEmpty()) {
      return new ImageLock(null);
    }
    NativeFile open = file.get();
    own.forEach(open::share);
    if (foreign.stream().anyMatch(open::isHeldByOthers)) {
      open.close();
      throw new PeerRefused(
          "%s is in use by another program, as a running machine's disk is. Stop that machine or copy a snapshot of the disk; `lslocks` names the program."
              .formatted(image));
    }
    return new ImageLock(open);
  }

  @Override
  public void close() {
    if (file != null) {
      file.close();
    }
  }
}
