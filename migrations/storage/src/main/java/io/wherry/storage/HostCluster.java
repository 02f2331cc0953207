package io.wherry.storage;

import io.wherry.kube.KubeApi;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The MigCluster of the cluster itself, which every plan refers to. */
public final class HostCluster {
  /** Namespace that upstream's users work in. */
  public static final String NAMESPACE = "openshift-migration";

  private static final Logger LOG = LoggerFactory.getLogger(HostCluster.class);
  private static final String NAME = "host";

  private HostCluster() {}

  /** True for a cluster that says it is the one it lives in. */
  static boolean isHost(Resource cluster) {
    return cluster.at("spec", "isHostCluster").asBoolean();
  }

  /** Makes it and its namespace unless they are there. Blocks. */
  public static void ensure(KubeApi api) {
    createMissing(api, Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", NAMESPACE));
    Resource host = Resource.of(Kinds.MIG_CLUSTER, NAMESPACE, NAME);
    host.tree().putObject("spec").put("isHostCluster", true);
    createMissing(api, Kinds.MIG_CLUSTER, host);
  }

  private static void createMissing(KubeApi api, KindRef kind, Resource wanted) {
    ResourceKey key = new ResourceKey(kind, wanted.namespace(), wanted.name());
    if (api.get(key).isEmpty()) {
      try {
        Resource _ = api.create(kind, wanted);
        LOG.info("made {}", wanted);
      } catch (StaleWrite meanwhile) {
        LOG.debug("{} is there already", wanted, meanwhile);
      }
    }
  }
}
