package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.objects.WriteOptions.FieldValidation;
import io.wherry.apiserver.schema.BundledCrds;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server has from its first moment: the namespaces of every Kubernetes cluster, and the
 * custom kinds that travel with Wherry.
 */
public final class Bootstrap {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  /** Remembers which definitions were installed; reading them costs a second of start-up. */
  private static final String MARKER = "wherry-bundled-definitions";

  private static final String MARKER_NAMESPACE = "kube-system";

  private final ObjectStore store;
  private final ObjectWrites writes;
  private final List<KindDefinition> kinds;

  public Bootstrap(ObjectStore store, ApiRules rules, Clock clock) {
    this.store = store;
    this.writes = new ObjectWrites(store, rules, clock);
    this.kinds = rules.builtIn();
  }

  /** Creates what is missing and renews definitions of an older release. */
  public void run() {
    for (String name : NAMESPACES) {
      if (store.get(ObjectWrites.namespaceKey(name)).isEmpty()) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.putObject("metadata").put("name", name);
        put(Kinds.NAMESPACE, "", namespace);
      }
    }
    installDefinitions();
  }

  private void installDefinitions() {
    String digest = BundledCrds.digest();
    boolean current =
        store
            .get(ObjectReads.key(kind(Kinds.CONFIG_MAP), MARKER_NAMESPACE, MARKER))
            .filter(m -> m.tree().path("data").path("sha256").asText().equals(digest))
            .isPresent();
    if (current) {
      return;
    }
    BundledCrds.load().parallelStream().forEach(d -> put(Kinds.CRD, "", d));
    ObjectNode marker = JsonNodeFactory.instance.objectNode();
    marker.putObject("metadata").put("name", MARKER);
    marker.putObject("data").put("sha256", digest);
    put(Kinds.CONFIG_MAP, MARKER_NAMESPACE, marker);
  }

  private void put(KindRef ref, String namespace, ObjectNode object) {
    KindDefinition kind = kind(ref);
    String name = object.path("metadata").path("name").asText();
    boolean exists = store.get(ObjectReads.key(kind, namespace, name)).isPresent();
    ObjectNode _ =
        exists
            ? writes.update(new Target(kind, namespace, name, Part.MAIN), object, options())
            : writes.create(new Target(kind, namespace, "", Part.MAIN), object, options());
  }

  private KindDefinition kind(KindRef ref) {
    return kinds.stream()
        .filter(k -> k.ref().equals(ref))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(ref + " is not a built-in kind."));
  }

  private static WriteOptions options() {
    return new WriteOptions(
        "kube-apiserver",
        DryRun.NONE,
        FieldValidation.IGNORE,
        OnConflict.REFUSE,
        new ArrayList<>());
  }
}
