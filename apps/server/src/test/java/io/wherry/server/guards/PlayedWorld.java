package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.apiserver.ApiExtension.Wish;
import io.wherry.apiserver.KindGuard;
import io.wherry.apiserver.security.User;
import io.wherry.resources.KindRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Objects and rights that a test states. */
final class PlayedWorld implements KindGuard.World {
  static final User JANE = new User("jane", "", List.of());

  private record Stored(KindRef kind, ObjectNode tree) {}

  private final List<Stored> stored = new ArrayList<>();
  private final Set<String> refused = new HashSet<>();

  static ObjectNode tree(String yaml) {
    try {
      return (ObjectNode) new YAMLMapper().readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PlayedWorld with(KindRef kind, String yaml) {
    stored.add(new Stored(kind, tree(yaml)));
    return this;
  }

  /** Jane may do everything but these: {@code verb plural namespace/name}. */
  PlayedWorld refusing(String wish) {
    refused.add(wish);
    return this;
  }

  /** What the server does with a create. */
  ObjectNode create(KindGuard guard, String yaml) {
    return write(guard, new ObjectMapper().createObjectNode(), tree(yaml));
  }

  ObjectNode write(KindGuard guard, ObjectNode before, ObjectNode after) {
    KindGuard.Write write = new KindGuard.Write(JANE, before, after, this);
    guard.complete(write);
    guard.check(write);
    return after;
  }

  @Override
  public Optional<ObjectNode> get(KindRef kind, String namespace, String name) {
    return list(kind, namespace).stream()
        .filter(o -> o.path("metadata").path("name").asText().equals(name))
        .findFirst();
  }

  @Override
  public List<ObjectNode> list(KindRef kind, String namespace) {
    return stored.stream()
        .filter(s -> s.kind().equals(kind))
        .map(Stored::tree)
        .filter(o -> namespace.isEmpty() || namespace.equals(namespaceOf(o)))
        .toList();
  }

  private static String namespaceOf(JsonNode object) {
    return object.path("metadata").path("namespace").asText();
  }

  @Override
  public boolean may(User user, Wish wish) {
    String asked = wish.verb() + " " + wish.resource() + " " + wish.namespace() + "/" + wish.name();
    return !refused.contains(asked);
  }
}
