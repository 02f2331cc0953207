package io.wherry.blocks.copy;

import io.wherry.blocks.digest.DigestKind;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a target holds: a digest per chunk, in rounds. A round copies one version of the source; the
 * next one starts from what the last one left. Records are appended after the data was written; a
 * mark says up to which record the data is durable. After a killed process all records count (the
 * kernel has the data), after a crash of the machine only those before the last mark.
 */
final class ChunkJournal implements AutoCloseable {
  /** What the target reads as where nothing was written in the first round. */
  enum Base {
    ZEROS,
    UNKNOWN
  }

  private static final int FINISHED = -1;
  private static final int ROUND = -2;
  private static final int DURABLE = -3;
  private static final int BOOT = -4;
  private static final int FORGET = 1;
  private static final byte[] NOTHING = new byte[Digests.BYTES];
  private static final int SLACK = 1024;

  private final Geometry geometry;
  private final JournalFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private final byte[] digests;
  private final BitSet done = new BitSet();
  private final BitSet trusted = new BitSet();
  private final BitSet soiled = new BitSet();
  private byte[] version = NOTHING;
  private byte[] finishedVersion = NOTHING;
  private byte[] boot = NOTHING;
  private int rounds;
  private Base base = Base.UNKNOWN;
  private boolean finished;
  private long durableEnd;

  private ChunkJournal(JournalFile file) {
    this.geometry = file.header().geometry();
    this.file = file;
    this.digests = new byte[Math.multiplyExact(geometry.chunks(), Digests.BYTES)];
  }

  /**
   * Opens or makes the journal of a target.
   *
   * @param wanted what a new journal is like; one that exists keeps its kind of digest
   * @param now identity of this boot of this machine
   */
  static ChunkJournal open(Path path, JournalHeader wanted, byte[] now) {
    ChunkJournal journal = new ChunkJournal(JournalFile.open(path, wanted));
    journal.load();
    if (!Arrays.equals(journal.boot, now)) {
      // Another boot, or another machine: data that was not made durable may be gone.
      long keep = journal.durableEnd;
      journal.close();
      journal = new ChunkJournal(JournalFile.open(path, wanted));
      journal.load(keep);
      journal.file.append(List.of(new JournalFile.Entry(BOOT, 0, now)));
      journal.file.force();
      journal.boot = now;
    } else {
      journal.file.cut(journal.file.end());
    }
    return journal;
  }

  /** The journal of some copy, for reading. Empty when there is none. */
  static Optional<ChunkJournal> existing(Path path) {
    Optional<JournalFile> file = JournalFile.openExisting(path);
    return file.map(f -> {
      ChunkJournal journal = new ChunkJournal(f);
      journal.load();
      return journal;
    });
  }

  /** Identity of this boot of this machine. */
  static byte[] bootOfMachine() {
    try {
      return Digests.ofText(Files.readString(Path.of("/proc/sys/kernel/random/boot_id")));
    } catch (java.io.IOException _) {
      // Unknown: never the same, so only durable records count.
      return Digests.ofText("unknown" + ProcessHandle.current().pid() + System.nanoTime());
    }
  }

  private void load() {
    file.load(geometry.chunks(), this::take);
  }

  private void load(long keep) {
    file.load(
        geometry.chunks(),
        (entry, end) -> {
          if (end <= keep) {
            take(entry, end);
          }
        });
    file.cut(Math.min(file.end(), Math.max(keep, file.header().bytes())));
  }

  private void take(JournalFile.Entry entry, long end) {
    switch (entry.index()) {
      case FINISHED -> noteFinished();
      case ROUND -> noteRound(entry.digest(), entry.flag() == 1 ? Base.ZEROS : Base.UNKNOWN);
      case BOOT -> boot = entry.digest();
      case DURABLE -> durableEnd = Math.max(durableEnd, ByteBuffer.wrap(entry.digest()).getLong());
      default -> noteChunk(entry);
    }
  }

  private void noteChunk(JournalFile.Entry entry) {
    int chunk = entry.index();
    if (chunk < 0) {
      return; // a kind of a later version: it cannot change what chunks hold
    }
    boolean known = entry.flag() != FORGET;
    System.arraycopy(entry.digest(), 0, digests, chunk * Digests.BYTES, Digests.BYTES);
    done.set(chunk, known);
    trusted.set(chunk, known);
    soiled.set(chunk, !known);
  }

  private void noteFinished() {
    finished = true;
    finishedVersion = version;
    trusted.set(0, geometry.chunks());
  }

  private void noteRound(byte[] next, Base nextBase) {
    if (!finished) {
      // A chunk that this round did not reach may have been torn by it, unless it was the first.
      trusted.and(done);
    }
    rounds++;
    base = rounds == 1 ? nextBase : Base.UNKNOWN;
    version = next;
    finished = false;
    done.clear();
  }

  /** Whether it is the journal of the target with that digest of its identity. */
  boolean isOfTarget(byte[] identity) {
    return Arrays.equals(file.header().target(), identity);
  }

  Geometry geometry() {
    return geometry;
  }

  /** What the digests are made with. */
  DigestKind digestKind() {
    return file.header().kind();
  }

  /** True before the first round. */
  boolean isNew() {
    return rounds == 0;
  }

  /** True when the current round is of that version. */
  boolean isOf(byte[] wanted) {
    return rounds > 0 && Arrays.equals(version, wanted);
  }

  /**
   * True when the last round is finished, or this one goes on from a finished one, of that version.
   */
  boolean isBasedOn(byte[] wanted) {
    return rounds > 0 && Arrays.equals(finishedVersion, wanted);
  }

  /** True when some round was finished, and this one goes on from it. */
  boolean isBasedOnFinished() {
    return !Arrays.equals(finishedVersion, NOTHING);
  }

  /** True when the current round has copied and verified everything. */
  boolean isFinished() {
    return finished;
  }

  /** True when some chunk of the current round is there already. */
  boolean isBegun() {
    return !done.isEmpty();
  }

  /** Starts a round. What was written before must be durable. */
  void begin(byte[] next, Base nextBase) {
    lock.lock();
    try {
      compact();
      file.append(List.of(new JournalFile.Entry(ROUND, nextBase == Base.ZEROS ? 1 : 0, next)));
      noteRound(next, nextBase);
      mark(file.end());
    } finally {
      lock.unlock();
    }
  }

  /** After many rounds: one record per chunk is enough. Only what a finished round left. */
  private void compact() {
    long records = file.end() / JournalFile.RECORD;
    if (!finished || records < 2L * geometry.chunks() + SLACK) {
      return;
    }
    List<JournalFile.Entry> entries = new ArrayList<>();
    entries.add(new JournalFile.Entry(BOOT, 0, boot));
    entries.add(new JournalFile.Entry(ROUND, 0, version));
    for (int chunk = 0; chunk < geometry.chunks(); chunk++) {
      byte[] digest = digest(chunk);
      if (!Digests.isZero(digest)) {
        entries.add(new JournalFile.Entry(chunk, 0, digest));
      }
    }
    entries.add(new JournalFile.Entry(FINISHED, 0, root()));
    long end = file.header().bytes() + (long) entries.size() * JournalFile.RECORD;
    entries.add(durableUpTo(end));
    file.replace(entries);
  }

  /** Whether the chunk is copied in this round. */
  boolean isDone(int chunk) {
    lock.lock();
    try {
      return done.get(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the target holds what the digest says. */
  boolean isTrusted(int chunk) {
    lock.lock();
    try {
      return trusted.get(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the target holds something else than was written there. */
  boolean isSoiled(int chunk) {
    lock.lock();
    try {
      return soiled.get(chunk);
    } finally {
      lock.unlock();
    }
  }

  /** What the target reads as where this round wrote nothing. */
  Base base() {
    return base;
  }

  /** The chunk's digest; zeros for a chunk of zeros, or one that is not known. */
  byte[] digest(int chunk) {
    return Arrays.copyOfRange(digests, chunk * Digests.BYTES, (chunk + 1) * Digests.BYTES);
  }

  /** A chunk's new content. */
  record Content(int chunk, byte[] digest) {}

  /** Notes chunks whose data is with the kernel. */
  void written(List<Content> contents) {
    lock.lock();
    try {
      List<JournalFile.Entry> entries =
          contents.stream().map(c -> new JournalFile.Entry(c.chunk(), 0, c.digest())).toList();
      file.append(entries);
      entries.forEach(this::noteChunk);
    } finally {
      lock.unlock();
    }
  }

  /** Notes chunks whose content on the target turned out to be wrong. */
  void forget(List<Integer> chunks) {
    lock.lock();
    try {
      List<JournalFile.Entry> entries =
          chunks.stream().map(c -> new JournalFile.Entry(c, FORGET, NOTHING)).toList();
      file.append(entries);
      entries.forEach(this::noteChunk);
      file.force();
    } finally {
      lock.unlock();
    }
  }

  /** Where the records end now: after a flush of the target, {@link #durable} may be told so. */
  long position() {
    lock.lock();
    try {
      return file.end();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that the data of all records before the position is durable. */
  void durable(long position) {
    lock.lock();
    try {
      mark(position);
    } finally {
      lock.unlock();
    }
  }

  private void mark(long position) {
    // Twice in order: a mark must never be there without the records it speaks of.
    file.force();
    file.append(List.of(durableUpTo(position)));
    file.force();
    durableEnd = Math.max(durableEnd, position);
  }

  private static JournalFile.Entry durableUpTo(long position) {
    byte[] where = ByteBuffer.allocate(Digests.BYTES).putLong(position).array();
    return new JournalFile.Entry(DURABLE, 0, where);
  }

  /** Notes that everything is copied, durable and verified. */
  void finish() {
    lock.lock();
    try {
      file.append(List.of(new JournalFile.Entry(FINISHED, 0, root())));
      noteFinished();
      mark(file.end());
    } finally {
      lock.unlock();
    }
  }

  /** The digest of the whole disk as text: the function's name, a colon, hexadecimal digits. */
  String rootText() {
    return digestKind().word() + ":" + HexFormat.of().formatHex(root());
  }

  /** The digest of the whole disk. */
  byte[] root() {
    return new Digests(digestKind()).root(geometry, digests);
  }

  @Override
  public void close() {
    file.close();
  }
}
