package io.wherry.itinerary;

import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import java.time.Instant;
import java.util.List;

/** The journal and its story, kept in step; tries again while the journal's keeper is away. */
final class Logbook {
  private final VoyageSetting setting;
  private final Story story;

  Logbook(VoyageSetting setting) {
    this.setting = setting;
    this.story = Story.of(setting.journal().entries());
  }

  Story story() {
    return story;
  }

  Instant now() {
    return setting.clock().instant();
  }

  void add(Entry... entries) throws InterruptedException {
    Patience patience = new Patience();
    while (!tryAdd(List.of(entries))) {
      setting.waiter().await(patience.next());
    }
  }

  /** For {@link Notes#put}, whose caller is asked again by the engine when this throws. */
  void addNow(Entry entry) {
    setting.journal().add(List.of(entry));
    tell(List.of(entry));
  }

  private boolean tryAdd(List<Entry> entries) {
    try {
      setting.journal().add(entries);
    } catch (PeerUnavailable | StaleWrite _) {
      return false;
    }
    tell(entries);
    return true;
  }

  private void tell(List<Entry> entries) {
    for (Entry entry : entries) {
      story.append(entry);
      setting.listener().entered(entry);
    }
  }
}
