package io.wherry.ovirt.inventory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.rest.Json;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything an engine has. Used by one thread. */
final class Estate {
  private static final Thing NOTHING = new Thing("", "", "", Json.object(), Json.object());

  private final Map<Kind, Map<String, Thing>> things = new EnumMap<>(Kind.class);

  Estate() {
    for (Kind kind : Kind.values()) {
      things.put(kind, new LinkedHashMap<>());
    }
  }

  private Map<String, Thing> of(Kind kind) {
    return things.getOrDefault(kind, Map.of());
  }

  Collection<Thing> all(Kind kind) {
    return of(kind).values();
  }

  Optional<Thing> find(Kind kind, String id) {
    return Optional.ofNullable(of(kind).get(id));
  }

  /** An object of which nothing is known where there is none: the account may not see it. */
  Thing get(Kind kind, String id) {
    return find(kind, id).orElse(NOTHING);
  }

  void replace(Kind kind, Map<String, Thing> all) {
    things.put(kind, new LinkedHashMap<>(all));
  }

  /** Stores an object, or forgets it. */
  void set(Kind kind, String id, Optional<Thing> thing) {
    @Nullable Thing _ = thing.isPresent() ? of(kind).put(id, thing.get()) : of(kind).remove(id);
  }

  /** The data center of an object; that of its cluster where it has none itself. */
  Thing datacenter(ObjectNode node) {
    String own = Json.text(node, "dataCenter");
    String id = own.isEmpty() ? Json.text(cluster(node).middle(), "dataCenter") : own;
    return get(Kind.DATACENTER, id);
  }

  Thing cluster(JsonNode node) {
    return get(Kind.CLUSTER, Json.text(node, "cluster"));
  }
}
