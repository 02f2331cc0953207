package io.wherry.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension.Wish;
import io.wherry.apiserver.KindGuard;
import io.wherry.apiserver.security.User;
import io.wherry.apiserver.store.Bucket;
import io.wherry.apiserver.store.ObjectKey;
import io.wherry.apiserver.store.ObjectStore;
import io.wherry.apiserver.store.StoredObject;
import io.wherry.resources.KindRef;
import java.util.List;
import java.util.Optional;

/** What guards see: the store and the roles in it. */
public record GuardWorld(ObjectStore store, Authorizer authorizer) implements KindGuard.World {
  @Override
  public Optional<ObjectNode> get(KindRef kind, String namespace, String name) {
    return store.get(new ObjectKey(bucket(kind), namespace, name)).map(StoredObject::tree);
  }

  @Override
  public List<ObjectNode> list(KindRef kind, String namespace) {
    return store.list(bucket(kind), namespace).objects().stream().map(StoredObject::tree).toList();
  }

  @Override
  public boolean may(User user, Wish wish) {
    Attributes attributes =
        Attributes.ofResource(
            wish.verb(), wish.group(), wish.resource(), wish.namespace(), wish.name());
    return authorizer.decide(user, attributes).isAllowed();
  }

  private static Bucket bucket(KindRef kind) {
    return new Bucket(kind.group(), kind.plural());
  }
}
