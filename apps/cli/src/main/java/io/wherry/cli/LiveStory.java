package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The counting guest's journey between nodes, through the API as kubectl would do it. */
final class LiveStory implements CountingDemo.Story {
  private static final String NS = CountingGuest.NS;
  private static final Duration DRAIN = Duration.ofSeconds(120);

  private final FabricKubeApi api;
  private final PrintWriter out;
  private final CountingGuest guest;
  private int moves;

  LiveStory(FabricKubeApi api, PrintWriter out, Path data) {
    this.api = api;
    this.out = out;
    this.guest = new CountingGuest(api, out, data);
  }

  @Override
  public void forget() throws InterruptedException {
    guest.forget();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    guest.start();
    say("The guest counts on node " + guest.node() + ". " + guest.proof());
  }

  /** One migration by hand. */
  @Override
  public void move() throws InterruptedException {
    CountingGuest.expect(
        "the guest can move", () -> DemoStory.hasCondition(guest.instance(), "LiveMigratable"));
    Resource migration = Resource.of(Kinds.VMIM, NS, "");
    migration.tree().withObjectProperty("metadata").remove("name");
    migration.tree().withObjectProperty("metadata").put("generateName", "demo-move-");
    migration.tree().putObject("spec").put("vmiName", CountingGuest.NAME);
    String from = guest.node();
    String uid = api.create(Kinds.VMIM, migration).uid();
    awaitEnd(uid);
    report("Move " + ++moves, from);
  }

  private JsonNode state() {
    return guest.instance().at("status", "migrationState");
  }

  private void awaitEnd(String uid) throws InterruptedException {
    CountingGuest.expect(
        "the migration ends",
        () ->
            state().path("migrationUid").asText().equals(uid)
                && state().path("completed").asBoolean());
    if (state().path("failed").asBoolean()) {
      throw new PeerRefused("The migration failed: " + state().path("failureReason").asText());
    }
  }

  /** A node is emptied; returns when it is empty, may be used again, and the guest counts. */
  private void drain() throws InterruptedException {
    String from = guest.node();
    say("Draining node " + from + ", on which the guest counts:");
    NodeDrain drain = new NodeDrain(api, out, from);
    if (!drain.run(DRAIN)) {
      throw new PeerRefused("Node " + from + " was not empty in time: kubectl get vmim -A");
    }
    drain.uncordon();
    report("Drain", from);
  }

  private void report(String what, String from) throws InterruptedException {
    guest.awaitMore();
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
                guest.node(),
                took.toMillis(),
                pause.isNumber() ? pause.asLong() + " ms" : "an unknown time",
                guest.proof()));
  }

  @Override
  public void end(Path kubeconfig) throws InterruptedException {
    drain();
    farewell(kubeconfig);
  }

  private void farewell(Path kubeconfig) {
    List<Resource> moved = api.list(Kinds.VMIM, Selection.in(NS));
    out.println(
        """

        Try next:
          export KUBECONFIG=%s
          kubectl get vmi,vmim,machineowners -n %s        (%d migrations so far)
          kubectl logs -n %s -l kubevirt.io=virt-launcher --tail=5
          kubectl drain %s --delete-emptydir-data; kubectl uncordon %s
        """
            .formatted(kubeconfig, NS, moved.size(), NS, guest.node(), guest.node()));
    out.flush();
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
