package io.wherry.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.PeerRefused;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The counting guest's disk on its way to another storage class and back. */
final class StorageStory implements CountingDemo.Story {
  private static final Path EXAMPLES = Path.of("examples/counter-storage");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  // Places among the examples, after the namespace that a server has already.
  private static final int PLAN = 1;
  private static final int THERE = 2;
  private static final int BACK = 3;

  private final KubeApi api;
  private final PrintWriter out;
  private final CountingGuest guest;

  StorageStory(KubeApi api, PrintWriter out, Path data) {
    this.api = api;
    this.out = out;
    this.guest = new CountingGuest(api, out, data);
  }

  private static List<Resource> manifests() {
    return Manifests.read(Launch.root().resolve(EXAMPLES));
  }

  @Override
  public void forget() throws InterruptedException {
    Resource plan = manifests().get(PLAN);
    api.delete(new ResourceKey(Kinds.MIG_PLAN, plan.namespace(), plan.name()));
    guest.forget();
  }

  @Override
  public void start() throws IOException, InterruptedException {
    guest.start();
    Resource plan = manifests().get(PLAN);
    Manifests.apply(api, plan);
    out.println("  applied " + plan);
    say("The guest counts on claim " + where() + ". " + guest.proof());
  }

  /** There if it is not, else back. */
  @Override
  public void move() throws InterruptedException {
    boolean back = !guest.claim().equals(CountingGuest.NAME);
    String from = where();
    Resource example = manifests().get(back ? BACK : THERE);
    ObjectNode tree = example.mutableCopy();
    ((ObjectNode) tree.get("metadata")).put("generateName", example.name() + "-").remove("name");
    Resource made = api.create(Kinds.MIG_MIGRATION, new Resource(tree));
    ResourceKey key = new ResourceKey(Kinds.MIG_MIGRATION, made.namespace(), made.name());
    boolean over =
        Waiting.until(PATIENCE, () -> of(key).at("status", "phase").asText().equals("Completed"));
    Resource migration = of(key);
    if (!over || !DemoStory.hasCondition(migration, "Succeeded")) {
      throw new PeerRefused(
          "%s did not succeed: %s".formatted(migration, migration.at("status").toPrettyString()));
    }
    guest.awaitMore();
    say("%s: claim %s -> %s.".formatted(back ? "Back" : "There", from, where()));
    migration.items("status", "pipeline").stream()
        .flatMap(step -> step.path("progress").valueStream())
        .forEach(line -> say("  " + line.asText()));
    say("  " + guest.proof());
  }

  private Resource of(ResourceKey key) {
    return api.get(key).orElseThrow(() -> new PeerRefused(key + " is gone."));
  }

  /** Claim and class. */
  private String where() {
    String claim = guest.claim();
    Resource found = of(new ResourceKey(Kinds.PVC, CountingGuest.NS, claim));
    return claim + " (" + found.at("spec", "storageClassName").asText() + ")";
  }

  @Override
  public void end(Path kubeconfig) {
    out.println(
        """

        Try next:
          export KUBECONFIG=%s
          kubectl create -f %s       (and 30-back.yaml)
          kubectl get migplan,migmigration -n openshift-migration
          kubectl get pvc,vmi -n %s; kubectl get diskmoves -A
        """
            .formatted(kubeconfig, EXAMPLES.resolve("20-there.yaml"), CountingGuest.NS));
    out.flush();
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
