package io.wherry.conversion;

import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** The directory of one guest's conversion, held by one process at a time. */
final class WorkDirectory implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String LOG = "conversion.log";

  private final Path path;
  private final FileChannel lockFile;

  private WorkDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Creates and locks it. The lock dies with the process.
   *
   * @throws PeerUnavailable another process converts this guest
   */
  static WorkDirectory open(Path path) {
    try {
      Files.createDirectories(path);
      if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      FileChannel file =
          FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(file)) {
        file.close();
        throw new PeerUnavailable(
            "Another process is converting the guest in " + path + ". Wait until it has ended.");
      }
      return new WorkDirectory(path, file);
    } catch (IOException e) {
      throw new PeerUnavailable(
          "The work directory " + path + " can't be used: " + e.getMessage() + ".", e);
    }
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      @Nullable FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Deletes what a killed or failed attempt left; logs stay. */
  void clear() {
    try (var entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.equals(LOCK) && !name.equals(LOG)) {
          deleteTree(entry);
        }
      }
    } catch (IOException e) {
      throw new PeerUnavailable("Could not clear " + path + ": " + e.getMessage(), e);
    }
  }

  static void deleteTree(Path root) {
    try {
      if (!Files.exists(root)) {
        return;
      }
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e)
                throws IOException {
              Files.delete(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new PeerUnavailable("Could not delete " + root + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      // The lock ends with the process at the latest.
      return;
    }
  }
}
