package io.wherry.blocks.copy;

import io.wherry.problems.NoSpace;
import java.util.OptionalLong;

/** Whether the data will fit, as far as that can be known before it is read. */
final class Room {
  private Room() {}

  /**
   * Says that the target's storage has too little room, or refuses where nobody would wait for it.
   * A source without a map may hold zeros, which need none.
   *
   * @throws NoSpace there is too little, and the copy must not wait
   */
  static void check(CopyJob job, GranuleMap data, CopyListener listener) {
    OptionalLong room = job.target().room();
    long needed = data.bytes();
    if (room.isEmpty() || needed <= room.getAsLong()) {
      return;
    }
    String message =
        "The source holds up to %d MiB of data, the target's storage has room for %d MiB."
            .formatted(needed >> 20, room.getAsLong() >> 20);
    boolean mapped = needed < data.size();
    if (mapped && job.options().patience().space().isZero()) {
      throw new NoSpace(message + " Free space, or let the copy wait for it.");
    }
    listener.note(message + " The copy waits when there is none left.");
  }
}
