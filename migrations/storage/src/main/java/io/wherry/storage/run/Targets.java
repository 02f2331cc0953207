package io.wherry.storage.run;

import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.Optional;

/** Volumes by name: a DataVolume, or its claim where that was tidied away. */
final class Targets {
  private Targets() {}

  /** The DataVolume of that name, else the claim. Blocks. */
  static Optional<Resource> find(StorageWorld world, StorageOrder.Machine machine, String name) {
    Optional<Resource> made =
        world.api().get(StorageWorld.beside(machine, Kinds.DATA_VOLUME, name));
    return made.isPresent() ? made : world.api().get(StorageWorld.beside(machine, Kinds.PVC, name));
  }

  /** Deletes exactly this object. Blocks. */
  static void delete(StorageWorld world, StorageOrder.Machine machine, Resource target) {
    KindRef kind = target.kind().equals(Kinds.DATA_VOLUME.kind()) ? Kinds.DATA_VOLUME : Kinds.PVC;
    world.api().delete(StorageWorld.beside(machine, kind, target.name()), target.uid());
  }
}
