package io.wherry.itinerary;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in memory: for tests, and for the simulation of routes. */
public final class MemoryJournal implements Journal {
  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

  @Override
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public void add(List<Entry> more) {
    entries.addAll(more);
  }
}
