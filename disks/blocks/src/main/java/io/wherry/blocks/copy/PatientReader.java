package io.wherry.blocks.copy;

import io.wherry.blocks.BlockReader;
import io.wherry.problems.PeerUnavailable;
import java.nio.ByteBuffer;

/** Reads again, through a new reader, when the source went away for a moment. */
final class PatientReader implements AutoCloseable {
  private final BlockReader origin;
  private final Patience patience;
  private final StopSignal stop;
  private final CopyListener listener;
  private BlockReader reader;

  PatientReader(BlockReader origin, Patience patience, StopSignal stop, CopyListener listener) {
    this.origin = origin;
    this.patience = patience;
    this.stop = stop;
    this.listener = listener;
    this.reader = origin.another();
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
        reader.read(offset, into);
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
        boolean _ = stop.await(wait);
        wait *= 2;
        reopen();
      }
    }
  }

  private void reopen() {
    try {
      BlockReader fresh = origin.another();
      reader.close();
      reader = fresh;
    } catch (PeerUnavailable _) {
      // the old one is tried once more; the next attempt counts
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
