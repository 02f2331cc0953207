package io.wherry.testkit.crash;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Journal;
import java.util.List;

/** A journal behind a gate. */
public record GatedJournal(Journal journal, Gate gate) implements Journal {
  @Override
  public List<Entry> entries() {
    return gate.call("journal.entries", journal::entries);
  }

  @Override
  public void add(List<Entry> entries) {
    gate.run(
        "journal.add " + entries.getFirst().getClass().getSimpleName(), () -> journal.add(entries));
  }
}
