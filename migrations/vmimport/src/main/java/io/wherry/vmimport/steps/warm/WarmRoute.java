package io.wherry.vmimport.steps.warm;

import static io.wherry.itinerary.When.has;

import io.wherry.itinerary.Itinerary;
import io.wherry.vmimport.steps.ImportPhase;
import io.wherry.vmimport.steps.ImportStage;
import io.wherry.vmimport.steps.ImportWorld;
import io.wherry.vmimport.steps.RouteParts;

/**
 * The route of warm imports.
 *
 * @source plans-and-migrations.md section 3.3
 */
public final class WarmRoute {
  private WarmRoute() {}

  /** Rounds while the machine runs, then the cutover. */
  public static Itinerary<ImportWorld> revision1() {
    var route = Itinerary.<ImportWorld>named("warm", 1);
    RouteParts.begin(route);
    snapshot(route, SnapshotKind.INITIAL);
    route.go(new StoreDeltas(ImportPhase.STORE_INITIAL_SNAPSHOT_DELTAS, SnapshotKind.INITIAL));
    RouteParts.volumes(route);
    route
        .stage(ImportStage.DISK_TRANSFER)
        .go(RouteParts.copy(ImportPhase.COPY_DISKS))
        .go(new CopyingPaused())
        .loopUntil(
            "precopy until cutover",
            (_, notes) ->
                notes
                    .of(ImportPhase.COPYING_PAUSED, CopyingPaused.NEXT)
                    .filter(CopyingPaused.CUTOVER::equals)
                    .isPresent(),
            WarmRoute::round);
    route.stage(ImportStage.CUTOVER);
    RouteParts.powerOff(route);
    removal(
        route,
        ImportPhase.REMOVE_PENULTIMATE_SNAPSHOT,
        ImportPhase.WAIT_FOR_PENULTIMATE_SNAPSHOT_REMOVAL);
    snapshot(route, SnapshotKind.FINAL);
    route
        .go(new AddCheckpoint(ImportPhase.ADD_FINAL_CHECKPOINT, SnapshotKind.FINAL))
        .go(RouteParts.copy(ImportPhase.FINALIZE))
        .go(new RemoveSnapshot(ImportPhase.REMOVE_FINAL_SNAPSHOT, RemoveSnapshot.Which.FINAL));
    RouteParts.convertAndCreate(route);
    route
        .stage(ImportStage.CONSOLIDATION)
        .go(
            new AwaitRemoval(
                ImportPhase.WAIT_FOR_FINAL_SNAPSHOT_REMOVAL, RemoveSnapshot.Which.FINAL),
            has(io.wherry.vmimport.steps.ImportTrait.AWAITS_CONSOLIDATION));
    RouteParts.finish(route);
    return route.build();
  }

  private static void round(Itinerary.Builder<ImportWorld> round) {
    removal(
        round,
        ImportPhase.REMOVE_PREVIOUS_SNAPSHOT,
        ImportPhase.WAIT_FOR_PREVIOUS_SNAPSHOT_REMOVAL);
    snapshot(round, SnapshotKind.ROUND);
    round
        .go(new StoreDeltas(ImportPhase.STORE_SNAPSHOT_DELTAS, SnapshotKind.ROUND))
        .go(new AddCheckpoint(ImportPhase.ADD_CHECKPOINT, SnapshotKind.ROUND))
        .go(RouteParts.copy(ImportPhase.COPY_DISKS))
        .go(new CopyingPaused());
  }

  private static void snapshot(Itinerary.Builder<ImportWorld> route, SnapshotKind kind) {
    route.go(new TakeSnapshot(kind)).go(new AwaitSnapshot(kind));
  }

  private static void removal(
      Itinerary.Builder<ImportWorld> route, ImportPhase ask, ImportPhase await) {
    route
        .go(new RemoveSnapshot(ask, RemoveSnapshot.Which.LAST_ROUND))
        .go(new AwaitRemoval(await, RemoveSnapshot.Which.LAST_ROUND));
  }
}
