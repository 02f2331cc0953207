package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.Admission;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Nobody gives what they do not have: roles may be written only by those who hold their rules or
 * may {@code escalate}, bindings only by those who hold the role's rules or may {@code bind} it.
 *
 * @source Kubernetes documentation, "Privilege escalation prevention and bootstrapping"
 */
public final class Escalations implements Admission {
  private static final Set<KindRef> ROLES = Set.of(Kinds.ROLE, Kinds.CLUSTER_ROLE);
  private static final Set<KindRef> BINDINGS =
      Set.of(Kinds.ROLE_BINDING, Kinds.CLUSTER_ROLE_BINDING);

  private final Authorizer authorizer;

  public Escalations(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public void admit(Request request) {
    if (request.user().isAdministrator()) {
      return;
    }
    if (ROLES.contains(request.kind())) {
      admitRole(request);
    } else if (BINDINGS.contains(request.kind())) {
      admitBinding(request);
    }
  }

  private void admitRole(Request request) {
    if (saysTheSame(request, "rules", "aggregationRule") || may(request, "escalate")) {
      return;
    }
    if (request.after().hasNonNull("aggregationRule")) {
      List<PolicyRule> everything = List.of(PolicyRule.ALL_RESOURCES, PolicyRule.ALL_PATHS);
      if (!missing(request, everything).isEmpty()) {
        throw ApiFailure.forbidden(
            request.kind(),
            request.name(),
            "must have cluster-admin privileges to use the aggregationRule");
      }
    }
    requireHeld(request, PolicyRule.all(request.after()));
  }

  private boolean may(Request request, String verb) {
    KindRef kind = request.kind();
    Attributes wish =
        Attributes.ofResource(
            verb, kind.group(), kind.plural(), request.namespace(), request.name());
    return authorizer.decide(request.user(), wish).isAllowed();
  }

  private void admitBinding(Request request) {
    if (saysTheSame(request, "subjects", "roleRef")) {
      return;
    }
    JsonNode role = request.after().path("roleRef");
    String kind = role.path("kind").asText();
    String name = role.path("name").asText();
    KindRef ref = kind.equals(Kinds.ROLE.kind()) ? Kinds.ROLE : Kinds.CLUSTER_ROLE;
    Attributes bind =
        Attributes.ofResource("bind", ref.group(), ref.plural(), request.namespace(), name);
    if (authorizer.decide(request.user(), bind).isAllowed()) {
      return;
    }
    List<PolicyRule> rules =
        authorizer
            .rulesOf(kind, name, request.namespace())
            .orElseThrow(() -> ApiFailure.notFound(ref, name));
    requireHeld(request, rules);
  }

  /** Labels, finalizers and the like may be changed by whoever may write. */
  private static boolean saysTheSame(Request request, String... fields) {
    if (request.operation() == Operation.CREATE) {
      return false;
    }
    for (String field : fields) {
      if (!request.before().path(field).equals(request.after().path(field))) {
        return false;
      }
    }
    return true;
  }

  private List<PolicyRule> missing(Request request, List<PolicyRule> wanted) {
    var held = authorizer.rules(request.user(), request.namespace());
    return RuleCoverage.missing(held.rules(), wanted);
  }

  private void requireHeld(Request request, List<PolicyRule> wanted) {
    List<PolicyRule> missing = missing(request, wanted);
    if (missing.isEmpty()) {
      return;
    }
    User user = request.user();
    String groups =
        user.groups().stream().map(g -> '"' + g + '"').collect(Collectors.joining(" ", "[", "]"));
    String rules =
        missing.stream()
            .map(PolicyRule::shown)
            .sorted()
            .distinct()
            .collect(Collectors.joining("\n"));
    throw ApiFailure.forbidden(
        request.kind(),
        request.name(),
        "user \"%s\" (groups=%s) is attempting to grant RBAC permissions not currently held:\n%s"
            .formatted(user.name(), groups, rules));
  }
}
