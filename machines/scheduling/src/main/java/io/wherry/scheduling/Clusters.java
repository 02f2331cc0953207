package io.wherry.scheduling;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.placement.Cluster;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.List;

/** Collects what a placement depends on. */
final class Clusters {
  private Clusters() {}

  /** Volumes are looked at only for pods that have some. */
  static Cluster of(KubeApi api, Resource pod) {
    boolean claims =
        pod.items("spec", "volumes").stream().anyMatch(v -> v.has("persistentVolumeClaim"));
    List<Resource> none = List.of();
    return new Cluster(
        api.list(Kinds.NODE, Selection.ALL),
        api.list(Kinds.POD, Selection.ALL),
        claims ? api.list(Kinds.PVC, Selection.in(pod.namespace())) : none,
        claims ? api.list(Kinds.PV, Selection.ALL) : none,
        claims ? api.list(Kinds.STORAGE_CLASS, Selection.ALL) : none);
  }
}
