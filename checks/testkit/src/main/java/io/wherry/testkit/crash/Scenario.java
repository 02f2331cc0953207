package io.wherry.testkit.crash;

import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Trait;
import java.util.List;
import java.util.Set;

/** One run in a universe of its own. The matrix makes a new one for every death. */
public interface Scenario {
  /** The route the run takes. */
  Itinerary<?> itinerary();

  Set<? extends Trait> traits();

  /**
   * Starts the program, or starts it again: goes on from the journal until the run is over. The
   * universe stays as it was; only what goes through the gate may touch it.
   */
  void live(Gate gate);

  /** What the journal says now. */
  List<Entry> journal();

  /**
   * Everything outside that must be the same however often the program died: objects, contents, the
   * outcome. No ids that a peer picks, no times.
   */
  Object picture();
}
