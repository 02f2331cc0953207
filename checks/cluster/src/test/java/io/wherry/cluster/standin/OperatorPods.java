package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.cluster.Rest;
import io.wherry.control.Reconciler.Next;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pods of the operator's image: those that run for ever are said to run; those with an end are run
 * for real, with a token of their service account and no other right.
 */
record OperatorPods(KubeApi api, Rest rest, Path folder) {
  static boolean concerns(Resource pod) {
    JsonNode image = pod.at("spec", "containers").path(0).path("image");
    return image.asText().startsWith("wherry/operator");
  }

  Next reconcile(ResourceKey key, Resource pod) {
    boolean pending = pod.at("status", "phase").asText().equals("Pending");
    if (!pending) {
      return Next.onChange();
    }
    if (!pod.at("spec", "restartPolicy").asText().equals("Never")) {
      StandIn.status(api, key, phase("Running"));
      return Next.onChange();
    }
    StandIn.status(api, key, phase(run(pod) == 0 ? "Succeeded" : "Failed"));
    return Next.onChange();
  }

  private static ObjectNode phase(String phase) {
    return JsonNodeFactory.instance.objectNode().put("phase", phase);
  }

  private int run(Resource pod) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add("io.wherry.operator.OperatorMain");
    pod.at("spec", "containers").path(0).path("args").forEach(a -> command.add(a.asText()));
    try {
      Path kubeconfig = folder.resolve(pod.uid() + ".kubeconfig");
      Files.writeString(
          kubeconfig, rest.kubeconfigFor(pod.namespace(), pod.need("spec", "serviceAccountName")));
      ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
      builder.environment().put("KUBECONFIG", kubeconfig.toString());
      builder.environment().put("WHERRY_NAMESPACE", pod.namespace());
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
