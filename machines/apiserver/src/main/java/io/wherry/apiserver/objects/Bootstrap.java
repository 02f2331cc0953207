package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.objects.WriteOptions.FieldValidation;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.resources.Kinds;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The namespaces that every Kubernetes cluster has from its first moment. */
public final class Bootstrap {
  private static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private Bootstrap() {}

  /** Creates what is missing. */
  public static void run(ObjectStore store, ApiRules rules, Clock clock) {
    ObjectWrites writes = new ObjectWrites(store, rules, clock);
    KindDefinition kind =
        rules.builtIn().stream()
            .filter(k -> k.ref().equals(Kinds.NAMESPACE))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Namespace is not a built-in kind."));
    for (String name : NAMESPACES) {
      if (store.get(ObjectWrites.namespaceKey(name)).isEmpty()) {
        ObjectNode namespace = JsonNodeFactory.instance.objectNode();
        namespace.putObject("metadata").put("name", name);
        WriteOptions options =
            new WriteOptions(
                "kube-apiserver",
                DryRun.NONE,
                FieldValidation.IGNORE,
                OnConflict.REFUSE,
                new ArrayList<>());
        ObjectNode _ = writes.create(new Target(kind, "", "", Part.MAIN), namespace, options);
      }
    }
  }
}
