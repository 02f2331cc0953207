package io.wherry.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.kube.KubeApi;
import io.wherry.problems.Defect;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerReport;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The environment of a pod's program: what the pod says, and nothing of the server's own. */
final class PodEnvironment {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final KubeApi api;

  PodEnvironment(KubeApi api) {
    this.api = api;
  }

  Map<String, String> of(Resource pod, List<WorkerMount> mounts, PodHome home) throws CannotRun {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("PATH", PATH);
    result.put("LANG", "C.UTF-8");
    result.put("HOME", home.folder().toString());
    for (JsonNode variable : pod.at("spec", "containers").path(0).path("env")) {
      value(pod, variable).ifPresent(v -> result.put(variable.path("name").asText(), v));
    }
    result.put(WorkerReport.ENVIRONMENT_VARIABLE, home.terminationMessage().toString());
    try {
      result.put(WorkerMount.ENVIRONMENT_VARIABLE, JSON.writeValueAsString(mounts));
    } catch (JsonProcessingException e) {
      throw new Defect("Mounts of " + pod + " cannot be written as JSON.", e);
    }
    return result;
  }

  private Optional<String> value(Resource pod, JsonNode variable) throws CannotRun {
    JsonNode from = variable.path("valueFrom");
    if (from.isMissingNode()) {
      return Optional.of(variable.path("value").asText());
    }
    if (from.has("secretKeyRef")) {
      return key(pod, Kinds.SECRET, from.path("secretKeyRef"))
          .map(v -> new String(Base64.getDecoder().decode(v), StandardCharsets.UTF_8));
    }
    if (from.has("configMapKeyRef")) {
      return key(pod, Kinds.CONFIG_MAP, from.path("configMapKeyRef"));
    }
    if (from.has("fieldRef")) {
      String pointer = "/" + from.at("/fieldRef/fieldPath").asText().replace('.', '/');
      return Optional.of(pod.tree().at(pointer).asText());
    }
    throw CannotRun.never(
        "CreateContainerConfigError",
        "Variable '" + variable.path("name").asText() + "' has an unsupported source.");
  }

  private Optional<String> key(Resource pod, KindRef kind, JsonNode ref) throws CannotRun {
    String name = ref.path("name").asText();
    Optional<String> found =
        api.get(new ResourceKey(kind, pod.namespace(), name))
            .flatMap(r -> r.text("data", ref.path("key").asText()));
    if (found.isEmpty() && !ref.path("optional").asBoolean()) {
      throw CannotRun.notYet(
          "%s %s has no key '%s' (yet).".formatted(kind, name, ref.path("key").asText()));
    }
    return found;
  }
}
