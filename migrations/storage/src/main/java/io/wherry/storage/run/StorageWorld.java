package io.wherry.storage.run;

import io.wherry.itinerary.Notes;
import io.wherry.kube.KubeApi;
import io.wherry.resources.KindRef;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.StorageSettings;
import java.time.Clock;

/**
 * What the steps of a run may touch.
 *
 * @param order frozen when the run began
 */
record StorageWorld(StorageOrder order, Outside outside) {

  /** Everything outside of the run. */
  record Outside(KubeApi api, Clock clock, StorageSettings settings) {}

  KubeApi api() {
    return outside.api();
  }

  /** The machine of the current round. */
  StorageOrder.Machine machine(Notes notes) {
    return order.machines().get(notes.round() - 1);
  }

  /** Key of an object beside the machine. */
  static ResourceKey beside(StorageOrder.Machine machine, KindRef kind, String name) {
    return new ResourceKey(kind, machine.vm().namespace(), name);
  }
}
