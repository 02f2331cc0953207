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
  private static final int INFORMERS = 240;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** A real server takes 100 streams on a connection, and Java's client opens no second one. */
  @Test
  void everyInformerSeesTheObjectOnARealServer(RealCluster real) {
    try (FabricKubeApi one = FabricKubeApi.ofKubeconfig(real.kubeconfig());
        FabricKubeApi two = FabricKubeApi.ofKubeconfig(real.kubeconfig());
        FabricKubeApi three = FabricKubeApi.ofKubeconfig(real.kubeconfig())) {
      everyInformerSeesTheObject(List.of(one, two, three));
    }
  }

  @Test
  void everyInformerSeesTheObjectOnTheEmbeddedServer() {
    try (Embedded embedded = Embedded.start(folder.resolve("store"))) {
      everyInformerSeesTheObject(List.of(embedded.api()));
    }
  }

  private static void everyInformerSeesTheObject(List<KubeApi> clients) {
    KubeApi api = clients.getFirst();
    AtomicInteger seen = new AtomicInteger();
    AtomicInteger gone = new AtomicInteger();
    List<Following> followings = new ArrayList<>();
    try {
      for (int i = 0; i < INFORMERS; i++) {
        followings.add(
            clients
                .get(i % clients.size())
                .follow(Kinds.CONFIG_MAP, Selection.in("default"), counting(seen, gone)));
      }
      await().atMost(PATIENCE).until(() -> followings.stream().allMatch(Following::hasSynced));
      var _ = api.create(Kinds.CONFIG_MAP, Resource.of(Kinds.CONFIG_MAP, "default", "many"));
      await().atMost(PATIENCE).until(() -> seen.get() == INFORMERS);
      api.delete(new ResourceKey(Kinds.CONFIG_MAP, "default", "many"));
      await().atMost(PATIENCE).until(() -> gone.get() == INFORMERS);
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
