package io.wherry.apiserver.store;

import io.wherry.apiserver.store.StoreBackup.Contents;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Brings a backup back into a directory in which no server runs. */
public final class StoreRestore {
  /**
   * Clients have seen resource versions that the backup does not know of. New writes must not use
   * them again, so the counter jumps: clients with older ones are told to list anew.
   */
  static final long JUMP = 1_000_000;

  private static final int LARGEST_KEY_FILE = 1 << 20;

  /** Whether a state that is there is put aside. */
  public enum Existing {
    REFUSE,
    PUT_ASIDE
  }

  /**
   * A backup.
   *
   * @param keys null when the directory has its keys still
   */
  public record Source(Path objects, @Nullable Path keys) {}

  private StoreRestore() {}

  /**
   * Checks the backup, then puts it in place; a state that was there lies in {@code before-restore}
   * afterwards. Blocks.
   *
   * @throws InvalidRequest when a server runs there, a state is there and shall stay, or the backup
   *     is not good; nothing was changed then
   */
  public static Contents run(Path directory, Source source, Existing existing) {
    try {
      PrivateFiles.createDirectory(directory);
      try (FileChannel _ = StoreFiles.lock(directory)) {
        return locked(directory, source, existing);
      }
    } catch (IOException | SQLException e) {
      throw new InvalidRequest(
          "The backup was not restored into " + directory + ": " + e.getMessage(), e);
    }
  }

  private static Contents locked(Path directory, Source source, Existing existing)
      throws IOException, SQLException {
    Path store = directory.resolve(StoreBackup.STORE);
    boolean present = Files.exists(store) && Files.size(store) > 0;
    if (present && existing == Existing.REFUSE) {
      throw new InvalidRequest(
          "There is a state in "
              + directory
              + " already, at revision "
              + revision(store).orElse(0L)
              + ". Give --overwrite to put it aside.");
    }
    Path fresh = directory.resolve("restoring");
    PrivateFiles.createDirectory(fresh);
    clear(fresh);
    PrivateFiles.write(fresh.resolve(StoreBackup.STORE), new byte[0]);
    Path _ =
        Files.copy(
            source.objects(),
            fresh.resolve(StoreBackup.STORE),
            StandardCopyOption.REPLACE_EXISTING);
    PrivateFiles.restrict(fresh.resolve(StoreBackup.STORE));
    if (source.keys() != null) {
      unpack(source.keys(), fresh);
    }
    Path key = fresh.resolve("secret.key");
    Contents contents =
        StoreBackup.verify(
            fresh.resolve(StoreBackup.STORE),
            Files.exists(key) ? key : directory.resolve("secret.key"));
    long before = present ? revision(store).orElse(0L) : 0;
    jump(fresh.resolve(StoreBackup.STORE), Math.max(before, contents.revision()) + JUMP);
    PrivateFiles.sync(fresh.resolve(StoreBackup.STORE));
    swap(directory, fresh);
    return contents;
  }

  private static Optional<Long> revision(Path store) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT value FROM counters WHERE name = 'revision'")) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }

  private static void jump(Path store, long revision) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "INSERT INTO counters(name, value) VALUES('revision', "
              + revision
              + ") ON CONFLICT(name) DO UPDATE SET value = excluded.value");
    }
  }

  /** Only the names that a backup writes are taken; everything else in the archive is refused. */
  private static void unpack(Path keys, Path into) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(keys))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (!StoreBackup.KEYS.contains(name) && !name.matches("tls/[A-Za-z0-9-]+\\.[a-z]+")) {
          throw new InvalidRequest("The file " + keys + " holds " + name + ": no keys of ours.");
        }
        Path file = into.resolve(name);
        PrivateFiles.createDirectory(
            java.util.Objects.requireNonNull(file.getParent(), "a data directory"));
        PrivateFiles.write(file, zip.readNBytes(LARGEST_KEY_FILE));
      }
    }
  }

  /** A kill in between leaves all files in one of the two folders. */
  private static void swap(Path directory, Path fresh) throws IOException {
    Path aside = directory.resolve("before-restore");
    PrivateFiles.createDirectory(aside);
    clear(aside);
    List<String> names = List.of("store.db", "store.db-wal", "store.db-shm");
    for (String name : names) {
      move(directory.resolve(name), aside.resolve(name));
    }
    for (String name : StoreBackup.KEYS) {
      if (Files.exists(fresh.resolve(name))) {
        move(directory.resolve(name), aside.resolve(name));
        move(fresh.resolve(name), directory.resolve(name));
      }
    }
    move(fresh.resolve(StoreBackup.STORE), directory.resolve(StoreBackup.STORE));
    clear(fresh);
    Files.delete(fresh);
  }

  private static void move(Path from, Path to) throws IOException {
    if (Files.exists(from)) {
      Path _ = Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void clear(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!path.equals(folder)) {
          Files.delete(path);
        }
      }
    }
  }
}
