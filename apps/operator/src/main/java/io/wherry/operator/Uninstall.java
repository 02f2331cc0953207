package io.wherry.operator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of everything that waits for an operator, for a cluster that is about to have none: the
 * acting one is stopped by taking its lease, then finalizers of ours are removed. Repeatable.
 */
final class Uninstall {
  private static final Logger LOG = LoggerFactory.getLogger(Uninstall.class);
  private static final String OURS = "wherry.io/";
  private static final String IDENTITY = "uninstall";

  /** As long no other operator takes the lease; installing again need not wait for more. */
  private static final Duration QUIET = Duration.ofSeconds(60);

  private final KubeApi api;
  private final String namespace;
  private final Pause pause;

  /** Waits; given from outside so that tests need not. */
  interface Pause {
    /** Blocks for the time. @throws io.wherry.problems.Cancelled interrupted */
    void await(Duration time);
  }

  Uninstall(KubeApi api, String namespace, Pause pause) {
    this.api = api;
    this.namespace = namespace;
    this.pause = pause;
  }

  /** Does it and returns how many objects were let go. Blocks for about ten seconds. */
  int run() {
    stopOperators();
    int released = 0;
    for (KindRef kind : List.of(Kinds.RUN, Kinds.PLAN)) {
      for (Resource held : api.list(kind, Selection.ALL)) {
        released += release(kind, held) ? 1 : 0;
      }
    }
    LOG.info("{} runs and plans were let go; nothing waits for an operator any more", released);
    return released;
  }

  /** Whoever acts finds the lease taken, stops writing within its deadline, and ends. */
  private void stopOperators() {
    ResourceKey key = new ResourceKey(Kinds.LEASE, namespace, "wherry-operator");
    if (api.get(key).isEmpty()) {
      return;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("spec")
        .put("holderIdentity", IDENTITY)
        .put("leaseDurationSeconds", QUIET.toSeconds());
    Resource _ = api.patch(key, patch);
    pause.await(Leadership.RENEW_DEADLINE.plusSeconds(1));
  }

  private boolean release(KindRef kind, Resource held) {
    List<String> others =
        held.items("metadata", "finalizers").stream()
            .map(f -> f.asText())
            .filter(f -> !f.startsWith(OURS))
            .toList();
    if (others.size() == held.items("metadata", "finalizers").size()) {
      return false;
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", held.resourceVersion());
    others.forEach(metadata.putArray("finalizers")::add);
    try {
      Resource _ = api.patch(new ResourceKey(kind, held.namespace(), held.name()), patch);
      return true;
    } catch (StaleWrite changed) {
      throw new InvalidRequest(
          held + " is being changed by somebody else. Stop all operators, then run this again.",
          changed);
    }
  }
}
