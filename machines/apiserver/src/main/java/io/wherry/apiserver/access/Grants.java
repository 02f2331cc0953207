package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.security.User;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stored roles and bindings, by those they are for. Read again when one of them has changed.
 * Thread-safe.
 */
final class Grants {
  private static final Bucket ROLES = bucket(Kinds.ROLE);
  private static final Bucket CLUSTER_ROLES = bucket(Kinds.CLUSTER_ROLE);
  private static final Bucket BINDINGS = bucket(Kinds.ROLE_BINDING);
  private static final Bucket CLUSTER_BINDINGS = bucket(Kinds.CLUSTER_ROLE_BINDING);
  private static final List<Bucket> ALL = List.of(ROLES, CLUSTER_ROLES, BINDINGS, CLUSTER_BINDINGS);

  /**
   * A role that somebody has.
   *
   * @param namespace where it holds; empty for everywhere
   * @param rules empty when the role is missing
   */
  record Grant(String namespace, Optional<List<PolicyRule>> rules, RoleName role, String source) {}

  /** What a binding refers to. */
  record RoleName(String kind, String name) {
    String missing() {
      return kind.toLowerCase(java.util.Locale.ROOT)
          + "."
          + Kinds.ROLE.group()
          + " \""
          + name
          + "\" not found";
    }
  }

  private record Edition(long revision, Map<String, List<Grant>> bySubject) {}

  private final ObjectStore store;
  private volatile Edition edition = new Edition(-1, Map.of());

  Grants(ObjectStore store) {
    this.store = store;
  }

  private static Bucket bucket(KindRef ref) {
    return new Bucket(ref.group(), ref.plural());
  }

  /** Everything the user has been given, cluster-wide grants first. */
  Stream<Grant> of(User user) {
    Map<String, List<Grant>> grants = current().bySubject();
    return Stream.concat(
            Stream.of("User:" + user.name()), user.groups().stream().map(g -> "Group:" + g))
        .flatMap(s -> grants.getOrDefault(s, List.of()).stream());
  }

  /** The rules of a role, if it exists. */
  Optional<List<PolicyRule>> rules(RoleName role, String namespace) {
    boolean cluster = role.kind().equals(Kinds.CLUSTER_ROLE.kind());
    ObjectKey key =
        cluster
            ? new ObjectKey(CLUSTER_ROLES, "", role.name())
            : new ObjectKey(ROLES, namespace, role.name());
    return store.get(key).map(o -> PolicyRule.all(o.tree()));
  }

  private Edition current() {
    Edition known = edition;
    long now = ALL.stream().mapToLong(store::lastChange).max().orElse(0);
    if (known.revision() != now) {
      known = new Edition(now, read());
      edition = known;
    }
    return known;
  }

  private Map<String, List<Grant>> read() {
    Map<String, List<Grant>> bySubject = new HashMap<>();
    Map<String, Optional<List<PolicyRule>>> roles = new HashMap<>();
    for (Bucket bucket : List.of(CLUSTER_BINDINGS, BINDINGS)) {
      for (StoredObject binding : store.list(bucket, "").objects()) {
        JsonNode ref = binding.tree().path("roleRef");
        RoleName role = new RoleName(ref.path("kind").asText(), ref.path("name").asText());
        String namespace = binding.key().namespace();
        Optional<List<PolicyRule>> rules =
            roles.computeIfAbsent(
                role.kind() + "/" + role.name() + "/" + namespace, _ -> rules(role, namespace));
        for (JsonNode subject : binding.tree().path("subjects")) {
          Grant grant = new Grant(namespace, rules, role, source(binding, role, subject));
          bySubject.computeIfAbsent(who(subject, namespace), _ -> new ArrayList<>()).add(grant);
        }
      }
    }
    return bySubject;
  }

  private static String who(JsonNode subject, String namespace) {
    String name = subject.path("name").asText();
    return switch (subject.path("kind").asText()) {
      case "ServiceAccount" ->
          "User:system:serviceaccount:" + subject.path("namespace").asText(namespace) + ":" + name;
      case "Group" -> "Group:" + name;
      default -> "User:" + name;
    };
  }

  private static String source(StoredObject binding, RoleName role, JsonNode subject) {
    String namespace = binding.key().namespace();
    String what =
        namespace.isEmpty()
            ? "ClusterRoleBinding \"" + binding.key().name() + "\""
            : "RoleBinding \"" + binding.key().name() + "/" + namespace + "\"";
    String account = subject.path("namespace").asText();
    String whom = subject.path("name").asText() + (account.isEmpty() ? "" : "/" + account);
    return "RBAC: allowed by %s of %s \"%s\" to %s \"%s\""
        .formatted(what, role.kind(), role.name(), subject.path("kind").asText(), whom);
  }
}
