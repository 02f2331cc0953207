package io.wherry.cluster;

import static org.awaitility.Awaitility.await;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.FollowListener;
import io.wherry.kube.Following;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** More watches than server libraries and connections like to have: fabric8's informers at work. */
@ExtendWith(RealCluster.Extension.class)
class ManyInformersPeerTest {
  private static final int INFORMERS = 260;

  /** A real server takes 250 streams on a connection, and Java's client opens no second one. */
  private static final int ON_A_REAL_SERVER = 220;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyInformerSeesTheObjectOnARealServer(RealCluster real) {
    try (FabricKubeApi api = FabricKubeApi.ofKubeconfig(real.kubeconfig())) {
      everyInformerSeesTheObject(api, ON_A_REAL_SERVER);
    }
  }

  @Test
  void everyInformerSeesTheObjectOnTheEmbeddedServer() {
    try (Embedded embedded = Embedded.start(folder.resolve("store"))) {
      everyInformerSeesTheObject(embedded.api(), INFORMERS);
    }
  }

  private static void everyInformerSeesTheObject(KubeApi api, int informers) {
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    List<Following> followings = new ArrayList<>();
    try {
      for (int i = 0; i < informers; i++) {
        followings.add(api.follow(Kinds.CONFIG_MAP, Selection.in("default"), counting(seen, gone)));
      }
      await().atMost(PATIENCE).until(() -> followings.stream().allMatch(Following::hasSynced));
      var _ = api.create(Kinds.CONFIG_MAP, Resource.of(Kinds.CONFIG_MAP, "default", "many"));
      await().atMost(PATIENCE).until(() -> seen.get() == informers);
      api.delete(new ResourceKey(Kinds.CONFIG_MAP, "default", "many"));
      await().atMost(PATIENCE).until(() -> gone.get() == informers);
    } finally {
      followings.forEach(Following::close);
    }
  }

  private static FollowListener counting(AtomicInteger seen, AtomicInteger gone) {
    return new FollowListener() {
      @Override
      public void seen(Resource resource) {
        if (resource.name().equals("many")) {
          seen.incrementAndGet();
        }
      }

      @Override
      public void gone(Resource resource) {
        if (resource.name().equals("many")) {
          gone.incrementAndGet();
        }
      }
    };
  }
}
