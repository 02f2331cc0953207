package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Finalizers;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.StaleWrite;
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

/** Runs the instances of this node: waits for volumes, starts QEMU, watches it, ends it. */
final class InstanceController implements Reconciler {
  static final String FINALIZER = "wherry.io/machine";

  private static final Duration WAITING_LOOK = Duration.ofSeconds(2);
  private static final Duration RUNNING_LOOK = Duration.ofSeconds(5);
  private static final Duration ENDING_LOOK = Duration.ofMillis(200);
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final KubeApi api;
  private final LifecycleSettings settings;
  private final Guests guests;
  private final GuestSpecs specs;
  private final Clock clock;
  private final EventRecorder events;

  InstanceController(KubeApi api, LifecycleSettings settings, Guests guests, Clock clock) {
    this.api = api;
    this.settings = settings;
    this.guests = guests;
    this.specs = new GuestSpecs(new GuestVolumes(api, new GuestFiles()));
    this.clock = clock;
    this.events = new EventRecorder(api, "virt-handler", clock);
  }

  ControllerSpec spec() {
    Wakeup claims = new Wakeup(Kinds.PVC, Selection.ALL, this::waitingIn);
    return new ControllerSpec("instances", Kinds.VMI, List.of(claims), this, 4);
  }

  private List<ResourceKey> waitingIn(Resource claim) {
    return api.list(Kinds.VMI, Selection.in(claim.namespace())).stream()
        .filter(i -> InstanceStatus.phase(i).equals("Pending"))
        .map(i -> new ResourceKey(Kinds.VMI, i.namespace(), i.name()))
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found = api.get(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    Resource instance = found.get();
    MachineHome home = guests.home(key);
    if (instance.isBeingDeleted()) {
      return end(key, instance, home);
    }
    if (Finalizers.missing(instance, FINALIZER)) {
      Finalizers.add(api, key, instance, FINALIZER);
      return Next.onChange();
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
    return start(key, instance, home);
  }

  private Next start(ResourceKey key, Resource instance, MachineHome home) {
    try {
      checkNode();
      checkMemory(instance);
      home.create();
      MachineSpec spec = specs.of(instance, home);
      Launchers.ensure(api, instance, settings.nodeName());
      write(key, report(instance, "Scheduled").waiting("Starting", "QEMU is being started."));
      RunningMachine machine = guests.start(key, instance.uid(), spec);
      events.normal(instance, "Started", "VirtualMachineInstance started.");
      return observe(key, api.get(key).orElse(instance), machine);
    } catch (Waiting problem) {
      return wait(key, instance, problem);
    } catch (InvalidRequest | PeerRefused problem) {
      String text = String.valueOf(problem.getMessage());
      events.warning(instance, "SyncFailed", text);
      write(key, report(instance, "Failed").waiting("StartFailed", text));
      Launchers.finish(api, instance, MachineState.CRASHED, text);
      return Next.onChange();
    }
  }

  private Next wait(ResourceKey key, Resource instance, Waiting problem) {
    boolean never = problem.kind() == Waiting.Kind.NEVER;
    if (never) {
      events.warning(instance, problem.reason(), problem.text());
    }
    var report = report(instance, never ? "Failed" : "Pending");
    write(key, report.waiting(problem.reason(), problem.text()));
    return never ? Next.onChange() : Next.after(WAITING_LOOK);
  }

  /** A node that was cordoned keeps the machines it has and starts no other. */
  private void checkNode() throws Waiting {
    boolean cordoned =
        api.get(new ResourceKey(Kinds.NODE, "", settings.nodeName()))
            .filter(n -> n.at("spec", "unschedulable").asBoolean())
            .isPresent();
    if (cordoned) {
      throw Waiting.later(
          "ErrorUnschedulable",
          "0/1 nodes are available: 1 node(s) were unschedulable. Run: kubectl uncordon "
              + settings.nodeName());
    }
  }

  /** All guests together must fit; a machine that swaps serves none of them. */
  private void checkMemory(Resource instance) throws Waiting {
    long used =
        api.list(Kinds.VMI, Selection.ALL).stream()
            .filter(i -> !i.uid().equals(instance.uid()))
            .filter(i -> InstanceStatus.phase(i).equals("Running"))
            .mapToLong(GuestSpecs::memoryBytes)
            .sum();
    long wanted = GuestSpecs.memoryBytes(instance);
    if (used + wanted > settings.memoryBytes()) {
      throw Waiting.later(
          "ErrorUnschedulable",
          "%s needs %d MiB of memory, but %d of the %d MiB for guests are in use. Stop another machine or give this one less."
              .formatted(instance, wanted >> 20, used >> 20, settings.memoryBytes() >> 20));
    }
  }

  private Next observe(ResourceKey key, Resource instance, RunningMachine machine) {
    MachineState state = machine.state();
    if (state.hasEnded()) {
      guests.finish(key);
      return finish(key, instance, state);
    }
    Launchers.running(api, instance, settings.nodeName());
    write(key, report(instance, "Running").running(state));
    return Next.after(RUNNING_LOOK);
  }

  private Next finish(ResourceKey key, Resource instance, MachineState state) {
    boolean clean = state == MachineState.SHUT_DOWN;
    String text =
        clean ? "The guest shut down." : "QEMU ended unexpectedly. " + guests.lastWords(key);
    write(
        key,
        report(instance, clean ? "Succeeded" : "Failed")
            .waiting(clean ? "GuestShutDown" : "GuestCrashed", text.trim()));
    Launchers.finish(api, instance, state, text.trim());
    if (clean) {
      events.normal(instance, "Stopped", "The VirtualMachineInstance was shut down.");
    } else {
      events.warning(instance, "Stopped", "The VirtualMachineInstance crashed. " + text.trim());
    }
    return Next.onChange();
  }

  private Next end(ResourceKey key, Resource instance, MachineHome home) {
    Optional<RunningMachine> machine =
        home.folder().toFile().isDirectory() ? guests.find(key) : Optional.empty();
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

  private InstanceReport report(Resource instance, String phase) {
    return new InstanceReport(instance, phase, settings.nodeName(), clock.instant());
  }

  private void write(ResourceKey key, ObjectNode status) {
    Optional<Resource> now = api.get(key);
    if (now.isPresent() && !now.get().at("status").equals(status)) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.set("status", MergePatches.replacing(now.get().at("status"), status));
      try {
        Resource _ = api.patchStatus(key, patch);
      } catch (InvalidRequest gone) {
        throw new StaleWrite(String.valueOf(gone.getMessage()), gone);
      }
    }
  }
}
