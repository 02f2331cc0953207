package io.wherry.vmimport.steps.warm;

import io.wherry.itinerary.Notes;
import io.wherry.vmimport.order.ImportOrder;
import io.wherry.vmimport.order.Marks;
import io.wherry.vmimport.steps.ImportPhase;

/** The three kinds of snapshots of a warm import, and the phases that belong to each. */
enum SnapshotKind {
  INITIAL(ImportPhase.CREATE_INITIAL_SNAPSHOT, ImportPhase.WAIT_FOR_INITIAL_SNAPSHOT),
  ROUND(ImportPhase.CREATE_SNAPSHOT, ImportPhase.WAIT_FOR_SNAPSHOT),
  FINAL(ImportPhase.CREATE_FINAL_SNAPSHOT, ImportPhase.WAIT_FOR_FINAL_SNAPSHOT);

  private final ImportPhase create;
  private final ImportPhase await;

  SnapshotKind(ImportPhase create, ImportPhase await) {
    this.create = create;
    this.await = await;
  }

  ImportPhase create() {
    return create;
  }

  ImportPhase await() {
    return await;
  }

  /** The mark that a snapshot of this kind gets in the round of the notes. */
  String mark(ImportOrder order, Notes notes) {
    return Marks.of(
        order,
        switch (this) {
          case INITIAL -> "0";
          case ROUND -> Integer.toString(notes.round());
          case FINAL -> "final";
        });
  }
}
