package io.wherry.livemove;

import io.wherry.resources.Resource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose turn it is. Strict order: priority, age, name; one whose node is full does not hold up
 * others. Pure.
 *
 * @source live-migration.md sections 1.8 and 3.3
 */
record MigrationQueue(
    List<Resource> migrations, Map<String, String> nodeOfInstance, MigrationLimits limits) {

  /**
   * Why a migration waits.
   *
   * @param reason for programs
   */
  record Wait(String reason, String message) {}

  private static final Map<String, Integer> PRIORITIES =
      Map.of("system-critical", 100, "user-triggered", 50, "system-maintenance", 20);

  /** Empty when the pending migration may start now. */
  Optional<Wait> verdict(Resource migration) {
    long active = migrations.stream().filter(MigrationQueue::isActive).count();
    long taken = active;
    Map<String, Long> outbound = new HashMap<>();
    migrations.stream()
        .filter(MigrationQueue::isActive)
        .forEach(m -> outbound.merge(node(m), 1L, Long::sum));
    int rank = 0;
    for (Resource other : waiting()) {
      rank++;
      boolean full = outbound.getOrDefault(node(other), 0L) >= limits.outboundPerNode();
      if (other.uid().equals(migration.uid())) {
        return taken >= limits.perCluster()
            ? Optional.of(
                wait("ClusterLimit", active + " of " + limits.perCluster() + " run", rank))
            : full
                ? Optional.of(
                    wait(
                        "OutboundLimit",
                        "%d leave node %s already".formatted(limits.outboundPerNode(), node(other)),
                        rank))
                : Optional.empty();
      }
      if (!full && taken < limits.perCluster()) {
        taken++;
        outbound.merge(node(other), 1L, Long::sum);
      }
    }
    return Optional.empty();
  }

  private List<Resource> waiting() {
    return migrations.stream()
        .filter(m -> !isActive(m) && !MigrationPhase.of(m).isFinal())
        .filter(m -> !m.isBeingDeleted())
        .sorted(
            Comparator.comparingInt(MigrationQueue::priority)
                .reversed()
                .thenComparing(m -> m.text("metadata", "creationTimestamp").orElse(""))
                .thenComparing(Resource::name))
        .toList();
  }

  private static Wait wait(String reason, String counts, int rank) {
    return new Wait(reason, "%s; rank %d in the queue".formatted(counts, rank));
  }

  private String node(Resource migration) {
    String key = migration.namespace() + "/" + migration.text("spec", "vmiName").orElse("");
    return nodeOfInstance.getOrDefault(key, "");
  }

  private static boolean isActive(Resource migration) {
    return MigrationPhase.of(migration).isActive();
  }

  private static int priority(Resource migration) {
    return PRIORITIES.getOrDefault(migration.text("spec", "priority").orElse(""), 0);
  }
}
