package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.blocks.BlockWriter;
import io.wherry.problems.NoSpace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One worker of the copy: reads a chunk, digests it, writes what of it the target lacks. */
final class ChunkCopier implements Crew.Worker {
  private static final long SPACE_NANOS = 1_000_000_000;
  private static final int NOTE_SECONDS = 60;

  /** What the workers of a pass have in common. */
  record Shared(
      Round round, Commits commits, Meter meter, StopSignal stop, CopyListener listener) {}

  private final Shared shared;
  private final Round round;
  private final Geometry geometry;
  private final ChunkJournal journal;
  private final Meter meter;
  private final PatientReader source;
  private final BlockWriter target;
  private @Nullable BlockReader readBack;
  private final KnownChunks siblings;
  private final ChunkBuffer buffer;
  private @Nullable ChunkBuffer compared;

  ChunkCopier(Shared shared) {
    this.shared = shared;
    this.round = shared.round();
    this.geometry = round.geometry();
    this.journal = round.journal();
    this.meter = shared.meter();
    this.source =
        new PatientReader(
            round.job().source(),
            round.job().options().patience(),
            shared.stop(),
            shared.listener());
    this.target = round.job().target().another();
    this.siblings = round.job().options().siblings();
    this.buffer = new ChunkBuffer(geometry, journal.digestKind());
  }

  @Override
  public void chunk(int chunk) {
    if (round.isIdle(chunk)) {
      return;
    }
    int weight = round.weight(chunk);
    if (journal.isDone(chunk)) {
      meter.skipped.add(weight);
    } else if (!isKnown(chunk)) {
      transfer(chunk);
    }
    meter.done(weight);
  }

  /** Whether the source's own digest saves reading it. */
  private boolean isKnown(int chunk) {
    Optional<byte[]> digest = siblings.ofSource(chunk);
    if (digest.isEmpty()) {
      return false;
    }
    boolean same =
        journal.isTrusted(chunk) && Digests.equal(digest.get(), 0, journal.digest(chunk), 0);
    if (same) {
      meter.skipped.add(round.weight(chunk));
      shared.commits().add(new ChunkJournal.Content(chunk, digest.get()), 0);
      return true;
    }
    return !Digests.isZero(digest.get()) && isAtHand(chunk, digest.get());
  }

  /** Whether another disk of the target's storage held the chunk. */
  private boolean isAtHand(int chunk, byte[] digest) {
    int length = geometry.length(chunk);
    long all = geometry.all(chunk);
    buffer.startEmpty();
    if (siblings.take(digest, geometry.offset(chunk), length)) {
      buffer.each(chunk, all, this::readBack);
      buffer.digest(chunk, all, 0);
      if (Digests.equal(buffer.digest(), 0, digest, 0)) {
        meter.cloned.add(length);
        note(chunk, digest);
        return true;
      }
      journal.forget(List.of(chunk)); // something else is there now
    }
    buffer.startEmpty();
    if (siblings.read(digest, buffer.whole(chunk))) {
      buffer.digest(chunk, all, 0);
      if (Digests.equal(buffer.digest(), 0, digest, 0)) {
        put(chunk, Optional.empty(), digest);
        meter.skipped.add(round.weight(chunk));
        note(chunk, digest);
        return true;
      }
    }
    return false;
  }

  private void transfer(int chunk) {
    boolean trusted = journal.isTrusted(chunk);
    byte[] before = journal.digest(chunk);
    Optional<byte[]> known =
        trusted ? round.leaves().leaves(chunk, before, buffer.digests()) : Optional.empty();
    long wanted = geometry.all(chunk);
    buffer.startEmpty();
    if (known.isPresent() && round.changed() != null) {
      buffer.start(known.get());
      wanted = round.changed().mask(chunk);
    }
    read(chunk, wanted);
    byte[] digest = buffer.digest();
    var content = new ChunkJournal.Content(chunk, digest);
    if (trusted && Digests.equal(digest, 0, before, 0)) {
      meter.skipped.add(geometry.bytes(chunk, wanted));
      shared.commits().add(content, 0);
      return;
    }
    put(chunk, known, digest);
    note(chunk, digest);
  }

  private void note(int chunk, byte[] digest) {
    long at = meter.now();
    patiently(() -> round.leaves().put(chunk, buffer.leaves()));
    long _ = meter.spent(Meter.Stage.JOURNAL, at);
    var content = new ChunkJournal.Content(chunk, digest);
    patiently(() -> shared.commits().add(content, geometry.length(chunk)));
  }

  private void read(int chunk, long wanted) {
    long data = wanted & round.data().mask(chunk);
    int bytes = data == 0 ? 0 : geometry.bytes(chunk, data);
    long at = meter.now();
    for (RateLimiter.Share limit : round.job().options().limits()) {
      limit.acquire(bytes, shared.stop());
    }
    at = meter.spent(Meter.Stage.THROTTLE, at);
    buffer.each(chunk, data, source::read);
    meter.read.add(bytes);
    at = meter.spent(Meter.Stage.READ, at);
    buffer.digest(chunk, data, wanted & ~data);
    long _ = meter.spent(Meter.Stage.DIGEST, at);
  }

  /** Writes the granules that the target lacks, and zeros where it holds something else. */
  private void put(int chunk, Optional<byte[]> known, byte[] digest) {
    long nonZero = buffer.nonZero();
    long differing = known.map(buffer::differing).orElse(geometry.all(chunk));
    boolean blank =
        known.isEmpty()
            && journal.base() == ChunkJournal.Base.ZEROS
            && !journal.isTrusted(chunk)
            && !journal.isSoiled(chunk);
    long zero = blank ? 0 : differing & ~nonZero;
    long write = differing & nonZero;
    long at = meter.now();
    if (write == geometry.all(chunk) && isCloned(chunk, digest)) {
      meter.cloned.add(geometry.length(chunk));
    } else {
      buffer.each(chunk, write, this::write);
      buffer.each(
          chunk,
          zero,
          (offset, bytes) -> {
            int length = bytes.remaining();
            patiently(() -> target.zero(offset, length, BlockWriter.Hole.ALLOWED));
          });
    }
    long _ = meter.spent(Meter.Stage.WRITE, at);
  }

  /** Lets the target share a chunk of another disk, if that still holds what its journal says. */
  private boolean isCloned(int chunk, byte[] digest) {
    if (!siblings.take(digest, geometry.offset(chunk), geometry.length(chunk))) {
      return false;
    }
    if (compared == null) {
      compared = new ChunkBuffer(geometry, journal.digestKind());
    }
    compared.each(chunk, geometry.all(chunk), this::readBack);
    return compared.holdsTheSame(buffer, geometry.length(chunk));
  }

  private void readBack(long offset, ByteBuffer into) {
    if (readBack == null) {
      readBack = round.job().readBack().another();
    }
    readBack.read(offset, into);
  }

  private void write(long offset, ByteBuffer bytes) {
    int length = bytes.remaining();
    int start = bytes.position();
    patiently(() -> target.write(offset, bytes.position(start)));
    meter.written.add(length);
  }

  /** Does it again while there is no room, as long as patience lasts. */
  private void patiently(Runnable write) {
    long seconds = round.job().options().patience().space().toSeconds();
    for (long waited = 0; ; waited++) {
      try {
        write.run();
        return;
      } catch (NoSpace full) {
        if (waited >= seconds || waitForSpace(full, waited)) {
          throw full;
        }
      }
    }
  }

  /** True when it was stopped instead. */
  private boolean waitForSpace(NoSpace full, long waited) {
    if (waited % NOTE_SECONDS == 0) {
      shared.listener().note("the target is full; waiting for room: " + full.getMessage());
    }
    long at = meter.now();
    boolean stopped = shared.stop().await(SPACE_NANOS);
    long _ = meter.spent(Meter.Stage.SPACE, at);
    return stopped;
  }

  @Override
  public void close() {
    source.close();
    if (readBack != null) {
      readBack.close();
    }
    target.close();
  }
}
