package io.wherry.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wherry.control.ControllerRuntime;
import io.wherry.control.ControllerSpec;
import io.wherry.kube.Selection;
import io.wherry.qemu.MachineSpec;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.VolumePlaces;
import io.wherry.scheduling.SchedulingControllers;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifecycleTest {
  private static final String NS = "default";
  private static final ResourceKey VM = new ResourceKey(Kinds.VM, NS, "web");
  private static final ResourceKey NODE = new ResourceKey(Kinds.NODE, "", "node-1");
  private static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, "web");

  @TempDir private Path folder;
  private final TestClock clock = new TestClock();
  private final MemoryKubeApi api = new MemoryKubeApi(clock);
  private final ScriptedHypervisor hypervisor = new ScriptedHypervisor();
  private Guests guests = new Guests(hypervisor, Path.of("/"));
  private ControllerRuntime runtime = new ControllerRuntime(api, clock, new SimpleMeterRegistry());

  @BeforeEach
  void start() {
    startServer();
  }

  @AfterEach
  void stop() {
    runtime.close();
    api.close();
  }

  private void startServer() {
    guests = new Guests(hypervisor, folder);
    runtime = new ControllerRuntime(api, clock, new SimpleMeterRegistry());
    ControllerRuntime mine = runtime;
    guests.wakeBy(key -> mine.wake(LifecycleControllers.INSTANCES, key));
    var settings =
        new LifecycleSettings("node-1", "127.0.0.1", folder, new VolumePlaces("node-1", Map.of()));
    List<ControllerSpec> specs = new ArrayList<>(LifecycleControllers.control(api, clock));
    specs.addAll(LifecycleControllers.node(api, settings, guests, Moves.NONE, clock));
    specs.add(SchedulingControllers.scheduler(api, clock));
    if (api.get(NODE).isEmpty()) {
      node();
    }
    runtime.start(specs);
  }

  private void node() {
    Resource node = Resource.of(Kinds.NODE, "", "node-1");
    ((ObjectNode) node.tree().get("metadata"))
        .putObject("labels")
        .put("kubernetes.io/hostname", "node-1");
    ObjectNode status = node.tree().putObject("status");
    status.putObject("allocatable").put("memory", "4Gi");
    status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
    api.create(Kinds.NODE, node);
  }

  private VmActions actions() {
    GuestActions local = new GuestActions(api, guests, "node-1");
    return new VmActions(api, (i, action) -> local.act(i.namespace(), i.name(), action));
  }

  private void vm(String strategy, String memory) {
    Resource vm = Resource.of(Kinds.VM, NS, "web");
    ObjectNode spec = vm.tree().putObject("spec").put("runStrategy", strategy);
    ObjectNode template = spec.putObject("template").putObject("spec");
    ObjectNode domain = template.putObject("domain");
    domain.putObject("memory").put("guest", memory);
    ObjectNode disk = domain.putObject("devices").putArray("disks").addObject().put("name", "root");
    disk.put("bootOrder", 1).putObject("disk").put("bus", "virtio");
    template
        .putArray("volumes")
        .addObject()
        .put("name", "root")
        .putObject("persistentVolumeClaim")
        .put("claimName", "web-root");
    api.create(Kinds.VM, vm);
  }

  private void boundClaim() {
    Resource volume = Resource.of(Kinds.PV, "", "pv-1");
    volume.tree().putObject("spec").putObject("local").put("path", "/volumes/pv-1");
    api.create(Kinds.PV, volume);
    Resource claim = Resource.of(Kinds.PVC, NS, "web-root");
    claim.tree().putObject("spec").put("volumeName", "pv-1");
    api.create(Kinds.PVC, claim);
  }

  private String printable() {
    return api.get(VM).flatMap(v -> v.text("status", "printableStatus")).orElse("");
  }

  private void awaitStatus(String expected) {
    await()
        .untilAsserted(() -> {
          clock.advance(Duration.ofMillis(200));
          runtime.tick();
          assertThat(printable()).isEqualTo(expected);
        });
  }

  private void runningVm(String strategy) {
    boundClaim();
    vm(strategy, "256Mi");
    if (strategy.equals("Manual") || strategy.equals("RerunOnFailure")) {
      await().until(() -> !printable().isEmpty());
      if (strategy.equals("Manual")) {
        actions().start(NS, "web");
      }
    }
    awaitStatus("Running");
  }

  @Test
  void runsAMachineAndShowsIt() {
    runningVm("Always");
    Resource vm = api.get(VM).orElseThrow();
    assertThat(vm.at("status", "ready").asBoolean()).isTrue();
    MachineSpec spec = hypervisor.started.getFirst();
    assertThat(spec.disks().getFirst().file()).isEqualTo(Path.of("/volumes/pv-1/disk.img"));
    assertThat(spec.disks().getFirst().bootIndex()).isEqualTo(1);
    assertThat(spec.nics()).hasSize(1);
    Resource pod = api.list(Kinds.POD, Selection.in(NS)).getFirst();
    assertThat(pod.name()).startsWith("virt-launcher-web-");
    await()
        .until(() ->
            api.list(Kinds.POD, Selection.in(NS))
                .getFirst()
                .text("status", "phase")
                .equals(Optional.of("Running")));
  }

  @Test
  void waitsForItsVolumeWithAReason() {
    vm("Always", "256Mi");
    awaitStatus("ErrorPvcNotFound");
    assertThat(hypervisor.started).isEmpty();
    boundClaim();
    awaitStatus("Running");
  }

  @Test
  void startsAgainAfterACrashAndAfterAShutdown() {
    runningVm("Always");
    hypervisor.only().crash();
    await().until(() -> hypervisor.started.size() == 2);
    awaitStatus("Running");
    hypervisor.only().shutDown();
    await().until(() -> hypervisor.started.size() == 3);
    awaitStatus("Running");
  }

  @Test
  void rerunOnFailureLeavesAMachineOffThatShutDown() {
    runningVm("RerunOnFailure");
    hypervisor.only().shutDown();
    awaitStatus("Stopped");
    assertThat(hypervisor.started).hasSize(1);
    assertThat(hypervisor.processes).isEmpty();
  }

  @Test
  void aManualMachineObeysRequests() {
    runningVm("Manual");
    actions().stop(NS, "web", OptionalLong.empty());
    awaitStatus("Stopped");
    assertThat(hypervisor.processes).isEmpty();
    actions().start(NS, "web");
    awaitStatus("Running");
    assertThat(hypervisor.started).hasSize(2);
  }

  @Test
  void stoppingAnAlwaysMachineHaltsIt() {
    runningVm("Always");
    actions().stop(NS, "web", OptionalLong.empty());
    awaitStatus("Stopped");
    assertThat(api.get(VM).orElseThrow().text("spec", "runStrategy")).contains("Halted");
    assertThat(api.get(VMI)).isEmpty();
    assertThat(api.list(Kinds.POD, Selection.in(NS))).isEmpty();
  }

  @Test
  void aGuestThatIgnoresThePowerButtonLosesPower() {
    hypervisor.obeysPowerButton = false;
    runningVm("Always");
    var machine = hypervisor.only();
    actions().stop(NS, "web", OptionalLong.empty());
    await().until(() -> machine.presses == 1);
    assertThat(hypervisor.processes).isNotEmpty();
    clock.advance(Duration.ofSeconds(31));
    awaitStatus("Stopped");
    assertThat(machine.presses).isEqualTo(1);
    assertThat(hypervisor.processes).isEmpty();
  }

  @Test
  void aRestartedServerFindsTheMachineAgain() {
    runningVm("Always");
    runtime.close();
    guests.close();
    startServer();
    awaitStatus("Running");
    assertThat(hypervisor.started).hasSize(1);
  }

  @Test
  void whatHappenedWhileNoServerRanIsSeen() {
    runningVm("RerunOnFailure");
    runtime.close();
    guests.close();
    hypervisor.only().shutDown();
    startServer();
    awaitStatus("Stopped");
    assertThat(hypervisor.started).hasSize(1);
  }

  @Test
  void aMachineThatCannotStartBacksOff() {
    hypervisor.refusal = "QEMU ended at once: no such cpu";
    boundClaim();
    vm("Always", "256Mi");
    awaitStatus("CrashLoopBackOff");
    Resource vm = api.get(VM).orElseThrow();
    assertThat(vm.at("status", "startFailure", "consecutiveFailCount").asInt()).isPositive();
    hypervisor.refusal = "";
    clock.advance(Duration.ofMinutes(6));
    awaitStatus("Running");
  }

  @Test
  void refusesMoreMemoryThanThereIs() {
    boundClaim();
    vm("Always", "64Gi");
    awaitStatus("ErrorUnschedulable");
    assertThat(api.get(VMI).flatMap(InstanceStatus::message).orElse("")).contains("MiB of memory");
  }

  @Test
  void pausesAndResumes() {
    runningVm("Always");
    actions().pause(NS, "web");
    awaitStatus("Paused");
    assertThatThrownBy(() -> actions().pause(NS, "web")).hasMessage("VMI is already paused");
    actions().unpause(NS, "web");
    awaitStatus("Running");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThatThrownBy(() -> actions().start(NS, "web"))
        .isInstanceOfSatisfying(VmActions.Refused.class, r -> assertThat(r.code()).isEqualTo(404));
    vm("Halted", "256Mi");
    assertThatThrownBy(() -> actions().stop(NS, "web", OptionalLong.empty()))
        .hasMessage("VM is not running");
  }

  @Test
  void deletingTheMachineEndsEverything() {
    runningVm("Always");
    api.delete(VM);
    await()
        .until(() -> {
          runtime.tick();
          return api.get(VM).isEmpty() && api.get(VMI).isEmpty();
        });
    assertThat(hypervisor.processes).isEmpty();
  }

  @Test
  void aNewMachineOfTheSameNameStartsClean() throws java.io.IOException {
    runningVm("Always");
    Path console = guests.home(VMI).serialLog();
    java.nio.file.Files.writeString(console, "login of the old guest");
    api.delete(VM);
    await()
        .until(() -> {
          runtime.tick();
          return api.get(VM).isEmpty();
        });
    vm("Always", "256Mi");
    awaitStatus("Running");
    assertThat(console).doesNotExist();
  }

  @Test
  void restartMakesANewInstance() {
    runningVm("Always");
    String before = api.get(VMI).orElseThrow().uid();
    actions().restart(NS, "web", OptionalLong.empty());
    await()
        .until(() -> {
          clock.advance(Duration.ofMillis(200));
          runtime.tick();
          return api.get(VMI).filter(i -> !i.uid().equals(before)).isPresent();
        });
    awaitStatus("Running");
    assertThat(hypervisor.started.get(1).uuid()).isEqualTo(hypervisor.started.get(0).uuid());
    assertThat(hypervisor.started.get(1).nics()).isEqualTo(hypervisor.started.get(0).nics());
  }

  @Test
  void startsNoMachineWhileTheNodeIsCordoned() {
    ObjectNode cordon = new ObjectMapper().createObjectNode();
    cordon.putObject("spec").put("unschedulable", true);
    api.patch(NODE, cordon);
    boundClaim();
    vm("Always", "256Mi");
    awaitStatus("ErrorUnschedulable");
    cordon.putObject("spec").put("unschedulable", false);
    api.patch(NODE, cordon);
    awaitStatus("Running");
  }
}
