package io.wherry.testkit.crash;

import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Entry;
import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.Step;
import io.wherry.itinerary.Trait;
import io.wherry.itinerary.When;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.Assertions;

/** Fails a test when a leg, a branch of a condition, or an undo of a route was never exercised. */
public final class RouteCoverage {
  private final Itinerary<?> itinerary;
  private final Set<String> seen = new LinkedHashSet<>();

  public RouteCoverage(Itinerary<?> itinerary) {
    this.itinerary = itinerary;
  }

  /** Counts what a run has exercised. */
  public void add(Set<? extends Trait> traits, List<Entry> journal) {
    for (var place : itinerary.places()) {
      branches(place.leg().when(), traits).forEach(b -> seen.add(place.path() + " " + b));
    }
    for (Entry entry : journal) {
      switch (entry) {
        case Entry.Finished e -> seen.add(e.leg().path() + " leg");
        case Entry.Undone e -> seen.add(e.leg().path() + " undo");
        case Entry.RoundEnded e -> seen.add(e.path() + (e.last() ? " left" : " again"));
        default -> {}
      }
    }
  }

  /** As {@link #add(Set, List)} for a scenario that was run. */
  public void add(Scenario scenario) {
    add(scenario.traits(), scenario.journal());
  }

  /** Fails with everything that was never exercised. */
  public void assertComplete() {
    Set<String> missing = new LinkedHashSet<>(wanted());
    missing.removeAll(seen);
    Assertions.assertThat(missing).as("never exercised in itinerary " + itinerary.name()).isEmpty();
  }

  private Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>();
    for (var place : itinerary.places()) {
      wanted.add(place.path() + " leg");
      if (hasUndo(place.leg().step())) {
        wanted.add(place.path() + " undo");
      }
      parts(place.leg().when())
          .forEach(part -> {
            wanted.add(place.path() + " " + part.text() + "=true");
            wanted.add(place.path() + " " + part.text() + "=false");
          });
      int slash = place.path().indexOf('/');
      if (slash > 0) {
        wanted.add(place.path().substring(0, slash) + " left");
        wanted.add(place.path().substring(0, slash) + " again");
      }
    }
    return wanted;
  }

  private static Set<String> branches(When when, Set<? extends Trait> traits) {
    Set<String> result = new LinkedHashSet<>();
    parts(when).forEach(p -> result.add(p.text() + "=" + p.holds(traits)));
    return result;
  }

  private static List<When> parts(When when) {
    return switch (when) {
      case When.Always() -> List.of();
      case When.Has has -> List.of(has);
      case When.Not(var inner) -> parts(inner);
      case When.All(var all) -> all.stream().flatMap(p -> parts(p).stream()).toList();
      case When.Any(var any) -> any.stream().flatMap(p -> parts(p).stream()).toList();
    };
  }

  private static boolean hasUndo(Step<?> step) {
    try {
      return step.getClass()
              .getMethod("undo", Object.class, Notes.class, Ending.class)
              .getDeclaringClass()
          != Step.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }
}
