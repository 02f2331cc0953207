package io.wherry.itinerary;

import java.util.List;

/** Where a run's story is kept. One writer at a time. */
public interface Journal {
  /** Everything so far, in order. */
  List<Entry> entries();

  /** Adds entries in order, all or none; durable when it returns. Blocks. */
  void add(List<Entry> entries);
}
