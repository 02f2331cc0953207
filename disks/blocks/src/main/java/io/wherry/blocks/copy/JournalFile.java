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
import java.util.Optional;
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

  static final int RECORD = 4 + 4 + Digests.BYTES + 4;
  private static final int BATCH = 4096 * RECORD;

  private final Path path;
  private final JournalHeader header;
  private FileChannel channel;
  private long end;

  private JournalFile(Path path, FileChannel channel, JournalHeader header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
  }

  /** Opens the file; one of another target or cut is emptied. */
  static JournalFile open(Path path, JournalHeader wanted) {
    try {
      FileChannel channel = channel(path);
      Optional<JournalHeader> present = header(channel).filter(wanted::matches);
      JournalFile file = new JournalFile(path, channel, present.orElse(wanted));
      if (present.isEmpty()) {
        FileChannel _ = channel.truncate(0);
        file.append(wanted.written());
        file.force();
      }
      file.end = file.header.bytes();
      return file;
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /** Opens the file for reading only, whatever target it was written for; empty when it is none. */
  static Optional<JournalFile> openExisting(Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        return Optional.empty();
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      Optional<JournalHeader> present = header(channel);
      if (present.isEmpty()) {
        channel.close();
        return Optional.empty();
      }
      JournalFile file = new JournalFile(path, channel, present.get());
      file.end = file.header.bytes();
      return Optional.of(file);
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  JournalHeader header() {
    return header;
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static Optional<JournalHeader> header(FileChannel channel) throws IOException {
    ByteBuffer present = ByteBuffer.allocate(JournalHeader.MOST);
    fill(channel, present, 0);
    return JournalHeader.read(present.flip());
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
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
        fill(channel, batch, end);
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
      if (index >= chunks || record.getInt(RECORD - 4) != JournalHeader.crc(raw, RECORD - 4)) {
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
      records.putInt(crc(records.slice(start, RECORD - 4)));
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
  void replace(Iterable<Entry> entries) {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (JournalFile file = open(fresh, header)) {
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
