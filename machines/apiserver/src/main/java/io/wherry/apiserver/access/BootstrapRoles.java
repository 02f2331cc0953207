package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.Defect;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cluster roles and bindings that a server has from its first moment.
 *
 * @source Kubernetes documentation, "Default roles and role bindings"
 */
public final class BootstrapRoles {
  static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";
  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private BootstrapRoles() {}

  /** The objects, with kind and apiVersion, roles first. */
  public static List<ObjectNode> load() {
    JsonNode source = read();
    List<ObjectNode> objects = new ArrayList<>();
    for (var role : source.path("clusterRoles").properties()) {
      objects.add(role(role.getKey(), role.getValue()));
    }
    for (var binding : source.path("clusterRoleBindings").properties()) {
      objects.add(binding(binding.getKey(), binding.getValue()));
    }
    return objects;
  }

  private static JsonNode read() {
    try (InputStream in = BootstrapRoles.class.getResourceAsStream("bootstrap-roles.yaml")) {
      if (in == null) {
        throw new Defect("bootstrap-roles.yaml is missing from the class path.");
      }
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new Defect("bootstrap-roles.yaml cannot be read: " + e.getMessage());
    }
  }

  private static ObjectNode object(KindRef kind, String name) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
    ObjectNode metadata = object.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
    metadata.putObject("annotations").put(AUTO_UPDATE, "true");
    return object;
  }

  private static ObjectNode role(String name, JsonNode source) {
    ObjectNode role = object(Kinds.CLUSTER_ROLE, name);
    if (source.has("aggregateTo")) {
      role.withObjectProperty("metadata")
          .withObjectProperty("labels")
          .put(AGGREGATE + source.path("aggregateTo").asText(), "true");
    }
    if (source.has("gathers")) {
      role.putObject("aggregationRule")
          .putArray("clusterRoleSelectors")
          .addObject()
          .putObject("matchLabels")
          .put(AGGREGATE + source.path("gathers").asText(), "true");
    }
    role.set("rules", source.has("rules") ? source.get("rules") : role.arrayNode());
    return role;
  }

  private static ObjectNode binding(String role, JsonNode groups) {
    ObjectNode binding = object(Kinds.CLUSTER_ROLE_BINDING, role);
    reference(binding.putObject("roleRef"), Kinds.CLUSTER_ROLE.kind(), role);
    ArrayNode subjects = binding.putArray("subjects");
    groups.forEach(g -> reference(subjects.addObject(), "Group", g.asText()));
    return binding;
  }

  private static void reference(ObjectNode into, String kind, String name) {
    into.put("apiGroup", Kinds.ROLE.group()).put("kind", kind).put("name", name);
  }

  /**
   * The stored object with what it lacks; empty when it lacks nothing or wants to be left alone.
   */
  public static Optional<ObjectNode> mended(ObjectNode stored, ObjectNode wanted) {
    JsonNode update = stored.path("metadata").path("annotations").path(AUTO_UPDATE);
    if (update.asText().equals("false")) {
      return Optional.empty();
    }
    ObjectNode next = stored.deepCopy();
    if (wanted.has("roleRef")) {
      for (JsonNode subject : wanted.path("subjects")) {
        if (stored.path("subjects").valueStream().noneMatch(subject::equals)) {
          next.withArrayProperty("subjects").add(subject);
        }
      }
    } else if (!wanted.has("aggregationRule")) {
      List<PolicyRule> missing =
          RuleCoverage.missing(PolicyRule.all(stored), PolicyRule.all(wanted));
      ArrayNode rules = next.withArrayProperty("rules");
      missing.forEach(
          r -> rules.add(r.nonResourceUrls().isEmpty() ? r.resourceRule() : r.pathRule()));
    }
    return next.equals(stored) ? Optional.empty() : Optional.of(next);
  }
}
