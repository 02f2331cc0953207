package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who lives, and who names whom as owner. Not thread-safe. */
final class OwnerIndex {
  private final Map<String, ObjectKey> living = new HashMap<>();
  private final Map<String, Set<ObjectKey>> dependants = new HashMap<>();

  void add(StoredObject object) {
    living.put(object.uid(), object.key());
    for (String owner : owners(object)) {
      dependants.computeIfAbsent(owner, _ -> new HashSet<>()).add(object.key());
    }
  }

  void remove(StoredObject object) {
    living.remove(object.uid());
    forgetOwners(object);
  }

  /** Before the object's owners change. */
  void forgetOwners(StoredObject object) {
    for (String owner : owners(object)) {
      Set<ObjectKey> keys = dependants.get(owner);
      if (keys != null && keys.remove(object.key()) && keys.isEmpty()) {
        dependants.remove(owner);
      }
    }
  }

  List<ObjectKey> dependants(String ownerUid) {
    return List.copyOf(dependants.getOrDefault(ownerUid, Set.of()));
  }

  Optional<ObjectKey> living(String uid) {
    return Optional.ofNullable(living.get(uid));
  }

  /** True when the object names owners and none of them exists any more. */
  boolean isAbandoned(StoredObject object) {
    List<String> owners = owners(object);
    return !owners.isEmpty() && owners.stream().noneMatch(living::containsKey);
  }

  static List<String> owners(StoredObject object) {
    List<String> uids = new ArrayList<>();
    for (JsonNode owner : object.tree().path("metadata").path("ownerReferences")) {
      uids.add(owner.path("uid").asText());
    }
    return uids;
  }

  /** True when the object keeps this owner from going in the foreground. */
  static boolean blocks(StoredObject object, String ownerUid) {
    for (JsonNode owner : object.tree().path("metadata").path("ownerReferences")) {
      if (owner.path("uid").asText().equals(ownerUid)
          && owner.path("blockOwnerDeletion").asBoolean()) {
        return true;
      }
    }
    return false;
  }
}
