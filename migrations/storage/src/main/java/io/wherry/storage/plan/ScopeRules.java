package io.wherry.storage.plan;

import io.wherry.control.Condition;
import io.wherry.control.Conditions;
import io.wherry.problems.Category;
import io.wherry.resources.Resource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rules about clusters, namespaces, other plans and fields without effect. Pure.
 *
 * @source storage-migration.md sections 2.1 to 2.3
 */
record ScopeRules(PlanFacts facts, Findings findings) {

  void judge() {
    cluster("srcMigClusterRef", "Source");
    cluster("destMigClusterRef", "Destination");
    namespaces();
    conflicts();
    unsupported();
    ignored();
  }

  private void cluster(String field, String role) {
    Resource plan = facts.plan().resource();
    Optional<String> name = plan.text("spec", field, "name");
    if (name.isEmpty()) {
      return; // the host, which is the only one there is
    }
    String namespace = plan.text("spec", field, "namespace").orElse(plan.namespace());
    Optional<Resource> cluster =
        facts.clusters().stream()
            .filter(c -> c.name().equals(name.get()) && c.namespace().equals(namespace))
            .findFirst();
    if (cluster.isEmpty()) {
      findings.add(
          "Invalid" + role + "ClusterRef",
          Category.Critical,
          "NotFound",
          "spec.%s names MigCluster %s/%s, which does not exist. Leave the field out for this cluster."
              .formatted(field, namespace, name.get()));
    } else if (!Conditions.has(cluster.get().at("status", "conditions"), "Ready")) {
      findings.add(
          role + "ClusterNotReady",
          Category.Critical,
          "",
          cluster.get() + " is not Ready; its conditions say why.");
    }
  }

  private void namespaces() {
    List<String> names = facts.plan().namespaces();
    if (names.isEmpty()) {
      findings.add(
          "NamespaceListEmpty", Category.Critical, "NotSet", "spec.namespaces names no namespace.");
    }
    List<String> absent =
        facts.plan().sources().stream().filter(n -> !facts.namespaces().contains(n)).toList();
    findings.about(
        absent,
        Condition.of(
            "NamespaceNotFoundOnSourceCluster",
            Category.Critical,
            "NotFound",
            "Namespaces [] do not exist."));
    Set<String> seen = new HashSet<>();
    List<String> twice =
        names.stream().map(n -> n.split(":", 2)[0]).filter(n -> !seen.add(n)).distinct().toList();
    findings.about(
        twice,
        Condition.of(
            "DuplicateNamespaceOnSourceCluster",
            Category.Critical,
            "DuplicateNamespaces",
            "spec.namespaces lists [] more than once."));
    if (facts.plan().isMapped()) {
      findings.add(
          "IntraClusterMigration",
          Category.Critical,
          Findings.NOT_SUPPORTED,
          "spec.namespaces maps a namespace to another one. Disks stay in the namespace of their virtual machine: write the name alone.");
    } else {
      findings.add(
          "MigrationTypeIdentified",
          Category.Advisory,
          "StorageConversionPlan",
          "The plan moves volumes to other storage classes.");
    }
  }

  // The older plan never breaks.
  private void conflicts() {
    PlanView mine = facts.plan();
    List<String> rivals =
        facts.others().plans().stream()
            .map(PlanView::new)
            .filter(p -> !p.key().equals(mine.key()) && !p.isClosed())
            .filter(p -> AGE.compare(p.resource(), mine.resource()) < 0)
            .filter(p -> collides(mine, p))
            .map(p -> p.resource().namespace() + "/" + p.resource().name())
            .toList();
    findings.about(
        rivals,
        Condition.of(
            "PlanConflict",
            Category.Error,
            "Conflict",
            "Older plans [] use the same namespaces. Close them, or annotate all of them and this one with wherry.io/shared-namespace: \"true\" and select other volumes."));
  }

  private static final Comparator<Resource> AGE =
      Comparator.comparing((Resource p) -> p.at("metadata", "creationTimestamp").asText())
          .thenComparing(Resource::namespace)
          .thenComparing(Resource::name);

  private static boolean collides(PlanView mine, PlanView other) {
    if (mine.sources().stream().noneMatch(other.sources()::contains)) {
      return false;
    }
    if (!mine.sharesNamespaces() || !other.sharesNamespaces()) {
      return true;
    }
    List<String> taken =
        other.volumes().stream().filter(PlanVolume::isCopied).map(PlanVolume::label).toList();
    return mine.volumes().stream()
        .filter(PlanVolume::isCopied)
        .map(PlanVolume::label)
        .anyMatch(taken::contains);
  }

  private void unsupported() {
    Resource plan = facts.plan().resource();
    if (plan.at("spec", "indirectVolumeMigration").asBoolean()) {
      findings.add(
          Findings.NOT_SUPPORTED,
          Category.Critical,
          "IndirectVolumeMigration",
          "spec.indirectVolumeMigration is true, but volumes are only copied directly. Set it to false.");
    }
    if (!plan.items("spec", "hooks").isEmpty()) {
      findings.add(
          Findings.NOT_SUPPORTED,
          Category.Critical,
          "Hooks",
          "spec.hooks names hooks, which storage migrations do not run yet. Remove them from the plan.");
    }
  }

  private void ignored() {
    Resource plan = facts.plan().resource();
    List<String> fields =
        Stream.of("migStorageRef", "includedResources", "labelSelector", "indirectImageMigration")
            .filter(f -> !plan.at("spec", f).isMissingNode() && !isEmpty(plan, f))
            .map(f -> "spec." + f)
            .toList();
    findings.about(
        fields,
        Condition.of(
            "FieldIgnored",
            Category.Advisory,
            "",
            "[] have no effect on moving volumes to other storage classes."));
  }

  private static boolean isEmpty(Resource plan, String field) {
    var node = plan.at("spec", field);
    return node.isContainerNode() ? node.isEmpty() : !node.asBoolean();
  }
}
