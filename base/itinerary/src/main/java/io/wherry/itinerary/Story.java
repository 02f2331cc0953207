package io.wherry.itinerary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a journal says, folded: where the run is, what was finished, noted and undone. */
public final class Story {
  private final Map<LegKey, Instant> began = new LinkedHashMap<>();
  private final Map<LegKey, Entry.Finished> finished = new LinkedHashMap<>();
  private final Map<LegKey, Map<String, String>> notes = new LinkedHashMap<>();
  private final Map<String, LegKey> latest = new LinkedHashMap<>();
  private final Map<LegKey, String> undone = new LinkedHashMap<>();
  private final Map<String, Integer> rounds = new LinkedHashMap<>();
  private final Set<String> leftLoops = new LinkedHashSet<>();
  private Entry.@Nullable Opened opened;
  private Entry.@Nullable Stopped stopped;
  private Entry.@Nullable TurnedBack turned;
  private Entry.@Nullable Ended ended;

  /** The story told by the entries. */
  public static Story of(List<Entry> entries) {
    Story story = new Story();
    entries.forEach(story::append);
    return story;
  }

  void append(Entry entry) {
    switch (entry) {
      case Entry.Opened e -> opened = e;
      case Entry.Began e -> {
        began.putIfAbsent(e.leg(), e.at());
        latest.put(e.leg().step(), e.leg());
      }
      case Entry.Noted e -> notesOf(e.leg()).put(e.key(), e.value());
      case Entry.Finished e -> {
        finished.put(e.leg(), e);
        notesOf(e.leg()).putAll(e.facts());
      }
      case Entry.Stopped e -> stopped = e;
      case Entry.RoundEnded e -> {
        rounds.merge(e.path(), e.round(), Math::max);
        if (e.last()) {
          leftLoops.add(e.path());
        }
      }
      case Entry.TurnedBack e -> turned = e;
      case Entry.Undone e -> undone.put(e.leg(), e.leftBehind());
      case Entry.Ended e -> ended = e;
    }
  }

  public Optional<Entry.Opened> opened() {
    return Optional.ofNullable(opened);
  }

  /** The step that could not go on, if one did. */
  public Optional<Entry.Stopped> stopped() {
    return Optional.ofNullable(stopped);
  }

  public Optional<Entry.TurnedBack> turnedBack() {
    return Optional.ofNullable(turned);
  }

  public Optional<Entry.Ended> ended() {
    return Optional.ofNullable(ended);
  }

  /** Legs in the order they began. */
  public List<LegKey> legs() {
    return List.copyOf(began.keySet());
  }

  /** The leg that began last; empty before the first. */
  public Optional<LegKey> current() {
    return began.isEmpty() ? Optional.empty() : Optional.of(legs().getLast());
  }

  public Optional<Instant> beganAt(LegKey leg) {
    return Optional.ofNullable(began.get(leg));
  }

  public Optional<Instant> finishedAt(LegKey leg) {
    return Optional.ofNullable(finished.get(leg)).map(Entry.Finished::at);
  }

  public boolean isUndone(LegKey leg) {
    return undone.containsKey(leg);
  }

  /** What could not be taken back, by leg. */
  public Map<LegKey, String> leftBehind() {
    Map<LegKey, String> result = new LinkedHashMap<>(undone);
    result.values().removeIf(String::isEmpty);
    return result;
  }

  /** Notes and facts of a leg. */
  public Map<String, String> notes(LegKey leg) {
    return Map.copyOf(notes.getOrDefault(leg, Map.of()));
  }

  /** A note or fact of a step's latest round. */
  public Optional<String> fact(String step, String key) {
    return Optional.ofNullable(latest.get(step)).map(notes::get).map(m -> m.get(key));
  }

  /** Number of the loop's last finished round; 0 when it was entered, empty before. */
  public OptionalInt roundsOver(String path) {
    Integer last = rounds.get(path);
    return last == null ? OptionalInt.empty() : OptionalInt.of(last);
  }

  /** True when the loop at the path was left. */
  public boolean loopIsLeft(String path) {
    return leftLoops.contains(path);
  }

  /** Legs to undo, the latest first. */
  List<LegKey> toUndo() {
    List<LegKey> result = new ArrayList<>(began.keySet());
    result.removeIf(undone::containsKey);
    return result.reversed();
  }

  private Map<String, String> notesOf(LegKey leg) {
    return notes.computeIfAbsent(leg, _ -> new LinkedHashMap<>());
  }
}
