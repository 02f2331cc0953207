package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension.Wish;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindGuard.Write;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Optional;

/**
 * Whether a user may have done by Wherry what a plan says. Wherry's controllers may do everything:
 * without this, whoever may write plans could make machines in namespaces that are closed to them.
 */
final class Rights {
  private final String webhook;
  private final Write write;

  Rights(String webhook, Write write) {
    this.webhook = webhook;
    this.write = write;
  }

  /** The provider that a reference in the plan names. */
  static Optional<ObjectNode> provider(Write write, JsonNode plan, String side) {
    JsonNode ref = plan.path("spec").path("provider").path(side);
    return write.world().get(Kinds.PROVIDER, namespace(ref, plan), ref.path("name").asText());
  }

  /** True for the cluster that Wherry itself runs on. */
  static boolean isHost(ObjectNode provider) {
    return type(provider).equals("openshift")
        && provider.path("spec").path("url").asText().isEmpty();
  }

  static String type(ObjectNode provider) {
    return provider.path("spec").path("type").asText();
  }

  static String namespace(JsonNode ref, JsonNode owner) {
    String own = owner.path("metadata").path("namespace").asText();
    return ref.hasNonNull("namespace") ? ref.path("namespace").asText() : own;
  }

  /** Machines of the plan where they come from and go to. @throws ApiFailure 400 */
  void requireMachines(JsonNode plan, ObjectNode source, ObjectNode destination) {
    JsonNode spec = plan.path("spec");
    if (isHost(destination)) {
      require("create", Kinds.VM, spec.path("targetNamespace").asText(), "");
    }
    if (isHost(source)) {
      for (JsonNode vm : spec.path("vms")) {
        require("get", Kinds.VM, vm.path("namespace").asText(), vm.path("name").asText());
      }
    }
  }

  /**
   * @throws ApiFailure 400, as upstream answers
   */
  void require(String verb, KindRef kind, String namespace, String name) {
    Wish wish = new Wish(verb, kind.group(), kind.plural(), namespace, name);
    if (!write.world().may(write.user(), wish)) {
      String resource = name.isEmpty() ? kind.plural() : kind.plural() + "/" + name;
      throw ApiFailure.denied(
          webhook,
          "Action is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" in the namespace \"%s\": "
              .formatted(write.user().name(), verb, resource, kind.group(), namespace),
          List.of());
    }
  }
}
