package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.FieldProblem;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;

/**
 * What upstream's API server adds to roles and bindings, and demands of them.
 *
 * @source Kubernetes API reference, rbac.authorization.k8s.io/v1
 */
final class AccessRules {
  private static final String GROUP = Kinds.ROLE.group();
  private static final Set<KindRef> ROLES = Set.of(Kinds.ROLE, Kinds.CLUSTER_ROLE);
  private static final Set<KindRef> BINDINGS =
      Set.of(Kinds.ROLE_BINDING, Kinds.CLUSTER_ROLE_BINDING);

  private AccessRules() {}

  static boolean concern(KindRef kind) {
    return kind.group().equals(GROUP);
  }

  static void complete(KindRef kind, ObjectNode object) {
    if (!BINDINGS.contains(kind)) {
      return;
    }
    if (object.path("roleRef") instanceof ObjectNode role
        && role.path("apiGroup").asText().isEmpty()) {
      role.put("apiGroup", GROUP);
    }
    for (JsonNode subject : object.path("subjects")) {
      boolean grouped = List.of("User", "Group").contains(subject.path("kind").asText());
      if (grouped && subject.path("apiGroup").asText().isEmpty()) {
        ((ObjectNode) subject).put("apiGroup", GROUP);
      }
    }
  }

  static void check(
      KindRef kind, ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    if (ROLES.contains(kind)) {
      checkRules(kind, after.path("rules"), problems);
    } else if (BINDINGS.contains(kind)) {
      checkBinding(kind, before, after, problems);
    }
  }

  private static void checkRules(KindRef kind, JsonNode rules, List<FieldProblem> problems) {
    for (int i = 0; i < rules.size(); i++) {
      JsonNode rule = rules.get(i);
      String at = "rules[" + i + "].";
      if (rule.path("verbs").isEmpty()) {
        problems.add(required(at + "verbs", "verbs must contain at least one value"));
      }
      JsonNode urls = rule.path("nonResourceURLs");
      boolean mixed = !rule.path("apiGroups").isEmpty() || !rule.path("resources").isEmpty();
      if (!urls.isEmpty() && kind.isNamespaced()) {
        problems.add(
            invalid(
                at + "nonResourceURLs",
                urls,
                "namespaced rules cannot apply to non-resource URLs"));
      } else if (!urls.isEmpty() && mixed) {
        problems.add(
            invalid(
                at + "nonResourceURLs",
                urls,
                "rules cannot apply to both regular resources and non-resource URLs"));
      } else if (urls.isEmpty()) {
        requireSome(
            rule, at, "apiGroups", "resource rules must supply at least one api group", problems);
        requireSome(
            rule, at, "resources", "resource rules must supply at least one resource", problems);
      }
    }
  }

  private static void requireSome(
      JsonNode rule, String at, String field, String why, List<FieldProblem> problems) {
    if (rule.path(field).isEmpty()) {
      problems.add(required(at + field, why));
    }
  }

  private static void checkBinding(
      KindRef kind, ObjectNode before, ObjectNode after, List<FieldProblem> problems) {
    JsonNode role = after.path("roleRef");
    if (!before.isEmpty() && !before.path("roleRef").equals(role)) {
      problems.add(invalid("roleRef", role, "cannot change roleRef"));
    }
    oneOf("roleRef.apiGroup", role.path("apiGroup"), List.of(GROUP), problems);
    List<String> kinds =
        kind.isNamespaced() ? List.of("ClusterRole", "Role") : List.of("ClusterRole");
    oneOf("roleRef.kind", role.path("kind"), kinds, problems);
    if (role.path("name").asText().isEmpty()) {
      problems.add(required("roleRef.name", ""));
    }
    JsonNode subjects = after.path("subjects");
    for (int i = 0; i < subjects.size(); i++) {
      checkSubject(kind, subjects.get(i), "subjects[" + i + "].", problems);
    }
  }

  private static void checkSubject(
      KindRef kind, JsonNode subject, String at, List<FieldProblem> problems) {
    String what = subject.path("kind").asText();
    if (subject.path("name").asText().isEmpty()) {
      problems.add(required(at + "name", ""));
    }
    oneOf(at + "kind", subject.path("kind"), List.of("Group", "ServiceAccount", "User"), problems);
    boolean account = what.equals("ServiceAccount");
    oneOf(at + "apiGroup", subject.path("apiGroup"), List.of(account ? "" : GROUP), problems);
    if (account && !kind.isNamespaced() && subject.path("namespace").asText().isEmpty()) {
      problems.add(required(at + "namespace", ""));
    }
  }

  private static void oneOf(
      String field, JsonNode value, List<String> supported, List<FieldProblem> problems) {
    if (!supported.contains(value.asText())) {
      String list = String.join(", ", supported.stream().map(s -> '"' + s + '"').toList());
      problems.add(
          new FieldProblem(
              field,
              "FieldValueNotSupported",
              "Unsupported value: \"" + value.asText() + "\": supported values: " + list));
    }
  }

  private static FieldProblem required(String field, String why) {
    return new FieldProblem(
        field, "FieldValueRequired", "Required value" + (why.isEmpty() ? "" : ": " + why));
  }

  private static FieldProblem invalid(String field, JsonNode value, String why) {
    return new FieldProblem(field, "FieldValueInvalid", "Invalid value: " + value + ": " + why);
  }
}
