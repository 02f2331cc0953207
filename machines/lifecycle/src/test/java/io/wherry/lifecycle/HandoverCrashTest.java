package io.wherry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ObjectEdit;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.problems.WherryException;
import io.wherry.qemu.Hardware;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import io.wherry.testkit.crash.Death;
import io.wherry.testkit.crash.Gate;
import io.wherry.testkit.crash.GatedKubeApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hand-over under every fault at every moment: whatever dies, at most one copy runs at any time,
 * in the end just one does (or, if the only copy was killed, its owner is told of the crash), and
 * that within bounded time.
 */
class HandoverCrashTest {
  private static final String NS = "ns";
  private static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, "web");
  private static final List<String> NODES = List.of("a", "b");
  private static final int ROUNDS = 120;
  private static final int SETTLING = 6;

  /** A link that is mended in time for a post-copy, and not for the others. */
  private static final int CUT_ROUNDS = 15;

  @TempDir private Path folder;
  private int lives;
  private Way way = Way.PRE_COPY;

  /** What befalls a hand-over, and when: rounds are seconds. */
  private record Fault(Kind kind, int round) {
    enum Kind {
      SOURCE_DIES,
      TARGET_DIES,
      WIRE_CUT,
      ABORT
    }
  }

  /** What may be done to a guest that copying does not catch up with. */
  private enum Way {
    /** Nothing; this guest is quiet. */
    PRE_COPY("PreCopy"),
    PAUSE("Paused"),
    POST_COPY("PostCopy");

    private final String mode;

    Way(String mode) {
      this.mode = mode;
    }
  }

  /** One node's program: dies, and starts anew. */
  private final class Agent {
    private final String node;
    private final Scene scene;
    private Gate gate;
    private HandoverController moves;
    private InstanceController instances;
    private Optional<HandoverController.Looking> side = Optional.empty();

    Agent(Scene scene, String node, Gate gate) {
      this.scene = scene;
      this.node = node;
      this.gate = gate;
      boot();
    }

    private void boot() {
      var api = new GatedKubeApi(scene.api, gate);
      Path home = scene.folder.resolve(node);
      var guests = new Guests(scene.nodes.hypervisor(node, gate), home);
      var settings =
          new LifecycleSettings(node, "127.0.0.1", home, new VolumePlaces(node, Map.of()));
      moves = new HandoverController(api, settings, guests, Optional.empty(), scene.clock);
      instances = new InstanceController(api, settings, guests, moves, scene.clock);
      side = Optional.empty();
    }

    /** A round of the controllers, which start again after a failure as the runtime has them do. */
    void round() {
      try {
        if (side.isEmpty()) {
          side = moves.begin(VMI);
        }
        if (side.isPresent() && side.get().decided()) {
          side = Optional.empty();
        }
        var _ = instances.reconcile(VMI);
      } catch (Death _) {
        gate = Gate.open();
        boot();
      } catch (WherryException _) {
        side = Optional.empty();
      }
    }
  }

  /** One hand-over from a to b. */
  private final class Scene {
    final TestClock clock = new TestClock();
    final MemoryKubeApi api = new MemoryKubeApi(clock);
    final TwoNodes nodes = new TwoNodes();
    final Path folder = HandoverCrashTest.this.folder.resolve("life" + lives++);
    final List<Gate> gates;
    private final List<Agent> agents;

    Scene(Gate source, Gate target) {
      gates = List.of(source, target);
      nodes.dirty(way == Way.PRE_COPY ? TwoNodes.Dirt.LITTLE : TwoNodes.Dirt.TOO_MUCH);
      Resource instance = instance();
      var book = new OwnerBook(api);
      var record = book.open(instance, "a");
      var _ = book.noteHardware(record, new Hardware(List.of("-M", "q35"), "tcg", "7.2"));
      Gate open = Gate.open();
      Path home = folder.resolve("a");
      var guests = new Guests(nodes.hypervisor("a", open), home);
      guests.claim(VMI, instance.uid());
      var spec = GuestSpecs.on(api, new VolumePlaces("a", Map.of()));
      try {
        var _ = guests.start(VMI, instance.uid(), spec.of(instance, guests.home(VMI)));
      } catch (Waiting e) {
        throw new AssertionError(e);
      }
      agents = List.of(new Agent(this, "a", source), new Agent(this, "b", target));
    }

    private Resource instance() {
      Resource instance = Resource.of(Kinds.VMI, NS, "web");
      ObjectNode domain = instance.tree().putObject("spec").putObject("domain");
      domain.putObject("memory").put("guest", "64Mi");
      domain.putObject("devices");
      domain.putObject("firmware").put("uuid", "5d307ca9-b3ef-428c-8861-06e72d69f223");
      Resource made = api.create(Kinds.VMI, instance);
      var _ =
          ObjectEdit.status(
              api,
              VMI,
              s -> {
                s.put("phase", "Running").put("nodeName", "a");
                ObjectNode state = s.putObject("migrationState").put("migrationUid", "move-1");
                state.put("sourceNode", "a").put("targetNode", "b");
                ObjectNode options = state.putObject("migrationConfiguration");
                options.put("progressTimeout", 20);
                if (way != Way.PRE_COPY) {
                  options.put("completionTimeoutPerGiB", 80); // 5 s
                  options.put("allowWorkloadDisruption", true);
                  options.put("allowPostCopy", way == Way.POST_COPY);
                }
              });
      return api.get(VMI).orElse(made);
    }

    private JsonNode status() {
      return api.get(VMI).orElseThrow().at("status");
    }

    private void befall(Fault.Kind kind) {
      switch (kind) {
        case SOURCE_DIES -> nodes.on("a").ifPresent(TwoNodes.Machine::die);
        case TARGET_DIES -> nodes.on("b").ifPresent(TwoNodes.Machine::die);
        case WIRE_CUT -> nodes.cutWire(way == Way.POST_COPY ? CUT_ROUNDS : ROUNDS);
        case ABORT ->
            ObjectEdit.status(
                api,
                VMI,
                s -> {
                  ObjectNode state = s.withObjectProperty("migrationState");
                  if (!state.path("completed").asBoolean()) {
                    state.put("abortRequested", true).put("abortStatus", "Aborting");
                  }
                });
      }
    }

    /** Plays to the end. Returns the rounds that it took. */
    int play(List<Fault> faults) {
      int calm = 0;
      for (int round = 1; round <= ROUNDS; round++) {
        int now = round;
        faults.stream().filter(f -> f.round() == now).forEach(f -> befall(f.kind()));
        agents.forEach(Agent::round);
        nodes.tick();
        clock.advance(Duration.ofSeconds(1));
        boolean quiet = faults.stream().noneMatch(f -> f.round() >= now);
        boolean decided = quiet && status().at("/migrationState/completed").asBoolean();
        calm = decided ? calm + 1 : 0;
        if (calm > SETTLING) {
          return round;
        }
      }
      throw new AssertionError("not decided after " + ROUNDS + " s: " + status());
    }

    /** Exactly one copy, where the record says; or a crash that is told. */
    void verify(List<Fault> faults) {
      String owner = new OwnerBook(api).find(NS, "web").orElseThrow().node();
      String phase = status().path("phase").asText();
      List<TwoNodes.Machine> running = nodes.running();
      assertThat(nodes.processes()).as("processes left").isEqualTo(running.size());
      assertThat(status().path("nodeName").asText()).isEqualTo(owner);
      if (phase.equals("Failed")) {
        // a link that breaks in the one moment of post-copy from which there is no way back kills
        boolean split = way == Way.POST_COPY && owner.equals("a");
        assertThat(faults)
            .as("a crash without a kill")
            .anyMatch(f -> kills(f.kind()) || (split && f.kind() == Fault.Kind.WIRE_CUT));
        assertThat(running).isEmpty();
      } else {
        assertThat(running).as("copies, owner %s, %s", owner, status()).hasSize(1);
        assertThat(nodes.on(owner)).contains(running.getFirst());
      }
      boolean failed = status().at("/migrationState/failed").asBoolean();
      boolean lost = way == Way.POST_COPY && phase.equals("Failed");
      if (!lost) {
        assertThat(owner).isEqualTo(failed ? "a" : "b");
      }
    }

    private static boolean kills(Fault.Kind kind) {
      return kind == Fault.Kind.SOURCE_DIES || kind == Fault.Kind.TARGET_DIES;
    }
  }

  private Scene scene(OptionalInt node, int call, Gate.Moment moment) {
    List<Gate> gates =
        IntStream.range(0, NODES.size())
            .mapToObj(
                i -> node.equals(OptionalInt.of(i)) ? Gate.killingAt(call, moment) : Gate.open())
            .toList();
    return new Scene(gates.get(0), gates.get(1));
  }

  private int length(List<Fault> faults) {
    return scene(OptionalInt.empty(), 0, Gate.Moment.BEFORE).play(faults);
  }

  private void dieEverywhere(List<Fault> faults) {
    Scene plain = scene(OptionalInt.empty(), 0, Gate.Moment.BEFORE);
    plain.play(faults);
    plain.verify(faults);
    if (faults.isEmpty()) {
      assertThat(plain.status().at("/migrationState/mode").asText()).isEqualTo(way.mode);
      assertThat(plain.status().at("/migrationState/failed").asBoolean()).isFalse();
    }
    for (int node = 0; node < NODES.size(); node++) {
      int calls = plain.gates.get(node).calls().size();
      assertThat(calls).isGreaterThan(20);
      for (int call = 1; call <= calls; call++) {
        for (Gate.Moment moment : Gate.Moment.values()) {
          Scene scene = scene(OptionalInt.of(node), call, moment);
          try {
            scene.play(faults);
            scene.verify(faults);
          } catch (AssertionError e) {
            throw new AssertionError(
                "%s; program of %s killed %s call %d: %s"
                    .formatted(
                        faults,
                        NODES.get(node),
                        moment,
                        call,
                        plain.gates.get(node).calls().get(call - 1)),
                e);
          }
        }
      }
    }
  }

  @Test
  void aProgramDiesAtEveryCall() {
    dieEverywhere(List.of());
  }

  @Test
  void oneFaultAtEveryMoment() {
    int rounds = length(List.of());
    for (Fault.Kind kind : Fault.Kind.values()) {
      for (int round = 1; round <= rounds; round++) {
        List<Fault> faults = List.of(new Fault(kind, round));
        Scene scene = scene(OptionalInt.empty(), 0, Gate.Moment.BEFORE);
        try {
          scene.play(faults);
          scene.verify(faults);
        } catch (AssertionError e) {
          throw new AssertionError(faults.toString(), e);
        }
      }
    }
  }

  @Test
  void aProgramDiesAtEveryCallOfARollBack() {
    // the wire breaks when the last part is on its way, the worst moment
    dieEverywhere(List.of(new Fault(Fault.Kind.WIRE_CUT, 8)));
    dieEverywhere(List.of(new Fault(Fault.Kind.ABORT, 5)));
  }

  @Test
  void aProgramDiesAtEveryCallWhileTheGuestIsPaused() {
    way = Way.PAUSE;
    dieEverywhere(List.of());
    dieEverywhere(List.of(new Fault(Fault.Kind.ABORT, 9)));
    oneFaultAtEveryMoment();
  }

  @Test
  void aProgramDiesAtEveryCallOfAPostCopy() {
    way = Way.POST_COPY;
    dieEverywhere(List.of());
    int rounds = length(List.of());
    // as the target gets what it needs to run, and as it runs already
    for (int before : List.of(5, 2)) {
      dieEverywhere(List.of(new Fault(Fault.Kind.WIRE_CUT, rounds - SETTLING - before)));
    }
    oneFaultAtEveryMoment();
  }

  /** Several faults and a death at once; the seed is in the message. */
  @ParameterizedTest
  @EnumSource
  void faultsComeTogether(Way chosen) {
    way = chosen;
    int lives = Integer.getInteger("wherry.handover.lives", 200);
    long seed = Long.getLong("wherry.handover.seed", 20261127);
    Random random = new Random(seed);
    for (int life = 0; life < lives; life++) {
      List<Fault> faults =
          IntStream.range(0, 1 + random.nextInt(3))
              .mapToObj(_ ->
                  new Fault(
                      Fault.Kind.values()[random.nextInt(Fault.Kind.values().length)],
                      1 + random.nextInt(way == Way.PRE_COPY ? 14 : 24)))
              .toList();
      Gate.Moment moment = Gate.Moment.values()[random.nextInt(2)];
      Scene scene =
          scene(
              OptionalInt.of(random.nextInt(2)),
              1 + random.nextInt(way == Way.PRE_COPY ? 90 : 140),
              moment);
      try {
        scene.play(faults);
        scene.verify(faults);
      } catch (AssertionError e) {
        throw new AssertionError("seed %d, life %d: %s".formatted(seed, life, faults), e);
      }
    }
  }
}
