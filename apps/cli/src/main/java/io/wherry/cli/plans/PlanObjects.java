package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Comparator;
import java.util.List;

/** Finds plans and their migrations, and makes migrations. */
record PlanObjects(KubeApi api, String namespace) {
  Resource plan(String name) {
    return api.get(new ResourceKey(Kinds.PLAN, namespace, name))
        .orElseThrow(() ->
            new InvalidRequest(
                "There is no plan '"
                    + name
                    + "' in namespace "
                    + namespace
                    + ". 'wherry get plans -A' lists all."));
  }

  List<Resource> all() {
    return api.list(Kinds.PLAN, Selection.in(namespace));
  }

  /** The newest migration of a plan. */
  Resource migration(Resource plan) {
    return api.list(Kinds.MIGRATION, Selection.in(plan.namespace())).stream()
        .filter(m -> m.at("spec", "plan", "name").asText().equals(plan.name()))
        .max(
            Comparator.comparing((Resource m) -> m.at("metadata", "creationTimestamp").asText())
                .thenComparing(Resource::name))
        .orElseThrow(() ->
            new InvalidRequest("Plan " + plan.name() + " was never started: 'wherry start plan'."));
  }

  /** A new migration of a plan, not sent yet; an empty cutover leaves it out. */
  static Resource newMigration(Resource plan, String cutover) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", Kinds.MIGRATION.apiVersion()).put("kind", Kinds.MIGRATION.kind());
    String stem = plan.name().length() > 50 ? plan.name().substring(0, 50) : plan.name();
    tree.putObject("metadata").put("generateName", stem + "-").put("namespace", plan.namespace());
    ObjectNode spec = tree.putObject("spec");
    spec.putObject("plan").put("name", plan.name()).put("namespace", plan.namespace());
    if (!cutover.isEmpty()) {
      spec.put("cutover", cutover);
    }
    return new Resource(tree);
  }

  static ResourceKey key(Resource object) {
    var kind = Kinds.find(object.apiVersion(), object.kind()).orElseThrow();
    return new ResourceKey(kind, object.namespace(), object.name());
  }
}
