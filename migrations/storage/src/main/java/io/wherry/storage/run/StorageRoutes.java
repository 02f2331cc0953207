package io.wherry.storage.run;

import io.wherry.itinerary.Itinerary;
import io.wherry.itinerary.Leg;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.When;
import io.wherry.problems.Defect;
import io.wherry.storage.run.SwapReferences.Demand;
import java.util.List;

/**
 * The routes of storage migrations. One machine after the other: each is off only while its own
 * disks are copied.
 *
 * @source storage-migration.md section 3.1
 */
final class StorageRoutes {
  private static final List<Itinerary<StorageWorld>> ALL = List.of(stage(), cutover(), rollback());

  private StorageRoutes() {}

  /** Copies ahead of the cutover, and stops nothing. */
  static Itinerary<StorageWorld> stage() {
    return Itinerary.<StorageWorld>named("storage-stage", 1)
        .stage(StorageStage.PREPARE)
        .loopUntil(
            "machines",
            new AllTaken(),
            r ->
                r.go(new CreateTargets())
                    .stage(StorageStage.DIRECT_VOLUME)
                    .go(new StageVolumes())
                    .stage(StorageStage.CLEANUP)
                    .go(new Tidy()))
        .build();
  }

  /** Moves what runs while it does; stops the others, copies, switches over, starts. */
  static Itinerary<StorageWorld> cutover() {
    StorageStep live = StorageStep.LIVE;
    StorageStep quiesce = StorageStep.QUIESCE;
    StorageStep copy = StorageStep.COPY;
    return Itinerary.<StorageWorld>named("storage-cutover", 2)
        .stage(StorageStage.PREPARE)
        .loopUntil(
            "machines",
            new AllTaken(),
            r ->
                r.go(new CreateTargets())
                    .stage(StorageStage.DIRECT_VOLUME)
                    .go(new MoveLive(live), When.has(StorageTrait.LIVE))
                    .stage(StorageStage.PREPARE)
                    .go(new OfflineOnly(new Quiesce(quiesce), live))
                    .go(new OfflineOnly(new EnsureQuiesced(StorageStep.ENSURE_QUIESCED), live))
                    .stage(StorageStage.DIRECT_VOLUME)
                    .go(new OfflineOnly(new CopyVolumes(copy, quiesce), live))
                    .stage(StorageStage.CLEANUP)
                    .go(new SwapReferences(live, quiesce, copy, Demand.PROOF))
                    .go(new OfflineOnly(new Unquiesce(StorageStep.UNQUIESCE), live))
                    .go(new Tidy()))
        .build();
  }

  /** Back to the former volumes, with what was written since unless told otherwise. */
  static Itinerary<StorageWorld> rollback() {
    When keep = When.has(StorageTrait.KEEP_WRITES);
    StorageStep live = StorageStep.LIVE_BACK;
    StorageStep quiesce = StorageStep.QUIESCE_BACK;
    StorageStep copy = StorageStep.COPY_BACK;
    return Itinerary.<StorageWorld>named("storage-rollback", 2)
        .stage(StorageStage.PREPARE)
        .loopUntil(
            "machines",
            new AllTaken(),
            r ->
                r.stage(StorageStage.DIRECT_VOLUME)
                    .go(new MoveLive(live), When.all(keep, When.has(StorageTrait.LIVE)))
                    .stage(StorageStage.PREPARE)
                    .go(new OfflineOnly(new Quiesce(quiesce), live))
                    .go(new OfflineOnly(new EnsureQuiesced(StorageStep.ENSURE_QUIESCED_BACK), live))
                    .stage(StorageStage.DIRECT_VOLUME)
                    .go(new OfflineOnly(new CopyVolumes(copy, quiesce), live), keep)
                    .stage(StorageStage.CLEANUP_MIGRATED)
                    .go(new SwapReferences(live, quiesce, copy, Demand.PROOF), keep)
                    .go(new SwapReferences(live, quiesce, copy, Demand.NOTHING), When.not(keep))
                    .go(new OfflineOnly(new Unquiesce(StorageStep.UNQUIESCE_BACK), live))
                    .go(new Tidy())
                    .go(new DeleteMigrated()))
        .build();
  }

  /** The route to a goal. */
  static Itinerary<StorageWorld> to(StorageOrder.Goal goal) {
    return switch (goal) {
      case STAGE -> stage();
      case CUTOVER -> cutover();
      case ROLLBACK -> rollback();
    };
  }

  /**
   * The route of a name and revision.
   *
   * @throws Defect there is none (any more)
   */
  static Itinerary<StorageWorld> of(String name, int revision) {
    return ALL.stream()
        .filter(i -> i.name().equals(name) && i.revision() == revision)
        .findFirst()
        .orElseThrow(
            () -> new Defect("There is no itinerary %s of revision %d.".formatted(name, revision)));
  }

  /** Left when every machine had its round. */
  private record AllTaken() implements Leg.Question<StorageWorld> {
    @Override
    public boolean holds(StorageWorld world, Notes notes) {
      return notes.round() >= world.order().machines().size();
    }
  }
}
