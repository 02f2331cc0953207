package io.wherry.cli.gather;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns the words of the command into a filter.
 *
 * @param namespace where plans and machines are looked for; empty: everywhere
 * @source plans-and-migrations.md section 9.2
 */
record Scope(KubeApi api, String namespace) {
  /**
   * What belongs to a plan.
   *
   * @param vm name or source id of one of its machines; empty: all
   * @throws InvalidRequest there is no such plan, or it has no such machine
   */
  Filter.About plan(String name, String vm) {
    Resource plan =
        api.get(new ResourceKey(Kinds.PLAN, namespace, name))
            .orElseThrow(() ->
                new InvalidRequest(
                    "There is no plan '%s' in namespace %s, so nothing was gathered. 'wherry get plans -A' lists all."
                        .formatted(name, namespace)));
    Found found = new Found();
    found.add(plan, vm);
    if (!vm.isEmpty() && found.ids.isEmpty()) {
      throw new InvalidRequest(
          "Plan %s has no machine '%s', so nothing was gathered. 'wherry describe plan %s -n %s' lists its machines."
              .formatted(name, vm, name, namespace));
    }
    return found.filter();
  }

  /**
   * What belongs to a machine: the plans that name it, and the virtual machine itself.
   *
   * @throws InvalidRequest nothing knows such a machine
   */
  Filter.About machine(String vm) {
    Found found = new Found();
    for (Resource plan : api.list(Kinds.PLAN, Selection.in(namespace))) {
      if (machines(plan).stream().anyMatch(m -> isNamed(m, vm))) {
        found.add(plan, vm);
      }
    }
    for (Resource machine : api.list(Kinds.VM, Selection.in(namespace))) {
      if (machine.name().equals(vm) || machine.uid().equals(vm)) {
        found.machine(machine);
      }
    }
    if (found.named.isEmpty()) {
      throw new InvalidRequest(
          "No plan and no virtual machine of namespace %s is or has the machine '%s', so nothing was gathered."
              .formatted(namespace, vm));
    }
    return found.filter();
  }

  private static List<JsonNode> machines(Resource plan) {
    List<JsonNode> reported = plan.items("status", "migration", "vms");
    return reported.isEmpty() ? plan.items("spec", "vms") : reported;
  }

  private static boolean isNamed(JsonNode vm, String word) {
    return vm.path("id").asText().equals(word) || vm.path("name").asText().equals(word);
  }

  /** What was found so far. */
  private final class Found {
    private final Set<String> named = new HashSet<>();
    private final Set<String> plans = new HashSet<>();
    private final Set<String> targets = new HashSet<>();
    private final Set<String> ids = new HashSet<>();

    void add(Resource plan, String vm) {
      plans.add(plan.uid());
      name(plan);
      JsonNode spec = plan.at("spec");
      reference("Provider", spec.path("provider").path("source"));
      reference("Provider", spec.path("provider").path("destination"));
      reference("NetworkMap", spec.path("map").path("network"));
      reference("StorageMap", spec.path("map").path("storage"));
      plan.items("spec", "vms")
          .forEach(m -> m.path("hooks").forEach(h -> reference("Hook", h.path("hook"))));
      api.list(Kinds.MIGRATION, Selection.in(plan.namespace())).stream()
          .filter(m -> m.at("spec", "plan", "name").asText().equals(plan.name()))
          .forEach(this::name);
      String target = spec.path("targetNamespace").asText(plan.namespace());
      for (JsonNode machine : machines(plan)) {
        if (vm.isEmpty() || isNamed(machine, vm)) {
          String id = machine.path("id").asText();
          if (!vm.isEmpty() && !id.isEmpty()) {
            ids.add(id);
          }
          String name = machine.path("newName").asText(machine.path("targetName").asText(""));
          targets.add(target + "/" + (name.isEmpty() ? machine.path("name").asText() : name));
        }
      }
    }

    void machine(Resource machine) {
      name(machine);
      targets.add(machine.namespace() + "/" + machine.name());
    }

    private void name(Resource object) {
      named.add(Filter.name(object.kind(), object.namespace(), object.name()));
    }

    private void reference(String kind, JsonNode to) {
      named.add(Filter.name(kind, to.path("namespace").asText(), to.path("name").asText()));
    }

    Filter.About filter() {
      return new Filter.About(named, plans, targets, ids);
    }
  }
}
