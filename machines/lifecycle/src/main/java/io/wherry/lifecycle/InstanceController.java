package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.ObjectEdit;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.OwnerRecord;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.StaleWrite;
import io.wherry.qemu.Hardware;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineSpec;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the instances of this node: starts QEMU, watches it, ends it. */
final class InstanceController implements Reconciler {
  static final String FINALIZER = "wherry.io/machine";

  private static final Duration WAITING_LOOK = Duration.ofSeconds(2);
  private static final Duration RUNNING_LOOK = Duration.ofSeconds(5);
  private static final Duration ENDING_LOOK = Duration.ofMillis(200);
  private static final Duration MOVING_LOOK = Duration.ofMillis(500);
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final KubeApi api;
  private final LifecycleSettings settings;
  private final Guests guests;
  private final Moves moves;
  private final GuestSpecs specs;
  private final OwnerBook owners;
  private final RunPermit permit;
  private final Clock clock;
  private final EventRecorder events;

  InstanceController(
      KubeApi api, LifecycleSettings settings, Guests guests, Moves moves, Clock clock) {
    this.api = api;
    this.settings = settings;
    this.guests = guests;
    this.moves = moves;
    this.specs = GuestSpecs.on(api, settings.volumes());
    this.owners = new OwnerBook(api);
    this.permit = new RunPermit(owners, settings.nodeName());
    this.clock = clock;
    this.events = new EventRecorder(api, "virt-handler", clock);
  }

  ControllerSpec spec() {
    Wakeup claims = new Wakeup(Kinds.PVC, Selection.ALL, this::waitingIn);
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, this::instanceOf);
    return new ControllerSpec(
        LifecycleControllers.INSTANCES, Kinds.VMI, List.of(claims, pods), this, 4);
  }

  private List<ResourceKey> waitingIn(Resource claim) {
    return api.list(Kinds.VMI, Selection.in(claim.namespace())).stream()
        .filter(i -> isHere(i) && InstanceStatus.phase(i).equals("Scheduled"))
        .map(i -> new ResourceKey(Kinds.VMI, i.namespace(), i.name()))
        .toList();
  }

  /** Only launchers that are being deleted concern us. */
  private List<ResourceKey> instanceOf(Resource pod) {
    boolean leaving =
        pod.isBeingDeleted()
            && pod.text("spec", "nodeName").equals(Optional.of(settings.nodeName()));
    return leaving
        ? pod.items("metadata", "ownerReferences").stream()
            .filter(o -> o.path("kind").asText().equals(Kinds.VMI.kind()))
            .map(o -> new ResourceKey(Kinds.VMI, pod.namespace(), o.path("name").asText()))
            .toList()
        : List.of();
  }

  private boolean isHere(Resource instance) {
    return instance.text("status", "nodeName").equals(Optional.of(settings.nodeName()));
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource instance = found.get();
    if (moves.isMoving(instance)) {
      return Next.after(MOVING_LOOK);
    }
    if (!isHere(instance)) {
      return leave(key, instance);
    }
    if (instance.isBeingDeleted()) {
      return end(key, instance);
    }
    if (InstanceStatus.hasEnded(instance)) {
      return Next.onChange();
    }
    guests.claim(key, instance.uid());
    Optional<RunningMachine> machine = guests.find(key);
    if (machine.isPresent()) {
      return observe(key, instance, machine.get());
    }
    if (guests.wasStarted(key, instance.uid())) {
      return finish(key, instance, guests.ended(key));
    }
    return start(key, instance);
  }

  /** Ends what is left here of an instance that lives on another node. */
  private Next leave(ResourceKey key, Resource instance) {
    boolean elsewhere = instance.text("status", "nodeName").isPresent();
    if (elsewhere && guests.holds(key, instance.uid())) {
      guests.finish(key);
      guests.forget(key);
      for (Resource launcher : Launchers.of(api, instance)) {
        if (launcher.text("spec", "nodeName").equals(Optional.of(settings.nodeName()))) {
          Launchers.finish(api, launcher, MachineState.SHUT_DOWN, "The guest moved away.");
        }
      }
    }
    return Next.onChange();
  }

  private Next start(ResourceKey key, Resource instance) {
    try {
      OwnerRecord record = permit.require(instance);
      MachineHome home = guests.home(key);
      home.create();
      MachineSpec spec = specs.of(instance, home);
      RunningMachine machine = guests.start(key, instance.uid(), spec);
      if (record.hardware().isEmpty() && machine.hardware().isPresent()) {
        var _ = owners.noteHardware(record, machine.hardware().get());
      }
      events.normal(instance, "Started", "VirtualMachineInstance started.");
      return observe(key, api.get(key).orElse(instance), machine);
    } catch (Waiting problem) {
      return wait(key, instance, problem);
    } catch (InvalidRequest | PeerRefused problem) {
      String text = String.valueOf(problem.getMessage());
      events.warning(instance, "SyncFailed", text);
      write(key, s -> report(instance).waiting(s, "Failed", "StartFailed", text));
      finishLauncher(instance, MachineState.CRASHED, text);
      return Next.onChange();
    }
  }

  private Next wait(ResourceKey key, Resource instance, Waiting problem) {
    boolean never = problem.kind() == Waiting.Kind.NEVER;
    if (never) {
      events.warning(instance, problem.reason(), problem.text());
    }
    String phase = never ? "Failed" : "Scheduled";
    write(key, s -> report(instance).waiting(s, phase, problem.reason(), problem.text()));
    if (never) {
      finishLauncher(instance, MachineState.CRASHED, problem.text());
    }
    return never ? Next.onChange() : Next.after(WAITING_LOOK);
  }

  private Next observe(ResourceKey key, Resource instance, RunningMachine machine) {
    MachineState state = machine.state();
    if (state.hasEnded()) {
      guests.finish(key);
      return finish(key, instance, state);
    }
    Optional<Resource> launcher = launcher(instance);
    if (launcher.filter(Resource::isBeingDeleted).isPresent()) {
      return shutDown(key, instance, machine);
    }
    launcher.ifPresent(l -> Launchers.running(api, l, settings.address()));
    write(
        key,
        s -> {
          report(instance).running(s, state);
          s.withObjectProperty("machine").put("type", machineType(machine));
        });
    return Next.after(RUNNING_LOOK);
  }

  private static String machineType(RunningMachine machine) {
    return machine.hardware().map(Hardware::machineType).filter(t -> !t.isEmpty()).orElse("q35");
  }

  private Optional<Resource> launcher(Resource instance) {
    return Launchers.on(api, instance, settings.nodeName());
  }

  private void finishLauncher(Resource instance, MachineState state, String text) {
    launcher(instance).ifPresent(l -> Launchers.finish(api, l, state, text));
  }

  private Next finish(ResourceKey key, Resource instance, MachineState state) {
    boolean clean = state == MachineState.SHUT_DOWN;
    String text =
        (clean ? "The guest shut down." : "QEMU ended unexpectedly. " + guests.lastWords(key))
            .trim();
    write(
        key,
        s ->
            report(instance)
                .waiting(
                    s,
                    clean ? "Succeeded" : "Failed",
                    clean ? "GuestShutDown" : "GuestCrashed",
                    text));
    finishLauncher(instance, state, text);
    if (clean) {
      events.normal(instance, "Stopped", "The VirtualMachineInstance was shut down.");
    } else {
      events.warning(instance, "Stopped", "The VirtualMachineInstance crashed. " + text);
    }
    return Next.onChange();
  }

  private Next end(ResourceKey key, Resource instance) {
    Optional<RunningMachine> machine =
        guests.home(key).folder().toFile().isDirectory() ? guests.find(key) : Optional.empty();
    if (machine.isPresent() && !InstanceStatus.hasEnded(instance)) {
      return shutDown(key, instance, machine.get());
    }
    guests.finish(key);
    guests.forget(key);
    Launchers.remove(api, instance);
    Finalizers.remove(api, key, instance, FINALIZER);
    return Next.onChange();
  }

  /** Asks the guest once, then waits as long as it may take, then pulls the plug. */
  private Next shutDown(ResourceKey key, Resource instance, RunningMachine machine) {
    MachineState state = machine.state();
    long grace =
        instance
            // not metadata's: an API server sets that to zero for everything but pods
            .text("spec", "terminationGracePeriodSeconds")
            .map(Long::parseLong)
            .orElse(DEFAULT_GRACE_SECONDS);
    Instant asked = guests.askToShutDown(key, machine, clock.instant());
    boolean patient = clock.instant().isBefore(asked.plusSeconds(grace));
    if (!state.hasEnded() && state != MachineState.PAUSED && patient) {
      return Next.after(ENDING_LOOK);
    }
    guests.finish(key);
    Next _ = finish(key, instance, state.hasEnded() ? state : MachineState.CRASHED);
    return Next.after(Duration.ZERO);
  }

  private InstanceReport report(Resource instance) {
    return new InstanceReport(instance, clock.instant());
  }

  /**
   * @throws StaleWrite the instance is gone: it is looked at again
   */
  private void write(ResourceKey key, Consumer<ObjectNode> change) {
    if (ObjectEdit.status(api, key, change).isEmpty()) {
      throw new StaleWrite(key + " is gone.");
    }
  }
}
