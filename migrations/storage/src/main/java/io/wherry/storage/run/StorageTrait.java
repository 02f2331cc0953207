package io.wherry.storage.run;

import io.wherry.itinerary.Trait;

/** What decides the branches of a route. */
enum StorageTrait implements Trait {
  /** A rollback brings along what was written since the cutover. */
  KEEP_WRITES,
  /** Disks of machines that run are moved while they do. */
  LIVE
}
