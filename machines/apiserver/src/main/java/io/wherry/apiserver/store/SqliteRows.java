package io.wherry.apiserver.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.Defect;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;

/**
 * The database file. WAL with synchronous=FULL: a commit that returned survives power loss. Used by
 * one thread only, after {@link #load}.
 */
final class SqliteRows implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte PLAIN = 0;
  private static final byte SEALED = 1;
  private static final Set<Bucket> SECRET = Set.of(new Bucket("", "secrets"));
  private static final String PUT =
      "INSERT INTO objects(grp, plural, ns, name, revision, body) VALUES(?,?,?,?,?,?)"
          + " ON CONFLICT(grp, plural, ns, name)"
          + " DO UPDATE SET revision = excluded.revision, body = excluded.body";
  private static final String DELETE =
      "DELETE FROM objects WHERE grp = ? AND plural = ? AND ns = ? AND name = ?";
  private static final String REVISION =
      "INSERT INTO counters(name, value) VALUES('revision', ?)"
          + " ON CONFLICT(name) DO UPDATE SET value = excluded.value";

  private final Connection connection;
  private final SecretBox box;
  private final PreparedStatement put;
  private final PreparedStatement delete;
  private final PreparedStatement revision;

  SqliteRows(Path file, SecretBox box) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(5_000);
    this.box = box;
    this.connection = config.createConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS objects(grp TEXT NOT NULL, plural TEXT NOT NULL,"
              + " ns TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL,"
              + " body BLOB NOT NULL, PRIMARY KEY(grp, plural, ns, name))");
      statement.executeUpdate(
          "CREATE TABLE IF NOT EXISTS counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL)");
    }
    connection.setAutoCommit(false);
    this.put = connection.prepareStatement(PUT);
    this.delete = connection.prepareStatement(DELETE);
    this.revision = connection.prepareStatement(REVISION);
  }

  /** Reports every stored object and returns the last revision ever given; 0 for a new file. */
  long load(Consumer<StoredObject> into) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery("SELECT grp, plural, ns, name, revision, body FROM objects")) {
        while (rows.next()) {
          into.accept(object(rows));
        }
      }
      try (ResultSet rows =
          statement.executeQuery("SELECT value FROM counters WHERE name = 'revision'")) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    } finally {
      connection.commit();
    }
  }

  /** Makes the changes durable together, or throws and leaves nothing. */
  void commit(List<Change> changes) throws SQLException {
    try {
      for (Change change : changes) {
        apply(change);
      }
      revision.setLong(1, changes.getLast().revision());
      revision.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void apply(Change change) throws SQLException {
    ObjectKey key = change.object().key();
    if (change.type() == Change.Type.DELETED) {
      bind(delete, key);
      delete.executeUpdate();
    } else {
      bind(put, key);
      put.setLong(5, change.revision());
      put.setBytes(6, encode(change.object()));
      put.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, ObjectKey key) throws SQLException {
    statement.setString(1, key.bucket().group());
    statement.setString(2, key.bucket().plural());
    statement.setString(3, key.namespace());
    statement.setString(4, key.name());
  }

  private byte[] encode(StoredObject object) {
    try {
      byte[] plain = JSON.writeValueAsBytes(object.tree());
      boolean secret = SECRET.contains(object.key().bucket());
      byte[] content = secret ? box.seal(object.key(), plain) : plain;
      byte[] body = new byte[content.length + 1];
      body[0] = secret ? SEALED : PLAIN;
      System.arraycopy(content, 0, body, 1, content.length);
      return body;
    } catch (IOException e) {
      throw new Defect("A JSON tree could not be written.", e);
    }
  }

  private StoredObject object(ResultSet row) throws SQLException {
    Bucket bucket = new Bucket(row.getString(1), row.getString(2));
    ObjectKey key = new ObjectKey(bucket, row.getString(3), row.getString(4));
    byte[] body = row.getBytes(6);
    byte[] content = Arrays.copyOfRange(body, 1, body.length);
    byte[] plain = body[0] == SEALED ? box.open(key, content) : content;
    try {
      return new StoredObject(key, row.getLong(5), (ObjectNode) JSON.readTree(plain));
    } catch (IOException e) {
      throw new Defect("The stored " + key + " is not JSON.", e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
