package io.wherry.apiserver.store;

import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** The files of a store in its directory, locked against a second server. */
final class StoreFiles implements AutoCloseable {
  private final Path directory;
  private final FileChannel lock;
  private final SqliteRows rows;

  private StoreFiles(Path directory, FileChannel lock, SqliteRows rows) {
    this.directory = directory;
    this.lock = lock;
    this.rows = rows;
  }

  static StoreFiles open(Path directory) {
    try {
      PrivateFiles.createDirectory(directory);
      FileChannel lock = lock(directory);
      try {
        Path database = directory.resolve("store.db");
        if (Files.notExists(database)) {
          PrivateFiles.write(database, new byte[0]); // SQLite gives its side files the same mode
        }
        SecretBox box = SecretBox.ofKeyFile(directory.resolve("secret.key"));
        return new StoreFiles(directory, lock, new SqliteRows(database, box));
      } catch (SQLException | IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new InvalidRequest(
          "The store in "
              + directory
              + " cannot be opened: "
              + e.getMessage()
              + ". Check the permissions and the free space there.",
          e);
    }
  }

  static FileChannel lock(Path directory) throws IOException {
    FileChannel channel = PrivateFiles.openForLock(directory.resolve("store.lock"));
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      // this very process has it; same answer as for another one
    }
    channel.close();
    throw new InvalidRequest(
        "The store in " + directory + " is in use by another server. Stop that one first.");
  }

  long load(Consumer<StoredObject> into) {
    try {
      return rows.load(into);
    } catch (SQLException e) {
      throw new InvalidRequest(
          "The store in "
              + directory
              + " cannot be read: "
              + e.getMessage()
              + ". Restore store.db from a backup.",
          e);
    }
  }

  void commit(List<Change> changes) {
    try {
      rows.commit(changes);
    } catch (SQLException e) {
      throw new PeerUnavailable(
          "The store in "
              + directory
              + " did not take a write: "
              + e.getMessage()
              + ". Check the free space there.",
          e);
    }
  }

  @Override
  public void close() {
    try {
      rows.close();
      lock.close();
    } catch (SQLException | IOException e) {
      throw new PeerUnavailable("The store in " + directory + " was not closed cleanly.", e);
    }
  }
}
