package io.wherry.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Says that the node lives, by a Lease in {@code kube-node-lease}.
 *
 * @source Kubernetes documentation, "Leases", node heartbeats: renewed every 10 s, good for 40 s
 */
public final class NodeHeartbeat implements Reconciler {
  private static final String NAMESPACE = "kube-node-lease";
  private static final Duration RENEW = Duration.ofSeconds(10);
  private static final int LEASE_SECONDS = 40;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubeApi api;
  private final String nodeName;
  private final Clock clock;

  public NodeHeartbeat(KubeApi api, String nodeName, Clock clock) {
    this.api = api;
    this.nodeName = nodeName;
    this.clock = clock;
  }

  /** For the runtime. */
  public ControllerSpec spec() {
    return new ControllerSpec("heartbeat", Kinds.NODE, List.of(), this, 1);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    var node = api.get(key);
    if (!key.name().equals(nodeName) || node.isEmpty()) {
      return Next.onChange();
    }
    ResourceKey leaseKey = new ResourceKey(Kinds.LEASE, NAMESPACE, nodeName);
    if (api.get(new ResourceKey(Kinds.NAMESPACE, "", NAMESPACE)).isEmpty()) {
      // Several nodes may be the first at a time.
      Resource _ =
          api.apply(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", NAMESPACE), "wherry-node");
    }
    Resource lease = Resource.of(Kinds.LEASE, NAMESPACE, nodeName);
    ObjectNode spec = lease.tree().putObject("spec");
    spec.put("holderIdentity", nodeName).put("leaseDurationSeconds", LEASE_SECONDS);
    spec.put("renewTime", MICROS.format(clock.instant()));
    if (api.get(leaseKey).isEmpty()) {
      ((ObjectNode) lease.tree().get("metadata"))
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "v1")
          .put("kind", "Node")
          .put("name", nodeName)
          .put("uid", node.get().uid());
      Resource _ = api.create(Kinds.LEASE, lease);
    } else {
      ObjectNode patch = lease.tree().objectNode();
      patch.set("spec", spec);
      Resource _ = api.patch(leaseKey, patch);
    }
    return Next.after(RENEW);
  }
}
