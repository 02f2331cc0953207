package io.wherry.cli;

import io.wherry.cli.counting.CounterDisk;
import io.wherry.kube.KubeApi;
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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The guest of {@code examples/counter}. All but two things go through the API, as kubectl would do
 * them: its disk is put where the volume lies, and looked at there for proof.
 */
final class CountingGuest {
  static final String NS = "counting";
  static final String NAME = "counter";
  static final ResourceKey VMI = new ResourceKey(Kinds.VMI, NS, NAME);
  private static final ResourceKey VM = new ResourceKey(Kinds.VM, NS, NAME);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int SOME = 20;

  private final KubeApi api;
  private final PrintWriter out;
  private final Path data;

  CountingGuest(KubeApi api, PrintWriter out, Path data) {
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
    boolean known = api.get(VM).isPresent();
    for (Resource manifest : Manifests.read(Launch.root().resolve("examples/counter"))) {
      if (manifest.kind().equals("VirtualMachine") && known) {
        continue; // its disk may have another name by now
      }
      if (manifest.kind().equals("VirtualMachine")) {
        expect("the disk's volume is there", () -> volume(NAME).isPresent());
        putDisk();
      }
      Manifests.apply(api, manifest);
      out.println("  applied " + manifest);
    }
    expect("the guest counts", () -> runs() && disk().read().last() > SOME);
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
    Path _ = Files.copy(made, disk(NAME).image(), StandardCopyOption.REPLACE_EXISTING);
    Files.delete(made);
  }

  private Optional<Resource> volume(String claim) {
    return api.get(new ResourceKey(Kinds.PVC, NS, claim))
        .flatMap(c -> c.text("spec", "volumeName"))
        .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)));
  }

  private CounterDisk disk(String claim) {
    Resource volume = volume(claim).orElseThrow(() -> gone("claim " + claim));
    return new CounterDisk(Path.of(volume.need("spec", "local", "path"), "disk.img"));
  }

  private static PeerRefused gone(String what) {
    return new PeerRefused("The " + what + " of the counting guest is gone; see the log.");
  }

  /** The disk that the machine names now. */
  CounterDisk disk() {
    return disk(claim());
  }

  /** Name of the claim that the machine names now. */
  String claim() {
    return api
        .get(VM)
        .orElseThrow(() -> gone("machine"))
        .items("spec", "template", "spec", "volumes")
        .stream()
        .map(
            v -> v.at("/dataVolume/name").asText(v.at("/persistentVolumeClaim/claimName").asText()))
        .findFirst()
        .orElseThrow(() -> gone("volume"));
  }

  boolean runs() {
    return api.get(VMI).flatMap(i -> i.text("status", "phase")).equals(Optional.of("Running"));
  }

  Resource instance() {
    return api.get(VMI).orElseThrow(() -> gone("instance"));
  }

  String node() {
    return instance().text("status", "nodeName").orElse("");
  }

  /** Returns when it has gone on, in one process. */
  void awaitMore() throws InterruptedException {
    long then = disk().read().last();
    expect("the guest goes on counting", () -> disk().read().last() > then + SOME);
    expect("one process is left", () -> processes() == 1);
  }

  /** What must hold, looked at now. */
  String proof() {
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
      return pids.flatMap(CountingGuest::process)
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

  static void expect(String what, BooleanSupplier condition) throws InterruptedException {
    if (!Waiting.until(SOON, condition)) {
      throw new PeerRefused(
          "Waited " + SOON.toSeconds() + " s in vain until " + what + "; the log tells more.");
    }
  }
}
