package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.access.BootstrapRoles;
import io.wherry.apiserver.access.RoleAggregation;
import io.wherry.apiserver.schema.BundledCrds;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * What a server has from its first moment: the namespaces and roles of every Kubernetes cluster,
 * and the custom kinds that travel with Wherry.
 */
public final class Bootstrap {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  /** Remembers which definitions were installed; reading them costs a second of start-up. */
  private static final String MARKER = "wherry-bundled-definitions";

  private static final String MARKER_NAMESPACE = "kube-system";

  private final ObjectStore store;
  private final Furnishing furnishing;

  public Bootstrap(ObjectStore store, ApiRules rules, Clock clock) {
    this.store = store;
    this.furnishing = new Furnishing(store, rules, clock);
  }

  /** Creates what is missing and renews definitions of an older release. */
  public void run() {
    for (String name : NAMESPACES) {
      if (store.get(ObjectWrites.namespaceKey(name)).isEmpty()) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.putObject("metadata").put("name", name);
        furnishing.put(Kinds.NAMESPACE, "", namespace);
      }
    }
    installRoles();
    installDefinitions();
  }

  private void installRoles() {
    for (ObjectNode wanted : BootstrapRoles.load()) {
      KindRef ref =
          Kinds.find(wanted.path("apiVersion").asText(), wanted.path("kind").asText())
              .orElseThrow();
      String name = wanted.path("metadata").path("name").asText();
      Optional<StoredObject> stored = store.get(new ObjectKey(KindCatalog.bucket(ref), "", name));
      stored
          .map(s -> BootstrapRoles.mended(s.tree(), wanted))
          .orElse(Optional.of(wanted))
          .ifPresent(o -> furnishing.put(ref, "", o));
    }
    RoleAggregation.gather(store);
  }

  private void installDefinitions() {
    String digest = BundledCrds.digest();
    boolean current =
        store
            .get(new ObjectKey(KindCatalog.bucket(Kinds.CONFIG_MAP), MARKER_NAMESPACE, MARKER))
            .filter(m -> m.tree().path("data").path("sha256").asText().equals(digest))
            .isPresent();
    if (current) {
      return;
    }
    BundledCrds.load().parallelStream().forEach(d -> furnishing.put(Kinds.CRD, "", d));
    ObjectNode marker = JsonNodeFactory.instance.objectNode();
    marker.putObject("metadata").put("name", MARKER);
    marker.putObject("data").put("sha256", digest);
    furnishing.put(Kinds.CONFIG_MAP, MARKER_NAMESPACE, marker);
  }
}
