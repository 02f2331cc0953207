package io.wherry.blocks.copy;

import io.wherry.problems.PeerRefused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What of a copy is durable: one record per chunk with its digest, appended after the data was made
 * durable. A torn or damaged tail is ignored. The header ties the journal to one source, size and
 * chunk size; with another source it starts empty.
 */
final class ChunkJournal implements AutoCloseable {
  static final int DIGEST = 32;

  private static final int MAGIC = 0x57484a31;
  private static final int HEADER = 4 + 4 + 8 + DIGEST + 4;
  private static final int RECORD = 4 + DIGEST + 4;
  private static final int FINISHED = -1;

  private final Path path;
  private final FileChannel channel;
  private final byte[] digests;
  private final BitSet durable = new BitSet();
  private boolean finished;
  private final boolean resumed;

  private ChunkJournal(Path path, FileChannel channel, int chunks, boolean resumed) {
    this.path = path;
    this.channel = channel;
    this.digests = new byte[Math.multiplyExact(chunks, DIGEST)];
    this.resumed = resumed;
  }

  /**
   * What the journal is for.
   *
   * @param source identity of the source's bytes; changes when they may have changed
   */
  record Subject(String source, long size, int chunkSize) {
    int chunks() {
      return Math.toIntExact((size + chunkSize - 1) / chunkSize);
    }

    private ByteBuffer header() {
      byte[] identity = sha256().digest(source.getBytes(StandardCharsets.UTF_8));
      ByteBuffer header = ByteBuffer.allocate(HEADER);
      header.putInt(MAGIC).putInt(chunkSize).putLong(size).put(identity);
      header.putInt(crc(header.array(), 0, HEADER - 4));
      return header.flip();
    }
  }

  /** Opens the journal; one of another subject is emptied. */
  static ChunkJournal open(Path path, Subject subject) {
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      ByteBuffer header = subject.header();
      boolean same = matches(channel, header);
      ChunkJournal journal = new ChunkJournal(path, channel, subject.chunks(), same);
      if (same) {
        journal.load();
      } else {
        FileChannel _ = channel.truncate(0);
        int _ = channel.write(header, 0);
        channel.force(true);
      }
      return journal;
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static boolean matches(FileChannel channel, ByteBuffer header) throws IOException {
    ByteBuffer present = ByteBuffer.allocate(HEADER);
    while (present.hasRemaining() && channel.read(present, present.position()) >= 0) {
      // until the header is there or the file ends
    }
    return !present.hasRemaining() && present.flip().equals(header);
  }

  private void load() throws IOException {
    long at = HEADER;
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    while (readRecord(record, at)) {
      int index = record.getInt(0);
      if (index == FINISHED) {
        finished = true;
      } else {
        record.get(4, digests, index * DIGEST, DIGEST);
        durable.set(index);
      }
      at += RECORD;
    }
    FileChannel _ = channel.truncate(at);
  }

  /** False at the first record that is not whole and right. */
  private boolean readRecord(ByteBuffer record, long at) throws IOException {
    record.clear();
    while (record.hasRemaining()) {
      if (channel.read(record, at + record.position()) < 0) {
        return false;
      }
    }
    int index = record.getInt(0);
    boolean sensible = index == FINISHED || (index >= 0 && index < digests.length / DIGEST);
    return sensible && record.getInt(RECORD - 4) == crc(record.array(), 0, RECORD - 4);
  }

  /** True when records of an earlier run were found. */
  boolean isResumed() {
    return resumed && !durable.isEmpty();
  }

  /** True when an earlier run has copied and verified everything. */
  boolean isFinished() {
    return finished;
  }

  boolean isDurable(int chunk) {
    return durable.get(chunk);
  }

  /** The digest of a durable chunk. */
  byte[] digest(int chunk) {
    byte[] digest = new byte[DIGEST];
    System.arraycopy(digests, chunk * DIGEST, digest, 0, DIGEST);
    return digest;
  }

  /** A chunk whose data is durable. */
  record Entry(int chunk, byte[] digest) {}

  /** Appends records and makes them durable. The chunks' data must be durable already. */
  void append(List<Entry> entries) {
    ByteBuffer records = ByteBuffer.allocate(entries.size() * RECORD);
    for (Entry entry : entries) {
      put(records, entry.chunk(), entry.digest());
      System.arraycopy(entry.digest(), 0, digests, entry.chunk() * DIGEST, DIGEST);
    }
    write(records.flip());
    entries.forEach(e -> durable.set(e.chunk()));
  }

  /** Notes that everything is copied, durable and verified. */
  void finish() {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    put(record, FINISHED, new byte[DIGEST]);
    write(record.flip());
    finished = true;
  }

  /** Forgets everything: what was thought durable was not what was read. */
  void reset() {
    try {
      FileChannel _ = channel.truncate(HEADER);
      channel.force(true);
      durable.clear();
      finished = false;
    } catch (IOException e) {
      throw new PeerRefused("The copy journal " + path + " cannot be reset: " + e.getMessage(), e);
    }
  }

  private static void put(ByteBuffer records, int index, byte[] digest) {
    int start = records.position();
    records.putInt(index).put(digest);
    records.putInt(crc(records.array(), start, RECORD - 4));
  }

  private void write(ByteBuffer records) {
    try {
      long at = channel.size();
      while (records.hasRemaining()) {
        at += channel.write(records, at);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new PeerRefused(
          "The copy journal " + path + " cannot be written: " + e.getMessage() + ". Free space.",
          e);
    }
  }

  /** One digest over all chunks' digests: equal disks have equal ones. */
  byte[] combined() {
    return sha256().digest(digests);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new io.wherry.problems.Defect("SHA-256 is missing in this JDK.", e);
    }
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
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
