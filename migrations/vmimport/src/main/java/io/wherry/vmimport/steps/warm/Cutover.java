package io.wherry.vmimport.steps.warm;

import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.MigrationView;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Instant;
import java.util.Optional;

/**
 * When the machine may be cut over, as the Migration says now.
 *
 * @param at empty while nobody has said
 */
record Cutover(Optional<Instant> at) {
  /** Reads the Migration. Blocks. */
  static Cutover of(ImportWorld world) {
    var name = world.order().migration();
    return new Cutover(
        world
            .api()
            .get(new ResourceKey(Kinds.MIGRATION, name.namespace(), name.name()))
            .filter(m -> m.uid().equals(name.uid()))
            .map(MigrationView::new)
            .flatMap(m -> read(m, world.order().machine().id())));
  }

  // A time that nobody can read is no time; the Migration's conditions say so.
  private static Optional<Instant> read(MigrationView migration, String vmId) {
    try {
      return migration.cutover(vmId);
    } catch (InvalidRequest _) {
      return Optional.empty();
    }
  }

  boolean isDue(Instant now) {
    return at.isPresent() && !at.get().isAfter(now);
  }

  boolean isBefore(Instant other) {
    return at.isPresent() && at.get().isBefore(other);
  }
}
