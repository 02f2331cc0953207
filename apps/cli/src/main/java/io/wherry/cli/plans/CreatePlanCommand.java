package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a plan with its maps from a provider's inventory. */
@Command(
    name = "plan",
    description = {
      "Create a plan with its network and storage map. Only --source and --vms are needed:",
      "the first network goes to the pods' network, disks to the default storage class."
    })
final class CreatePlanCommand implements Callable<Integer> {
  /** How machines move. */
  enum MigrationType {
    cold,
    warm
  }

  @Parameters(index = "0", paramLabel = "NAME", description = "The plan's name.")
  private String name = "";

  @Option(names = "--source", required = true, description = "Source provider [namespace/]name.")
  private String source = "";

  @Option(
      names = "--target",
      description = "Target provider (default: ${DEFAULT-VALUE}).",
      defaultValue = "konveyor-forklift/host")
  private String target = "";

  @Option(
      names = "--vms",
      required = true,
      description = "Names or ids, separated by commas; @FILE; '*'; \"where …\".")
  private String vms = "";

  @Option(names = "--target-namespace", description = "Default: the plan's.", defaultValue = "")
  private String targetNamespace = "";

  @Option(
      names = "--migration-type",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "cold")
  private MigrationType type = MigrationType.cold;

  @Option(
      names = "--network-pairs",
      paramLabel = "SOURCE:TARGET,…",
      description = "Targets: pod, ignored, namespace/name.",
      defaultValue = "")
  private String networkPairs = "";

  @Option(
      names = "--storage-pairs",
      paramLabel = "SOURCE:CLASS,…",
      description = "Storage classes.",
      defaultValue = "")
  private String storagePairs = "";

  @Option(names = "--dry-run", description = "Print the manifests, and change nothing.")
  private boolean dryRun;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      List<Resource> objects = draft(api).objects();
      if (dryRun) {
        spec.commandLine().getOut().println(Printer.manifests(objects).stripTrailing());
        return 0;
      }
      List<Resource> made = new ArrayList<>();
      for (Resource object : objects) {
        made.add(api.create(PlanObjects.key(object).kind(), object));
        spec.commandLine().getOut().println("created " + made.getLast());
      }
      made.subList(0, 2).forEach(map -> own(api, map, made.getLast()));
      return 0;
    }
  }

  private PlanDraft draft(FabricKubeApi api) {
    Inventory inventory = Inventory.of(api, options.namespace(), source);
    return new PlanDraft(
        new PlanDraft.Head(
            name,
            options.namespace(),
            targetNamespace.isEmpty() ? options.namespace() : targetNamespace,
            type.name(),
            inventory.provider(),
            Inventory.of(api, options.namespace(), target).provider()),
        new Choice(vms, "provider " + source).of(inventory.machines()),
        new PlanDraft.Targets(
            networkPairs.isEmpty() ? Map.of() : pairs(networkPairs, inventory.rows("networks")),
            storagePairs.isEmpty() ? Map.of() : pairs(storagePairs, inventory.rows("storages")),
            defaultClass(api)));
  }

  /** Maps made for a plan go with it. */
  private static void own(FabricKubeApi api, Resource map, Resource plan) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", plan.apiVersion())
        .put("kind", plan.kind())
        .put("name", plan.name())
        .put("uid", plan.uid());
    Resource _ = api.patch(PlanObjects.key(map), patch);
  }

  /** Source names become ids; an id is taken as it is. */
  private static Map<String, String> pairs(String text, List<JsonNode> rows) {
    Map<String, String> result = new LinkedHashMap<>();
    for (String pair : Arrays.stream(text.split(",")).filter(p -> !p.isBlank()).toList()) {
      int colon = pair.lastIndexOf(':');
      if (colon < 1 || colon == pair.length() - 1) {
        throw new InvalidRequest("'" + pair + "' is no pair; write source:target.");
      }
      String from = pair.substring(0, colon).strip();
      String id =
          rows.stream()
              .filter(
                  r -> r.path("name").asText().equals(from) || r.path("id").asText().equals(from))
              .map(r -> r.path("id").asText())
              .findFirst()
              .orElseThrow(() -> new InvalidRequest("The inventory has no '" + from + "'."));
      result.put(id, pair.substring(colon + 1).strip());
    }
    return result;
  }

  private static String defaultClass(FabricKubeApi api) {
    List<Resource> classes = api.list(Kinds.STORAGE_CLASS, Selection.ALL);
    for (String mark :
        List.of(
            "storageclass.kubevirt.io/is-default-virt-class",
            "storageclass.kubernetes.io/is-default-class")) {
      for (Resource one : classes) {
        if (one.annotation(mark).filter("true"::equals).isPresent()) {
          return one.name();
        }
      }
    }
    return classes.stream()
        .map(Resource::name)
        .findFirst()
        .orElseThrow(() -> new InvalidRequest("The target has no storage class."));
  }
}
