package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.Recurring;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.apiserver.store.Write;
import io.wherry.apiserver.store.WriteOutcome;
import io.wherry.resources.Kinds;
import io.wherry.resources.LabelMatch;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.util.List;

/**
 * Keeps the rules of aggregated cluster roles: those of all cluster roles that their selectors
 * select.
 *
 * @source Kubernetes documentation, "Aggregated ClusterRoles"
 */
public final class RoleAggregation implements AutoCloseable {
  private static final Bucket ROLES =
      new Bucket(Kinds.CLUSTER_ROLE.group(), Kinds.CLUSTER_ROLE.plural());

  /** What a failed write left behind is tried again this often. */
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /** Roles may gather roles that gather; deeper chains than this have no use. */
  private static final int DEEPEST = 8;

  private final Recurring work;

  /** Follows the store on a thread of its own. */
  public RoleAggregation(ObjectStore store) {
    this.work = new Recurring("gathering aggregated roles", SWEEP, () -> gather(store));
    store.listen(change -> {
      if (change.object().key().bucket().equals(ROLES)) {
        work.wake();
      }
    });
  }

  /** Gathers once; before the first request, so that nobody meets empty roles. */
  public static void gather(ObjectStore store) {
    for (int round = 0; round < DEEPEST; round++) {
      List<StoredObject> roles = store.list(ROLES, "").objects();
      boolean changed = false;
      for (StoredObject role : roles) {
        changed |= settle(store, role, roles);
      }
      if (!changed) {
        return;
      }
    }
  }

  /** True when the role was written. A lost race comes back as a change. */
  private static boolean settle(ObjectStore store, StoredObject role, List<StoredObject> all) {
    JsonNode selectors = role.tree().path("aggregationRule").path("clusterRoleSelectors");
    if (!role.tree().hasNonNull("aggregationRule")
        || role.tree().path("metadata").has("deletionTimestamp")) {
      return false;
    }
    ArrayNode rules = JsonNodeFactory.instance.arrayNode();
    for (StoredObject other : all) {
      if (!other.key().equals(role.key()) && selected(selectors, other)) {
        other.tree().path("rules").forEach(rule -> addOnce(rules, rule));
      }
    }
    if (rules.equals(role.tree().path("rules"))) {
      return false;
    }
    ObjectNode next = role.tree().deepCopy();
    next.set("rules", rules);
    return store.write(Write.replace(role, next)) instanceof WriteOutcome.Committed;
  }

  private static void addOnce(ArrayNode rules, JsonNode rule) {
    if (rules.valueStream().noneMatch(rule::equals)) {
      rules.add(rule.deepCopy());
    }
  }

  private static boolean selected(JsonNode selectors, StoredObject role) {
    var labels = new Resource(role.tree()).labels();
    return selectors.valueStream().anyMatch(s -> LabelMatch.matches(s, labels));
  }

  /** Stops; the next start gathers again. */
  @Override
  public void close() {
    work.close();
  }
}
