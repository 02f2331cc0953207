package io.wherry.volumes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells users by Events why a claim or DataVolume waits. One Event per object and reason. */
final class VolumeEvents {
  private final KubeApi api;
  private final Clock clock;

  VolumeEvents(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  void warn(Resource about, String reason, String message) {
    String name =
        about.name() + "." + reason.toLowerCase(java.util.Locale.ROOT) + "." + about.uid();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Resource event = Resource.of(Kinds.EVENT, about.namespace(), name);
    ObjectNode tree = event.tree();
    tree.putObject("involvedObject")
        .put("apiVersion", about.apiVersion())
        .put("kind", about.kind())
        .put("namespace", about.namespace())
        .put("name", about.name())
        .put("uid", about.uid());
    tree.put("type", "Warning").put("reason", reason).put("message", message);
    tree.putObject("source").put("component", "wherry-volumes");
    Optional<Resource> before = api.get(new ResourceKey(Kinds.EVENT, about.namespace(), name));
    tree.put("firstTimestamp", before.flatMap(b -> b.text("firstTimestamp")).orElse(now));
    tree.put("lastTimestamp", now);
    tree.put("count", before.map(b -> b.at("count").asInt()).orElse(0) + 1);
    Resource _ = api.apply(Kinds.EVENT, event, "wherry-volumes");
  }
}
