package io.wherry.vmimport.steps;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.testkit.MemoryKubeApi;
import io.wherry.testkit.TestClock;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Plays what a cluster does: makes claims of DataVolumes, and lets pods run and end. Each {@link
 * #play()} takes every object one stage further.
 */
public final class PlayedCluster {
  /** What becomes of a pod that runs. */
  public sealed interface Fate {
    /** It ends well with these facts as JSON. */
    record Success(String facts, List<String> warnings) implements Fate {
      public Success(String facts) {
        this(facts, List.of());
      }
    }

    /** It fails with a report. */
    record Failure(String message, String advice, boolean retryable) implements Fate {}

    /** It dies without a word. */
    record Death() implements Fate {}

    /** It runs on and on. */
    record Endless() implements Fate {}
  }

  public static final Fate COPIED = new Fate.Success("{\"sha256\":\"abc\"}");
  public static final Fate CONVERTED =
      new Fate.Success(
          "{\"engine\":\"express\",\"firmware\":\"uefi\",\"os\":\"debian12\",\"rootDevice\":\"/dev/sda1\"}");

  public final TestClock clock = new TestClock();
  public final KubeApi api;
  private final Map<String, Function<Resource, Fate>> fates = new HashMap<>();
  private boolean volumesFail;

  public PlayedCluster() {
    this(MemoryKubeApi::new);
  }

  /** On an API of another kind. */
  public PlayedCluster(Function<Clock, KubeApi> apis) {
    api = apis.apply(clock);
    fates.put("copy", _ -> COPIED);
    fates.put("convert", _ -> CONVERTED);
    Resource secret = Resource.of(Kinds.SECRET, "plans", "appliances");
    secret.tree().putObject("data").put("url", "bG9jYWxob3N0");
    api.create(Kinds.NAMESPACE, Resource.of(Kinds.NAMESPACE, "", "plans"));
    api.create(Kinds.SECRET, secret);
  }

  /** Decides the fate of pods with this task label, by pod. */
  public void fate(String task, Function<Resource, Fate> fate) {
    fates.put(task, fate);
  }

  public void failVolumes() {
    volumesFail = true;
  }

  /** Takes every object one stage further. */
  public void play() {
    api.list(Kinds.DATA_VOLUME, Selection.ALL).forEach(this::playVolume);
    api.list(Kinds.POD, Selection.ALL).forEach(this::playPod);
  }

  /** Removes claims whose owner is gone, as a cluster does. */
  void collectGarbage() {
    for (Resource claim : api.list(Kinds.PVC, Selection.ALL)) {
      for (var owner : claim.items("metadata", "ownerReferences")) {
        KindRef kind =
            owner.path("kind").asText().equals("DataVolume") ? Kinds.DATA_VOLUME : Kinds.VM;
        ResourceKey key = new ResourceKey(kind, claim.namespace(), owner.path("name").asText());
        if (api.get(key).isEmpty()) {
          api.delete(new ResourceKey(Kinds.PVC, claim.namespace(), claim.name()));
        }
      }
    }
  }

  private void playVolume(Resource volume) {
    if (!volume.at("status", "phase").isMissingNode()) {
      return;
    }
    if (volumesFail) {
      status(
          Kinds.DATA_VOLUME,
          volume,
          "{\"phase\":\"Failed\",\"conditions\":[{\"type\":\"Bound\",\"status\":\"False\",\"message\":\"no space left in /srv\"}]}");
      return;
    }
    Resource claim = Resource.of(Kinds.PVC, volume.namespace(), volume.name());
    ((ObjectNode) claim.tree().get("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "cdi.kubevirt.io/v1beta1")
        .put("kind", "DataVolume")
        .put("name", volume.name())
        .put("uid", volume.uid());
    claim.tree().set("spec", volume.at("spec", "storage").deepCopy());
    api.create(Kinds.PVC, claim);
    status(Kinds.PVC, claim, "{\"phase\":\"Bound\"}");
    status(Kinds.DATA_VOLUME, volume, "{\"phase\":\"Succeeded\",\"progress\":\"100.0%\"}");
  }

  private void playPod(Resource pod) {
    String phase = pod.at("status", "phase").asText();
    if (phase.isEmpty() || phase.equals("Pending")) {
      status(Kinds.POD, pod, "{\"phase\":\"Running\"}");
      log(
          pod,
          "progress disk=disk1.vmdk phase=copy done=536870912 total=1073741824 rate=268435456 left=2s");
    } else if (phase.equals("Running")) {
      String task = pod.label("wherry.io/task").orElseThrow();
      end(pod, fates.get(task).apply(pod));
    }
  }

  private void end(Resource pod, Fate fate) {
    switch (fate) {
      case Fate.Success(var facts, var warnings) ->
          terminated(
              pod,
              "Succeeded",
              "{\"succeeded\":true,\"facts\":%s,\"warnings\":[%s]}"
                  .formatted(
                      facts,
                      warnings.stream()
                          .map(w -> '"' + w + '"')
                          .collect(java.util.stream.Collectors.joining(","))));
      case Fate.Failure(var message, var advice, var retryable) ->
          terminated(
              pod,
              "Failed",
              "{\"succeeded\":false,\"reason\":\"Scripted\",\"message\":\"%s\",\"advice\":\"%s\",\"retryable\":%s}"
                  .formatted(message, advice, retryable));
      case Fate.Death() -> terminated(pod, "Failed", "");
      case Fate.Endless() -> {}
    }
  }

  private void terminated(Resource pod, String phase, String message) {
    ObjectNode status = JsonNodeFactory.instance.objectNode().put("phase", phase);
    status
        .putArray("containerStatuses")
        .addObject()
        .put("name", "worker")
        .put("image", "wherry/worker:0.1.0")
        .put("imageID", "")
        .put("ready", false)
        .put("restartCount", 0)
        .putObject("state")
        .putObject("terminated")
        .put("exitCode", phase.equals("Succeeded") ? 0 : 137)
        .put("finishedAt", clock.instant().toString())
        .put("message", message);
    patch(Kinds.POD, pod, status);
  }

  private void log(Resource pod, String line) {
    if (api instanceof MemoryKubeApi memory) {
      memory.appendLog(pod.namespace(), pod.name(), line);
    }
  }

  private void status(KindRef kind, Resource object, String json) {
    try {
      patch(kind, object, new com.fasterxml.jackson.databind.ObjectMapper().readTree(json));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private void patch(
      KindRef kind, Resource object, com.fasterxml.jackson.databind.JsonNode status) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("status", status);
    api.patchStatus(new ResourceKey(kind, object.namespace(), object.name()), patch);
  }
}
