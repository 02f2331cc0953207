package io.wherry.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Empties a node as {@code kubectl drain} does: cordon, evict, ask again while refused. */
final class NodeDrain {
  private final FabricKubeApi api;
  private final PrintWriter out;
  private final String node;
  private final Set<String> said = new HashSet<>();

  NodeDrain(FabricKubeApi api, PrintWriter out, String node) {
    this.api = api;
    this.out = out;
    this.node = node;
  }

  /** True once no pod is left on the node. Blocks. */
  boolean run(Duration patience) throws InterruptedException {
    schedulable(false);
    say("node/" + node + " cordoned");
    boolean empty = Waiting.until(patience, () -> pods().stream().filter(this::stays).count() == 0);
    if (empty) {
      say("node/" + node + " drained");
    }
    return empty;
  }

  /** Pods may come to the node again. */
  void uncordon() {
    schedulable(true);
    say("node/" + node + " uncordoned");
  }

  private void schedulable(boolean yes) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("spec").put("unschedulable", yes ? null : Boolean.TRUE);
    Resource _ = api.patch(new ResourceKey(Kinds.NODE, "", node), patch);
  }

  private List<Resource> pods() {
    return api.list(Kinds.POD, Selection.ALL).stream()
        .filter(p -> p.text("spec", "nodeName").equals(Optional.of(node)))
        .toList();
  }

  /** Asks for the pod's eviction; true while it is there. */
  private boolean stays(Resource pod) {
    say("evicting pod " + pod);
    ObjectNode eviction = JsonNodeFactory.instance.objectNode();
    eviction.put("apiVersion", "policy/v1").put("kind", "Eviction");
    eviction.putObject("metadata").put("name", pod.name()).put("namespace", pod.namespace());
    try {
      api.post(
          "/api/v1/namespaces/%s/pods/%s/eviction".formatted(pod.namespace(), pod.name()),
          eviction);
    } catch (PeerUnavailable _) {
      return true; // refused until its machine has moved
    } catch (InvalidRequest _) {
      return false; // gone meanwhile
    }
    return true;
  }

  private void say(String text) {
    if (said.add(text)) {
      out.println("  " + text);
      out.flush();
    }
  }
}
