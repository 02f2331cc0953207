package io.wherry.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wherry.control.Condition;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Category;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says which MigClusters can be used: the host, and no other. */
final class ClusterController implements Reconciler {
  private final KubeApi api;
  private final MigStatus status;

  ClusterController(KubeApi api, Clock clock) {
    this.api = api;
    this.status = new MigStatus(api, clock);
  }

  ControllerSpec spec() {
    return new ControllerSpec("migclusters", Kinds.MIG_CLUSTER, List.of(), this, 1);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> cluster = api.get(key).filter(c -> !c.isBeingDeleted());
    cluster.ifPresent(c -> status.write(key, c, judge(c), JsonNodeFactory.instance.objectNode()));
    return Next.onChange();
  }

  private static List<Condition> judge(Resource cluster) {
    List<Condition> found = new ArrayList<>();
    if (HostCluster.isHost(cluster)) {
      found.add(MigStatus.ready("The cluster is ready."));
    } else {
      found.add(
          Condition.of(
              "NotSupported",
              Category.Critical,
              "RemoteCluster",
              "%s is another cluster. Storage migrations stay within one: use the MigCluster with isHostCluster: true."
                  .formatted(cluster)));
    }
    return found;
  }
}
