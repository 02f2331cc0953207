package io.wherry.blocks.copy;

import io.wherry.problems.NoSpace;
import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * The file below a journal: a header that ties it to one target and cut, then records that are only
 * ever appended. A torn or damaged tail is cut off. Not safe for several threads.
 */
final class JournalFile implements AutoCloseable {
  /**
   * One record.
   *
   * @param index a chunk, or one of the negative kinds
   * @param flag meaning depends on the kind
   * @param digest 32 bytes
   */
  record Entry(int index, int flag, byte[] digest) {}

  /** Receives records while a file is read. */
  interface Visitor {
    void visit(Entry entry, long end);
  }

  private static final int MAGIC = 0x57484a32;
  static final int HEADER = 4 + 4 + 8 + Digests.BYTES + 4;
  static final int RECORD = 4 + 4 + Digests.BYTES + 4;
  private static final int BATCH = 4096 * RECORD;

  private final Path path;
  private FileChannel channel;
  private long end;

  private JournalFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Opens the file; one of another target or cut is emptied. */
  static JournalFile open(Path path, Geometry geometry, String target) {
    try {
      JournalFile file = new JournalFile(path, channel(path));
      ByteBuffer header = header(geometry, target);
      if (!file.begins(header)) {
        FileChannel _ = file.channel.truncate(0);
        file.append(header);
        file.force();
      }
      file.end = HEADER;
      return file;
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Opens the file for reading only, whatever target it was written for; empty when it is none. */
  static java.util.Optional<JournalFile> openExisting(Path path, Geometry geometry) {
    try {
      if (!Files.isRegularFile(path)) {
        return java.util.Optional.empty();
      }
      JournalFile file = new JournalFile(path, FileChannel.open(path, StandardOpenOption.READ));
      ByteBuffer present = ByteBuffer.allocate(HEADER);
      file.fill(present, 0);
      boolean whole =
          !present.hasRemaining() && present.getInt(HEADER - 4) == crc(present.array(), HEADER - 4);
      if (!whole
          || present.getInt(0) != MAGIC
          || present.getInt(4) != geometry.chunkBytes()
          || present.getLong(8) != geometry.size()) {
        file.close();
        return java.util.Optional.empty();
      }
      file.end = HEADER;
      return java.util.Optional.of(file);
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static ByteBuffer header(Geometry geometry, String target) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(MAGIC).putInt(geometry.chunkBytes()).putLong(geometry.size());
    header.put(Digests.ofText(target));
    return header.putInt(crc(header.array(), HEADER - 4)).flip();
  }

  private boolean begins(ByteBuffer header) throws IOException {
    ByteBuffer present = ByteBuffer.allocate(HEADER);
    fill(present, 0);
    return !present.hasRemaining() && present.flip().equals(header);
  }

  private void fill(ByteBuffer buffer, long at) throws IOException {
    int n = 0;
    while (buffer.hasRemaining() && n >= 0) {
      n = channel.read(buffer, at + buffer.position());
    }
  }

  /** Reads all whole records; appending goes on behind the last of them. */
  void load(int chunks, Visitor visitor) {
    try {
      ByteBuffer batch = ByteBuffer.allocate(BATCH);
      boolean more = true;
      while (more) {
        batch.clear();
        fill(batch, end);
        batch.flip();
        more = batch.limit() == BATCH && take(batch, chunks, visitor);
        if (batch.limit() < BATCH) {
          boolean _ = take(batch, chunks, visitor);
        }
      }
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** False at the first record that is not whole and right. */
  private boolean take(ByteBuffer batch, int chunks, Visitor visitor) {
    byte[] raw = new byte[RECORD];
    while (batch.remaining() >= RECORD) {
      batch.get(raw);
      ByteBuffer record = ByteBuffer.wrap(raw);
      int index = record.getInt();
      if (index >= chunks || record.getInt(RECORD - 4) != crc(raw, RECORD - 4)) {
        return false;
      }
      int flag = record.getInt();
      byte[] digest = new byte[Digests.BYTES];
      record.get(digest);
      end += RECORD;
      visitor.visit(new Entry(index, flag, digest), end);
    }
    return batch.remaining() == 0;
  }

  /** Where the next record goes. */
  long end() {
    return end;
  }

  /** Forgets records from there on. */
  void cut(long at) {
    try {
      end = at;
      FileChannel _ = channel.truncate(at);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Appends; durable only after {@link #force()}. */
  void append(List<Entry> entries) {
    ByteBuffer records = ByteBuffer.allocate(entries.size() * RECORD);
    for (Entry entry : entries) {
      int start = records.position();
      records.putInt(entry.index()).putInt(entry.flag()).put(entry.digest());
      ByteBuffer body = records.slice(start, RECORD - 4);
      records.putInt(crc(body));
    }
    append(records.flip());
  }

  private void append(ByteBuffer bytes) {
    try {
      long at = end;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      end = at; // a part of a record stays behind the end and is written over
    } catch (IOException e) {
      throw refused(e);
    }
  }

  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  /** Puts these records in the place of all, in one step that a crash cannot halve. */
  void replace(Geometry geometry, String target, Iterable<Entry> entries) {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (JournalFile file = open(fresh, geometry, target)) {
        for (Entry entry : entries) {
          file.append(List.of(entry));
        }
        file.force();
        end = file.end;
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      sync(Objects.requireNonNull(path.toAbsolutePath().getParent()));
      channel.close();
      channel = channel(path);
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private PeerRefused refused(IOException e) {
    String message = "The copy journal %s cannot be written: %s.".formatted(path, e.getMessage());
    return io.wherry.blocks.FullDisk.isMeantBy(e)
        ? new NoSpace(message, e)
        : new PeerRefused(message, e);
  }

  private static int crc(byte[] bytes, int length) {
    return crc(ByteBuffer.wrap(bytes, 0, length));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
