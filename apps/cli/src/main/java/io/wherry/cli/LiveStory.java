package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The counting guest's journey. All but two things go through the API, as kubectl would do them:
 * the guest's disk is put where its volume lies, and it and the processes are looked at there for
 * proof.
 */
final class LiveStory {
  private static final String NS = "counting";
  private static final String NAME = "counter";
  private static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, NAME);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration DRAIN = Duration.ofSeconds(120);
  private static final int SOME = 20;

  private final FabricKubeApi api;
  private final PrintWriter out;
  private final Path data;
  private int moves;

  LiveStory(FabricKubeApi api, PrintWriter out, Path data) {
    this.api = api;
    this.out = out;
    this.data = data;
  }

  /** Deletes what an earlier demo left. Blocks. */
  void forget() throws InterruptedException {
    ResourceKey namespace = new ResourceKey(Kinds.NAMESPACE, "", NS);
    api.delete(namespace);
    expect("the namespace " + NS + " goes away", () -> api.get(namespace).isEmpty());
  }

  /** Returns when the guest counts. */
  void start() throws IOException, InterruptedException {
    List<Resource> manifests = Manifests.read(Launch.root().resolve("examples/counter"));
    boolean known = api.get(new ResourceKey(Kinds.VM, NS, NAME)).isPresent();
    for (Resource manifest : manifests) {
      if (manifest.kind().equals("VirtualMachine") && !known) {
        expect("the disk's volume is there", () -> volume().isPresent());
        putDisk();
      }
      Manifests.apply(api, manifest);
      out.println("  applied " + manifest);
    }
    expect("the guest counts", () -> runs() && disk().read().last() > SOME);
    say("The guest counts on node " + node() + ". " + proof());
  }

  private void putDisk() throws IOException, InterruptedException {
    Path made = Files.createTempFile(data, "counter", ".img");
    Path script = Launch.root().resolve("examples/counter/make-counter.sh");
    Process process =
        new ProcessBuilder("bash", script.toString(), made.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new InvalidRequest("The counting guest could not be made: " + said.trim());
    }
    Path _ = Files.copy(made, disk().image(), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(made);
  }

  private Optional<Resource> volume() {
    return api.get(new ResourceKey(Kinds.PVC, NS, NAME))
        .flatMap(c -> c.text("spec", "volumeName"))
        .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)));
  }

  private CounterDisk disk() {
    return new CounterDisk(
        Path.of(volume().orElseThrow().need("spec", "local", "path"), "disk.img"));
  }

  private boolean runs() {
    return api.get(VMI).flatMap(i -> i.text("status", "phase")).equals(Optional.of("Running"));
  }

  private String node() {
    return api.get(VMI).flatMap(i -> i.text("status", "nodeName")).orElse("");
  }

  /** One migration by hand. Returns when the guest counts on the other node. */
  void move() throws InterruptedException {
    expect("the guest can move", () -> DemoStory.hasCondition(instance(), "LiveMigratable"));
    Resource migration = Resource.of(Kinds.VMIM, NS, "");
    migration.tree().withObjectProperty("metadata").remove("name");
    migration.tree().withObjectProperty("metadata").put("generateName", "demo-move-");
    migration.tree().putObject("spec").put("vmiName", NAME);
    String from = node();
    String uid = api.create(Kinds.VMIM, migration).uid();
    awaitEnd(uid);
    report("Move " + ++moves, from);
  }

  private Resource instance() {
    return api.get(VMI)
        .orElseThrow(() -> new PeerRefused("The instance " + VMI + " is gone; see the log."));
  }

  private JsonNode state() {
    return instance().at("status", "migrationState");
  }

  private void awaitEnd(String uid) throws InterruptedException {
    expect(
        "the migration ends",
        () ->
            state().path("migrationUid").asText().equals(uid)
                && state().path("completed").asBoolean());
    if (state().path("failed").asBoolean()) {
      throw new PeerRefused("The migration failed: " + state().path("failureReason").asText());
    }
  }

  /** A node is emptied; returns when it is empty, may be used again, and the guest counts. */
  void drain() throws InterruptedException {
    String from = node();
    say("Draining node " + from + ", on which the guest counts:");
    NodeDrain drain = new NodeDrain(api, out, from);
    if (!drain.run(DRAIN)) {
      throw new PeerRefused("Node " + from + " was not empty in time: kubectl get vmim -A");
    }
    drain.uncordon();
    report("Drain", from);
  }

  private void report(String what, String from) throws InterruptedException {
    long then = disk().read().last();
    expect("the guest goes on counting", () -> disk().read().last() > then + SOME);
    expect("one process is left", () -> processes() == 1);
    JsonNode state = state();
    Duration took =
        Duration.between(
            Instant.parse(state.path("startTimestamp").asText()),
            Instant.parse(state.path("endTimestamp").asText()));
    JsonNode pause = state.at("/transfer/pauseMs");
    say(
        "%s: node %s -> %s in %d ms, the guest stood still for %s. %s"
            .formatted(
                what,
                from,
                node(),
                took.toMillis(),
                pause.isNumber() ? pause.asLong() + " ms" : "an unknown time",
                proof()));
  }

  /** What must hold, looked at now. */
  private String proof() {
    CounterDisk.Chain chain = disk().read();
    String owner =
        api.get(new ResourceKey(Kinds.MACHINE_OWNER, NS, NAME))
            .flatMap(o -> o.text("spec", "node"))
            .orElse("");
    if (!owner.equals(node()) || processes() != 1) {
      throw new PeerRefused(
          "%d processes run; the owner is '%s', the instance is on '%s'."
              .formatted(processes(), owner, node()));
    }
    return "Records %d to %d without a gap, started %d time%s, one copy runs."
        .formatted(chain.first(), chain.last(), chain.boots(), chain.boots() == 1 ? "" : "s");
  }

  private long processes() {
    try (Stream<Path> pids = Files.find(data, 5, (p, _) -> p.endsWith("pid"))) {
      return pids.flatMap(LiveStory::process)
          .filter(p -> p.info().commandLine().filter(c -> c.contains("qemu-system")).isPresent())
          .count();
    } catch (IOException e) {
      throw new InvalidRequest("The data directory cannot be searched: " + e, e);
    }
  }

  private static Stream<ProcessHandle> process(Path file) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(file).trim())).stream();
    } catch (IOException | NumberFormatException _) {
      return Stream.empty(); // just being written, or just gone
    }
  }

  /** Says what to try next. */
  void farewell(Path kubeconfig) {
    List<Resource> moved = api.list(Kinds.VMIM, Selection.in(NS));
    out.println(
        """

        Try next:
          export KUBECONFIG=%s
          kubectl get vmi,vmim,machineowners -n %s        (%d migrations so far)
          kubectl logs -n %s -l kubevirt.io=virt-launcher --tail=5
          kubectl drain %s --delete-emptydir-data; kubectl uncordon %s
        """
            .formatted(kubeconfig, NS, moved.size(), NS, node(), node()));
    out.flush();
  }

  private static void expect(String what, java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    if (!Waiting.until(SOON, condition)) {
      throw new PeerRefused(
          "Waited " + SOON.toSeconds() + " s in vain until " + what + "; the log tells more.");
    }
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
