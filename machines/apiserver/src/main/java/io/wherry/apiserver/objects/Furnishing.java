package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiRules;
import io.wherry.apiserver.KindDefinition;
import io.wherry.apiserver.ObjectPatcher.OnConflict;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.objects.WriteOptions.DryRun;
import io.wherry.apiserver.objects.WriteOptions.FieldValidation;
import io.wherry.apiserver.security.User;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.resources.KindRef;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Writes of the server itself, checked and completed as those of users are. */
final class Furnishing {
  private static final User SERVER =
      new User("system:apiserver", "", List.of("system:masters", User.AUTHENTICATED));

  private final ObjectStore store;
  private final ObjectWrites writes;
  private final List<KindDefinition> kinds;

  Furnishing(ObjectStore store, ApiRules rules, Clock clock) {
    this.store = store;
    this.writes = new ObjectWrites(store, rules, WriteGate.OPEN, clock);
    this.kinds = rules.builtIn();
  }

  void create(KindRef ref, String namespace, ObjectNode object) {
    ObjectNode _ =
        writes.create(new Target(kind(ref), namespace, "", Part.MAIN), object, options());
  }

  /** Creates or replaces. */
  void put(KindRef ref, String namespace, ObjectNode object) {
    KindDefinition kind = kind(ref);
    String name = object.path("metadata").path("name").asText();
    if (store.get(ObjectReads.key(kind, namespace, name)).isEmpty()) {
      create(ref, namespace, object);
    } else {
      ObjectNode _ = writes.update(new Target(kind, namespace, name, Part.MAIN), object, options());
    }
  }

  private KindDefinition kind(KindRef ref) {
    return kinds.stream()
        .filter(k -> k.ref().equals(ref))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(ref + " is not a built-in kind."));
  }

  private static WriteOptions options() {
    return new WriteOptions(
        SERVER,
        "kube-apiserver",
        DryRun.NONE,
        FieldValidation.IGNORE,
        OnConflict.REFUSE,
        new ArrayList<>());
  }
}
