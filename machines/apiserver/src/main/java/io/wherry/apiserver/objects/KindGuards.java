package io.wherry.apiserver.objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.KindGuard;
import io.wherry.apiserver.KindGuard.Write;
import io.wherry.apiserver.objects.ObjectWrites.Target;
import io.wherry.apiserver.security.User;
import io.wherry.apiserver.store.Bucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The guards by the kind that they watch over. */
public final class KindGuards {
  private record Post(List<KindGuard> guards, ReentrantLock turn, KindGuard.Order order) {}

  private final Map<Bucket, Post> posts = new HashMap<>();
  private final KindGuard.World world;

  public KindGuards(List<KindGuard> guards, KindGuard.World world) {
    this.world = world;
    for (KindGuard guard : guards) {
      List<KindGuard> same = guards.stream().filter(g -> g.kind().equals(guard.kind())).toList();
      boolean oneByOne = same.stream().anyMatch(g -> g.order() == KindGuard.Order.ONE_BY_ONE);
      KindGuard.Order order = oneByOne ? KindGuard.Order.ONE_BY_ONE : KindGuard.Order.ANY;
      posts.put(KindCatalog.bucket(guard.kind()), new Post(same, new ReentrantLock(), order));
    }
  }

  void complete(Target target, ObjectNode before, ObjectNode after, User user) {
    each(target, guard -> guard.complete(new Write(user, before, after, world)));
  }

  void check(Target target, ObjectNode before, ObjectNode after, User user) {
    each(target, guard -> guard.check(new Write(user, before, after, world)));
  }

  private void each(Target target, Consumer<KindGuard> action) {
    Post post = posts.get(KindCatalog.bucket(target.kind().ref()));
    if (post != null && target.part() == Part.MAIN) {
      post.guards().forEach(action);
    }
  }

  /** Runs a create when it is its turn. */
  <T> T inTurn(Target target, Supplier<T> create) {
    Post post = posts.get(KindCatalog.bucket(target.kind().ref()));
    if (post == null || post.order() == KindGuard.Order.ANY) {
      return create.get();
    }
    post.turn().lock();
    try {
      return create.get();
    } finally {
      post.turn().unlock();
    }
  }
}
