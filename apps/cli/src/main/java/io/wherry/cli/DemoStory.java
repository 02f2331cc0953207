package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.WherryException;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The demo as a client of the API: everything it does, kubectl could do as well. */
final class DemoStory {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final FabricKubeApi api;
  private final PrintWriter out;
  private final DemoPlan demo;

  DemoStory(FabricKubeApi api, PrintWriter out, DemoPlan demo) {
    this.api = api;
    this.out = out;
    this.demo = demo;
  }

  /** Deletes what an earlier demo left. Blocks. */
  void forget() throws InterruptedException {
    demo.forget();
    if (!Waiting.until(SOON, demo::forgotten)) {
      throw new InvalidRequest("The namespace 'demo' does not go away: kubectl get all -n demo");
    }
  }

  /** True once the guest is up. Blocks. */
  boolean run(Pattern ready, Duration patience) throws InterruptedException {
    demo.source().forEach(this::apply);
    DemoMachine machine = find();
    say("Found machine " + machine.name() + " in " + demo.appliance().getFileName());
    demo.plan(machine).forEach(this::apply);
    if (!follow(patience)) {
      return false;
    }
    ResourceKey vm = new ResourceKey(Kinds.VM, DemoPlan.NAMESPACE, targetName());
    say("Booting " + vm + "; its serial console:");
    boolean up = new GuestWatch(api, out, vm).untilReady(ready, patience);
    say(up ? "The guest is up." : "The guest did not report ready (" + ready + ").");
    return up;
  }

  private DemoMachine find() throws InterruptedException {
    boolean connected = Waiting.until(SOON, () -> isReady(demo.provider()));
    Resource provider = api.get(demo.provider()).orElseThrow();
    if (!connected) {
      throw new InvalidRequest(provider + " did not become ready. " + problems(provider));
    }
    String list = "/inventory/providers/ova/" + provider.uid() + "/vms?detail=all";
    String file = demo.appliance().getFileName().toString();
    List<JsonNode> rows = new ArrayList<>();
    boolean found =
        Waiting.until(
            SOON,
            () -> {
              rows.clear();
              api.read(list).forEach(rows::add);
              return rows.stream().anyMatch(r -> isOf(r, file));
            });
    if (!found) {
      throw new InvalidRequest(
          "The inventory shows no machine of " + file + ". " + problems(provider));
    }
    return DemoMachine.of(rows.stream().filter(r -> isOf(r, file)).findFirst().orElseThrow());
  }

  private static boolean isOf(JsonNode row, String file) {
    String path = row.path("ovfPath").asText();
    return path.equals(file) || path.endsWith("/" + file) || path.contains("/" + file + "/");
  }

  private boolean follow(Duration patience) throws InterruptedException {
    var line = new ProgressLine(out);
    boolean ended =
        Waiting.until(
            patience,
            () -> {
              Optional<Resource> plan = api.get(demo.plan());
              plan.ifPresent(line::show);
              return plan.filter(p -> PlanState.of(p).ended()).isPresent();
            });
    line.finish();
    Resource plan = api.get(demo.plan()).orElseThrow();
    if (ended && PlanState.of(plan) == PlanState.SUCCEEDED) {
      return true;
    }
    say(plan + " " + (ended ? "failed. " : "is not finished yet. ") + problems(plan));
    return false;
  }

  private String targetName() {
    Resource plan = api.get(demo.plan()).orElseThrow();
    JsonNode vm = plan.at("status", "migration", "vms").path(0);
    String name = vm.path("newName").asText();
    return name.isEmpty() ? vm.path("name").asText() : name;
  }

  /** Says what to try next. */
  void farewell(Path kubeconfig) {
    out.println(
        """

        Try next:
          export KUBECONFIG=%s
          kubectl get vm,vmi,plan,migration,pods -n demo
          kubectl describe plan %s -n demo
          kubectl logs -n demo -l kubevirt.io=virt-launcher
          %s console %s -n demo          (leave with Ctrl-])
        """
            .formatted(
                kubeconfig, demo.plan().name(), Launch.root().resolve("wherry"), targetName()));
    out.flush();
  }

  private boolean isReady(ResourceKey key) {
    return api.get(key).filter(r -> hasCondition(r, "Ready")).isPresent();
  }

  static boolean hasCondition(Resource resource, String type) {
    return resource.items("status", "conditions").stream()
        .anyMatch(
            c -> c.path("type").asText().equals(type) && c.path("status").asText().equals("True"));
  }

  /** Blocking conditions and errors of VMs, as text. */
  private static String problems(Resource resource) {
    List<String> texts =
        resource.items("status", "conditions").stream()
            .filter(c -> List.of("Critical", "Error").contains(c.path("category").asText()))
            .map(c -> c.path("message").asText() + " " + c.path("suggestion").asText())
            .collect(Collectors.toCollection(ArrayList::new));
    for (JsonNode vm : resource.items("status", "migration", "vms")) {
      vm.path("error").path("reasons").forEach(r -> texts.add(r.asText()));
    }
    return texts.isEmpty() ? "" : String.join(" ", texts).trim();
  }

  private void apply(Resource resource) {
    try {
      Manifests.apply(api, resource);
      out.println("  applied " + resource);
    } catch (WherryException e) {
      throw new InvalidRequest(resource + " was not accepted: " + e.getMessage(), e);
    }
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
