package io.wherry.apiserver.store;

import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Copies the whole state of a server out of its directory, while it runs or not: the objects into
 * one file, in which Secrets stay encrypted, and the keys and logins into another.
 *
 * @source SQLite documentation, VACUUM INTO
 */
public final class StoreBackup {
  static final String STORE = "store.db";

  /** What is not in the store; the first one opens the Secrets in it. */
  static final List<String> KEYS = List.of("secret.key", "accounts.keys", "tokens", "tls");

  /**
   * What a backup holds.
   *
   * @param revision resource version of the last write in it
   */
  public record Contents(long objects, long revision) {}

  private StoreBackup() {}

  /**
   * Writes the objects, reads every one of them back and returns what is there. Blocks.
   *
   * @param directory of a server
   * @param file must not exist
   * @throws InvalidRequest when there is nothing to copy or the copy is not good
   */
  public static Contents writeObjects(Path directory, Path file) {
    requireAbsent(file);
    if (Files.notExists(directory.resolve(STORE))) {
      throw new InvalidRequest(
          "There is no store in " + directory + ". Give the --data directory.");
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      PrivateFiles.write(part, new byte[0]); // SQLite fills it and keeps its mode
      copy(directory.resolve(STORE), part);
      Contents contents = verify(part, directory.resolve("secret.key"));
      PrivateFiles.sync(part);
      Path _ = Files.move(part, file);
      return contents;
    } catch (IOException | SQLException e) {
      throw new InvalidRequest("The backup " + file + " was not made: " + e.getMessage(), e);
    }
  }

  private static void copy(Path from, Path to) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + from);
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toString());
      boolean _ = vacuum.execute();
    }
  }

  /** Reads all of it. @throws InvalidRequest when something cannot be read */
  static Contents verify(Path store, Path secretKey) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        Statement statement = connection.createStatement();
        var check = statement.executeQuery("PRAGMA integrity_check")) {
      if (!check.next() || !check.getString(1).equals("ok")) {
        throw new InvalidRequest("The store in " + store + " is damaged.");
      }
    }
    if (Files.notExists(secretKey)) {
      throw new InvalidRequest(
          "The key " + secretKey + " is missing, without which Secrets cannot be read.");
    }
    long[] objects = {0};
    try (SqliteRows rows = new SqliteRows(store, SecretBox.ofKeyFile(secretKey))) {
      long revision = rows.load(_ -> objects[0]++);
      return new Contents(objects[0], revision);
    }
  }

  /**
   * Writes keys, tokens and certificates. The file opens everything: keep it apart.
   *
   * @param file must not exist
   */
  public static void writeKeys(Path directory, Path file) {
    requireAbsent(file);
    try {
      PrivateFiles.write(file, new byte[0]);
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (String name : KEYS) {
          for (Path each : files(directory.resolve(name))) {
            zip.putNextEntry(new ZipEntry(directory.relativize(each).toString()));
            zip.write(Files.readAllBytes(each));
            zip.closeEntry();
          }
        }
      }
      PrivateFiles.sync(file);
    } catch (IOException e) {
      throw new InvalidRequest("The keys were not written to " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (Files.notExists(path)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(path)) {
      return new ArrayList<>(all.filter(Files::isRegularFile).sorted().toList());
    }
  }

  private static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new InvalidRequest("The file " + file + " exists. Remove it, or give another name.");
    }
  }
}
