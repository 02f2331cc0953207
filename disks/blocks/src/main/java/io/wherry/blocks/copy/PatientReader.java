package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.PeerUnavailable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads again, through a new reader, when the source went away for a moment; also when it is away
 * just when the first reader is opened.
 */
final class PatientReader implements AutoCloseable {
  private final BlockReader origin;
  private final Patience patience;
  private final StopSignal stop;
  private final CopyListener listener;
  private @Nullable BlockReader reader;

  PatientReader(BlockReader origin, Patience patience, StopSignal stop, CopyListener listener) {
    this.origin = origin;
    this.patience = patience;
    this.stop = stop;
    this.listener = listener;
  }

  /**
   * Fills the buffer.
   *
   * @throws PeerUnavailable every attempt failed; the message names the offset
   */
  void read(long offset, ByteBuffer into) {
    int start = into.position();
    long wait = patience.firstRetry().toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        into.position(start);
        current().read(offset, into);
        return;
      } catch (PeerUnavailable problem) {
        if (attempt >= patience.attempts() || stop.isStopped()) {
          throw new PeerUnavailable(
              "Reading %d bytes at %d failed %d times: %s"
                  .formatted(into.limit() - start, offset, attempt, problem.getMessage()),
              problem);
        }
        listener.note(
            "reading at %d failed (%s); attempt %d of %d follows"
                .formatted(offset, problem.getMessage(), attempt + 1, patience.attempts()));
        close();
        boolean _ = stop.await(wait);
        wait *= 2;
      }
    }
  }

  private BlockReader current() {
    BlockReader open = reader == null ? origin.another() : reader;
    reader = open;
    return open;
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
