package io.wherry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.problems.WherryException;
import io.wherry.qemu.MachineState;
import io.wherry.resources.DiskMove;
import io.wherry.resources.DiskMove.Phase;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import io.wherry.testkit.crash.Death;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.Gate.Moment;
import io.wherry.testkit.crash.GatedKubeApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The node's side of a move of two disks: our program, QEMU or both die at every call to the
 * outside. Whatever happens, one claim of each disk is the true one, both disks' are on the same
 * side, and every write that the guest was told is done is in it.
 */
class DiskMoveCrashTest {
  private static final String NS = "apps";
  private static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, "web");
  private static final ResourceKey MOVE = new ResourceKey(Kinds.DISK_MOVE, NS, "move");
  private static final int ROUNDS = 40;

  @TempDir private Path folder;
  private int lives;

  private enum Victim {
    PROGRAM,
    BOTH
  }

  private final class Scene {
    final MemoryKubeApi api = new MemoryKubeApi(new TestClock());
    final ScriptedHypervisor hypervisor = new ScriptedHypervisor();
    final Path home = folder.resolve("life" + lives++);
    private final LifecycleSettings settings =
        new LifecycleSettings("node-1", "127.0.0.1", home, new VolumePlaces("node-1", Map.of()));
    private final ScriptedExchange disks;
    private Moves moves = Moves.NONE;

    Scene() {
      for (String claim : List.of("a0", "a1", "b0", "b1")) {
        claim(claim);
      }
      Resource instance = instance();
      Guests guests = new Guests(hypervisor, home);
      guests.claim(VMI, instance.uid());
      try {
        var spec = GuestSpecs.on(api, settings.volumes()).of(instance, guests.home(VMI));
        var _ = guests.start(VMI, instance.uid(), spec);
      } catch (Waiting e) {
        throw new AssertionError(e);
      }
      disks = hypervisor.only().exchange;
      disks.images.put("disk0", file("a0"));
      disks.images.put("disk1", file("a1"));
      move(instance.uid());
    }

    private Path file(String claim) {
      return Path.of("/volumes", claim, "disk.img");
    }

    private void claim(String name) {
      Resource volume = Resource.of(Kinds.PV, "", "pv-" + name);
      volume.tree().putObject("spec").putObject("local").put("path", "/volumes/" + name);
      var _ = api.create(Kinds.PV, volume);
      Resource claim = Resource.of(Kinds.PVC, NS, name);
      claim.tree().putObject("spec").put("volumeName", "pv-" + name);
      var _ = api.create(Kinds.PVC, claim);
    }

    private Resource instance() {
      Resource instance = Resource.of(Kinds.VMI, NS, "web");
      ObjectNode spec = instance.tree().putObject("spec");
      ObjectNode domain = spec.putObject("domain");
      domain.putObject("firmware").put("uuid", "5d307ca9-b3ef-428c-8861-06e72d69f223");
      ArrayNode names = domain.putObject("devices").putArray("disks");
      ArrayNode volumes = spec.putArray("volumes");
      for (int i = 0; i < 2; i++) {
        names.addObject().put("name", "v" + i).putObject("disk").put("bus", "virtio");
        volumes.addObject().put("name", "v" + i).putObject("dataVolume").put("name", "a" + i);
      }
      var _ = api.create(Kinds.VMI, instance);
      return status("Running");
    }

    private Resource status(String phase) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("status").put("phase", phase).put("nodeName", "node-1");
      return api.patchStatus(VMI, patch);
    }

    private void move(String instance) {
      Resource move = Resource.of(Kinds.DISK_MOVE, NS, "move");
      ObjectNode spec = move.tree().putObject("spec").put("instance", instance);
      spec.put("node", "node-1").putObject("machine").put("name", "web").put("uid", "vm-uid");
      ArrayNode list = spec.putArray("disks");
      for (int i = 0; i < 2; i++) {
        list.addObject().put("volume", "v" + i).put("source", "a" + i).put("target", "b" + i);
      }
      var _ = api.create(Kinds.DISK_MOVE, move);
    }

    void abort() {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("abort", true);
      var _ = api.patch(MOVE, patch);
    }

    void killQemu() {
      disks.dead = true;
      if (!hypervisor.processes.isEmpty()) {
        hypervisor.only().crash();
      }
    }

    DiskMove result() {
      return new DiskMove(api.get(MOVE).orElseThrow());
    }

    private DiskMoveController boot(Gate gate) {
      disks.gate = gate;
      var gated = new GatedKubeApi(api, gate);
      return new DiskMoveController(gated, settings, new Guests(hypervisor, home), moves);
    }

    /** Plays until all is decided and written down; a program that dies starts anew. */
    void live(Gate first, Runnable atDeath) {
      DiskMoveController node = boot(first);
      for (int round = 0; round < ROUNDS && !isOver(); round++) {
        try {
          var _ = node.reconcile(MOVE);
        } catch (Death _) {
          atDeath.run();
          node = boot(Gate.open());
        } catch (WherryException _) {
          // the runtime tries again
        }
        if (disks.dead) {
          killQemu();
          status("Failed"); // as whoever watches the instance would
        }
      }
      disks.guestWrites();
    }

    private boolean isOver() {
      return result().isDecided() && settings.diskMoves().find(result()).isEmpty();
    }

    void verify(String when) {
      assertThat(isOver()).as("%s: over", when).isTrue();
      String side = result().hasSwitched() ? "b" : "a";
      for (int i = 0; i < 2; i++) {
        Path truth = file(side + i);
        assertThat(disks.contents.get(truth))
            .as("%s: acknowledged writes of disk%d in %s", when, i, truth)
            .isEqualTo(disks.acknowledged.get("disk" + i));
        if (!disks.dead) {
          assertThat(disks.images.get("disk" + i)).as(when).isEqualTo(truth);
        }
      }
      Resource instance = api.get(VMI).orElseThrow();
      assertThat(DiskMoveEnd.claimOf(instance, "v0")).as(when).isEqualTo(side + "0");
      assertThat(DiskMoveEnd.claimOf(instance, "v1")).as(when).isEqualTo(side + "1");
    }
  }

  @Test
  void bothDisksChange() {
    Scene scene = new Scene();
    scene.live(Gate.open(), () -> {});
    scene.verify("undisturbed");
    assertThat(scene.result().phase()).contains(Phase.SWITCHED);
    assertThat(scene.result().resource().at("status", "heldMicros").asLong()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Victim.class)
  void deathAtEveryCallLeavesOneTrueCopy(Victim victim) {
    Gate counting = Gate.open();
    new Scene().live(counting, () -> {});
    int calls = counting.calls().size();
    assertThat(calls).isGreaterThan(20);
    for (int n = 1; n <= calls; n++) {
      for (Moment moment : Moment.values()) {
        Scene scene = new Scene();
        Gate gate = Gate.killingAt(n, moment);
        scene.live(
            gate,
            () -> {
              if (victim == Victim.BOTH) {
                scene.killQemu();
              }
            });
        scene.verify("%s dies %s call %d: %s".formatted(victim, moment, n, gate.calls().getLast()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Moment.class)
  void deathOfQemuAtEveryCommandLeavesOneTrueCopy(Moment moment) {
    Scene undisturbed = new Scene();
    undisturbed.live(Gate.open(), () -> {});
    int calls = undisturbed.disks.calls();
    assertThat(calls).isGreaterThan(10);
    int switched = 0;
    for (int n = 1; n <= calls; n++) {
      Scene scene = new Scene();
      scene.disks.fatal = n;
      scene.disks.moment = moment;
      scene.live(Gate.open(), () -> {});
      scene.verify("QEMU dies %s command %d".formatted(moment, n));
      switched += scene.result().hasSwitched() ? 1 : 0;
    }
    assertThat(switched).as("both sides of the decision are seen").isBetween(1, calls - 1);
  }

  @Test
  void calledOffInTimeNothingChanges() {
    Scene scene = new Scene();
    scene.abort();
    scene.live(Gate.open(), () -> {});
    scene.verify("aborted");
    assertThat(scene.result().phase()).contains(Phase.ABANDONED);
    assertThat(scene.result().message()).contains("called off");
  }

  @Test
  void aCopyThatFailsIsGivenUp() {
    Scene scene = new Scene();
    scene.disks.failure = "No space left on device";
    scene.live(Gate.open(), () -> {});
    scene.verify("failed");
    assertThat(scene.result().message()).contains("No space left on device");
  }

  @Test
  void aGuestThatShutsDownKeepsItsDisks() {
    Scene scene = new Scene();
    scene.hypervisor.only().state = MachineState.SHUT_DOWN;
    scene.live(Gate.open(), () -> {});
    scene.verify("shut down");
    assertThat(scene.result().phase()).contains(Phase.ABANDONED);
  }

  @Test
  void whileAMachineIsHandedOverItsDisksStay() {
    Scene scene = new Scene();
    scene.moves = _ -> true;
    scene.live(Gate.open(), () -> {});
    assertThat(scene.result().phase()).isEmpty();
    assertThat(scene.settings.diskMoves().isBusy(scene.result().instance())).isFalse();
    scene.moves = Moves.NONE;
    scene.live(Gate.open(), () -> {});
    scene.verify("after the hand-over");
    assertThat(scene.result().phase()).contains(Phase.SWITCHED);
  }

  @Test
  void whenQemuExchangesOnlyOneDiskTheGuestStandsStill() {
    Scene scene = new Scene();
    scene.disks.stubborn = "disk1";
    scene.live(Gate.open(), () -> {});
    assertThat(scene.result().isDecided()).isFalse();
    assertThat(scene.result().message()).contains("The guest is paused");
    assertThat(scene.hypervisor.only().state()).isEqualTo(MachineState.PAUSED);
  }

  @Test
  void noInstanceStartsBeforeItIsDecidedOnWhat() {
    Scene scene = new Scene();
    Resource vm = Resource.of(Kinds.VM, NS, "web");
    ObjectNode spec = vm.tree().putObject("spec").putObject("template").putObject("spec");
    spec.putArray("volumes")
        .addObject()
        .put("name", "v0")
        .putObject("dataVolume")
        .put("name", "a0");
    ((ObjectNode) vm.tree().get("metadata")).put("uid", "vm-uid");
    DiskMoveGuard guard = new DiskMoveGuard(scene.api);
    assertThat(guard.obstacle(vm)).hasValueSatisfying(o -> assertThat(o).contains("undecided"));
    scene.live(Gate.open(), () -> {});
    assertThat(guard.obstacle(vm)).hasValueSatisfying(o -> assertThat(o).contains("have left"));
    ((ObjectNode) vm.items("spec", "template", "spec", "volumes").getFirst().get("dataVolume"))
        .put("name", "b0");
    assertThat(guard.obstacle(vm)).isEqualTo(Optional.empty());
  }
}
