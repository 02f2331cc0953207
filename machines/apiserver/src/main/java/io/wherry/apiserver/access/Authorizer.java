package io.wherry.apiserver.access;

import io.wherry.apiserver.access.Decision.Verdict;
import io.wherry.apiserver.access.Grants.Grant;
import io.wherry.apiserver.access.Grants.RoleName;
import io.wherry.apiserver.security.User;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides by the stored roles and bindings; members of {@code system:masters} may do everything.
 * Thread-safe, reads memory only.
 *
 * @source Kubernetes documentation, "Using RBAC Authorization"
 */
public final class Authorizer {
  /** The rules somebody has in a namespace, and what kept others from being read. */
  record Rules(List<PolicyRule> rules, List<String> errors) {}

  private final Grants grants;

  public Authorizer(ObjectStore store) {
    this.grants = new Grants(store);
  }

  /** Whether the user may do it. */
  public Decision decide(User user, Attributes wish) {
    if (user.isAdministrator()) {
      return new Decision(Verdict.ALLOWED, "");
    }
    List<String> errors = new ArrayList<>();
    List<Grant> held = held(user, wish.namespace()).toList();
    for (Grant grant : held) {
      if (grant.rules().isEmpty()) {
        errors.add(grant.role().missing());
      } else if (grant.rules().get().stream().anyMatch(r -> r.allows(wish))) {
        return new Decision(Verdict.ALLOWED, grant.source());
      }
    }
    return new Decision(Verdict.DENIED, errors.isEmpty() ? "" : "RBAC: " + joined(errors));
  }

  static String joined(List<String> errors) {
    return errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]";
  }

  /** What the user may do in the namespace (empty: cluster-wide). */
  Rules rules(User user, String namespace) {
    List<PolicyRule> rules = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    if (user.isAdministrator()) {
      rules.add(PolicyRule.ALL_RESOURCES);
      rules.add(PolicyRule.ALL_PATHS);
    }
    held(user, namespace)
        .forEach(
            g -> g.rules().ifPresentOrElse(rules::addAll, () -> errors.add(g.role().missing())));
    return new Rules(rules, errors);
  }

  /** The rules of a role that a binding in the namespace refers to; empty when it is missing. */
  Optional<List<PolicyRule>> rulesOf(String kind, String name, String namespace) {
    return grants.rules(new RoleName(kind, name), namespace);
  }

  private Stream<Grant> held(User user, String namespace) {
    return grants.of(user).filter(g -> g.namespace().isEmpty() || g.namespace().equals(namespace));
  }

  /** The sentence of a refusal, without the reason. */
  public static String refusal(User user, Attributes wish) {
    if (!wish.isResource()) {
      return "User \"%s\" cannot %s path \"%s\"".formatted(user.name(), wish.verb(), wish.path());
    }
    String where =
        wish.namespace().isEmpty()
            ? "at the cluster scope"
            : "in the namespace \"" + wish.namespace() + "\"";
    return "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
        .formatted(user.name(), wish.verb(), wish.resourceWithPart(), wish.group(), where);
  }

  /** The group of roles and bindings. */
  static String group() {
    return Kinds.ROLE.group();
  }
}
