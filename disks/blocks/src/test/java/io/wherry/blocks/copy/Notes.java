package io.wherry.blocks.copy;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps what a copy says. */
final class Notes implements CopyListener {
  private final ConcurrentLinkedQueue<String> notes = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<CopyProgress> progress = new ConcurrentLinkedQueue<>();

  @Override
  public void progress(CopyProgress now) {
    progress.add(now);
  }

  @Override
  public void note(String message) {
    notes.add(message);
  }

  List<String> all() {
    return List.copyOf(notes);
  }

  List<CopyProgress> progress() {
    return List.copyOf(progress);
  }
}
