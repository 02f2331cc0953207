package io.wherry.vmimport.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.wherry.resources.Kinds;
import io.wherry.vmimport.Machines;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The controllers as the server runs them: everything comes by wake-ups. */
class ImportControllersTest {
  private final World world = new World();

  @Test
  void planFollowsWhatItDependsOn() {
    try (var _ = world.start()) {
      world.small();
      becomes("Ready/Required/");

      world.inventories.networks.clear();
      world.inventories.changed();
      becomes("VMNetworksNotMapped/Critical/NotValid");

      world.inventories.networks.add("net-1");
      world.inventories.changed();
      becomes("Ready/Required/");

      world.put(Kinds.VM, "{metadata: {namespace: apps, name: web}}");
      becomes("VMAlreadyExists/Critical/NotUnique");

      world.api.delete(new io.wherry.resources.ResourceKey(Kinds.VM, "apps", "web"));
      becomes("Ready/Required/");

      world.api.delete(World.key(Kinds.STORAGE_MAP, "sm"));
      becomes("StorageRefNotValid/Critical/NotFound");
    }
  }

  @Test
  void newMachineInTheInventoryIsFound() {
    world.inventories.machines.clear();
    try (var _ = world.start()) {
      world.small();
      becomes("VMNotFound/Critical/NotFound");
      world.inventories.machines.add(Machines.named("vm-1", "web").build());
      world.inventories.changed();
      becomes("Ready/Required/");
    }
  }

  private void becomes(String condition) {
    await()
        .untilAsserted(
            () -> assertThat(world.conditions(Kinds.PLAN, "wave")).isEqualTo(List.of(condition)));
  }
}
