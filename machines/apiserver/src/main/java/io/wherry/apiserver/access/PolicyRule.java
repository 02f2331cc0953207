package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * One rule of a role: verbs on resources, or on paths.
 *
 * @source Kubernetes API reference, rbac.authorization.k8s.io/v1 PolicyRule
 */
public record PolicyRule(
    List<String> verbs,
    List<String> apiGroups,
    List<String> resources,
    List<String> resourceNames,
    List<String> nonResourceUrls) {
  static final String ANY = "*";

  public PolicyRule {
    verbs = List.copyOf(verbs);
    apiGroups = List.copyOf(apiGroups);
    resources = List.copyOf(resources);
    resourceNames = List.copyOf(resourceNames);
    nonResourceUrls = List.copyOf(nonResourceUrls);
  }

  /** Everything on every resource. */
  static final PolicyRule ALL_RESOURCES =
      new PolicyRule(List.of(ANY), List.of(ANY), List.of(ANY), List.of(), List.of());

  /** Everything on every path. */
  static final PolicyRule ALL_PATHS =
      new PolicyRule(List.of(ANY), List.of(), List.of(), List.of(), List.of(ANY));

  static PolicyRule of(JsonNode rule) {
    return new PolicyRule(
        texts(rule.path("verbs")),
        texts(rule.path("apiGroups")),
        texts(rule.path("resources")),
        texts(rule.path("resourceNames")),
        texts(rule.path("nonResourceURLs")));
  }

  /** The rules of a Role or ClusterRole. */
  static List<PolicyRule> all(JsonNode role) {
    List<PolicyRule> rules = new ArrayList<>();
    role.path("rules").forEach(r -> rules.add(of(r)));
    return List.copyOf(rules);
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>(node.size());
    node.forEach(t -> texts.add(t.asText()));
    return texts;
  }

  /** Whether the rule allows it. */
  boolean allows(Attributes wish) {
    if (!verbs.contains(ANY) && !verbs.contains(wish.verb())) {
      return false;
    }
    if (!wish.isResource()) {
      return nonResourceUrls.stream().anyMatch(u -> coversPath(u, wish.path()));
    }
    return (apiGroups.contains(ANY) || apiGroups.contains(wish.group()))
        && namesResource(wish)
        && (resourceNames.isEmpty() || resourceNames.contains(wish.name()));
  }

  private boolean namesResource(Attributes wish) {
    return resources.contains(ANY)
        || resources.contains(wish.resourceWithPart())
        || (!wish.subresource().isEmpty() && resources.contains("*/" + wish.subresource()));
  }

  static boolean coversPath(String rule, String path) {
    return rule.equals(ANY)
        || rule.equals(path)
        || (rule.endsWith(ANY) && path.startsWith(rule.substring(0, rule.length() - 1)));
  }

  /** As in a review's answer. */
  ObjectNode resourceRule() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "verbs", verbs);
    put(node, "apiGroups", apiGroups);
    put(node, "resources", resources);
    put(node, "resourceNames", resourceNames);
    return node;
  }

  /** As in a review's answer. */
  ObjectNode pathRule() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "verbs", verbs);
    put(node, "nonResourceURLs", nonResourceUrls);
    return node;
  }

  private static void put(ObjectNode node, String field, List<String> values) {
    if (!values.isEmpty()) {
      values.forEach(node.putArray(field)::add);
    }
  }

  /** As upstream's messages show rules. */
  String shown() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    show(text, "APIGroups", apiGroups);
    show(text, "Resources", resources);
    show(text, "NonResourceURLs", nonResourceUrls);
    show(text, "ResourceNames", resourceNames);
    show(text, "Verbs", verbs);
    return text.toString();
  }

  private static void show(StringJoiner into, String field, List<String> values) {
    if (!values.isEmpty()) {
      StringJoiner list = new StringJoiner(" ", "[", "]");
      values.forEach(v -> list.add('"' + v + '"'));
      into.add(field + ":" + list);
    }
  }
}
