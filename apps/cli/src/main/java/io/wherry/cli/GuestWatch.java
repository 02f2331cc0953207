package io.wherry.cli;

import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.PeerUnavailable;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Follows a guest's serial console, which is the log of its virt-launcher pod. */
final class GuestWatch {
  private static final int LINES = 400;

  private final KubeApi api;
  private final PrintWriter out;
  private final ResourceKey vm;
  private int shown;

  GuestWatch(KubeApi api, PrintWriter out, ResourceKey vm) {
    this.api = api;
    this.out = out;
    this.vm = vm;
  }

  /** True once a line of the console matches. Blocks. */
  boolean untilReady(Pattern ready, Duration patience) throws InterruptedException {
    return Waiting.until(patience, () -> look(ready));
  }

  private boolean look(Pattern ready) {
    try {
      Optional<Resource> pod = launcher();
      if (pod.isEmpty()) {
        return false;
      }
      List<String> lines = api.podLogTail(vm.namespace(), pod.get().name(), LINES);
      lines.stream().skip(Math.min(shown, lines.size())).forEach(this::show);
      shown = Math.max(shown, lines.size());
      return lines.stream().anyMatch(l -> ready.matcher(l).find());
    } catch (PeerUnavailable _) {
      return false; // asked again in a moment
    }
  }

  private Optional<Resource> launcher() {
    Map<String, String> labels =
        Map.of("kubevirt.io", "virt-launcher", "vm.kubevirt.io/name", vm.name());
    return api.list(Kinds.POD, Selection.labelled(vm.namespace(), labels)).stream()
        .filter(p -> p.at("status", "phase").asText().equals("Running"))
        .findFirst();
  }

  private void show(String line) {
    String printable =
        line.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "").replaceAll("\\p{Cntrl}", "");
    if (!printable.isBlank()) {
      out.println("    " + printable);
      out.flush();
    }
  }
}
