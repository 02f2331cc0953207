package io.wherry.itinerary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the journals of loops that turn for weeks small: forgets rounds that are long over. Steps
 * in loops must have cleaned up behind a round when the next but one begins: a forgotten round is
 * not undone.
 */
public final class Brevity {
  private Brevity() {}

  /**
   * The entries without those of old rounds. What a story says of the rest stays the same.
   *
   * @param keep how many finished rounds of each loop stay
   */
  public static List<Entry> shorten(List<Entry> entries, int keep) {
    Map<String, Integer> last = new HashMap<>();
    for (Entry entry : entries) {
      if (entry instanceof Entry.RoundEnded e) {
        last.merge(e.path(), e.round(), Math::max);
      }
    }
    if (last.values().stream().allMatch(n -> n <= keep)) {
      return entries;
    }
    List<Entry> kept = new ArrayList<>(entries);
    kept.removeIf(e -> isOld(e, last, keep));
    return List.copyOf(kept);
  }

  private static boolean isOld(Entry entry, Map<String, Integer> last, int keep) {
    return switch (entry) {
      case Entry.Began e -> isOld(e.leg(), last, keep);
      case Entry.Noted e -> isOld(e.leg(), last, keep);
      case Entry.Finished e -> isOld(e.leg(), last, keep);
      case Entry.RoundEnded e -> !e.last() && isOld(e.path(), e.round(), last, keep);
      case Entry.Opened _, Entry.Stopped _, Entry.TurnedBack _, Entry.Undone _, Entry.Ended _ ->
          false;
    };
  }

  private static boolean isOld(LegKey leg, Map<String, Integer> last, int keep) {
    int slash = leg.path().indexOf('/');
    return slash > 0 && isOld(leg.path().substring(0, slash), leg.round(), last, keep);
  }

  private static boolean isOld(String loop, int round, Map<String, Integer> last, int keep) {
    return round <= last.getOrDefault(loop, 0) - keep;
  }
}
