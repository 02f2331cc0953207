package io.wherry.vmimport.run;

import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.LegKey;
import io.wherry.itinerary.Story;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportWorld;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a run has done of one stage of its route.
 *
 * @param places steps of the stage that the run takes
 */
record StageLegs(List<Itinerary.Place<ImportWorld>> places, Story story) {
  /** Passages through the stage's steps, all rounds, as far as the journal keeps them. */
  List<LegKey> begun() {
    Set<String> paths =
        places.stream().map(Itinerary.Place::path).collect(Collectors.toUnmodifiableSet());
    return story.legs().stream().filter(l -> paths.contains(l.path())).toList();
  }

  boolean contains(LegKey leg) {
    return places.stream().anyMatch(p -> p.path().equals(leg.path()));
  }

  /** True when nothing of the stage is left to do. */
  boolean areDone() {
    return places.stream().allMatch(this::isDone);
  }

  /** True when all disks were copied at least once. */
  boolean hasCopied() {
    return begun().stream()
        .filter(l -> WarmProjection.COPIES.contains(l.step()))
        .anyMatch(l -> story.finishedAt(l).isPresent());
  }

  /** The number of the warm round that was copied last, counted from 1; empty for other copies. */
  OptionalInt lastRound() {
    return story.opened().filter(o -> o.itinerary().equals("warm")).isEmpty()
        ? OptionalInt.empty()
        : begun().stream()
            .filter(l -> l.step().equals(ImportPhase.COPY_DISKS.wire()))
            .mapToInt(l -> l.round() + 1)
            .max();
  }

  private boolean isDone(Itinerary.Place<ImportWorld> place) {
    int slash = place.path().indexOf('/');
    return slash > 0
        ? story.loopIsLeft(place.path().substring(0, slash))
        : story.finishedAt(new LegKey(place.path(), place.leg().step().id().wire(), 0)).isPresent();
  }
}
