package io.wherry.cluster.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.resources.WorkerMount;
import io.wherry.resources.WorkerReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The real worker, run for a pod as a process: claims and shares are folders of this machine. */
final class WorkerRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path message;
  private final Process process;

  WorkerRun(Resource pod, Path folder, KubeApi api) {
    Path log = log(folder, pod.namespace(), pod.name());
    message = log.resolveSibling(pod.name() + ".report");
    JsonNode container = pod.at("spec", "containers").path(0);
    try {
      Files.createDirectories(log.getParent());
      ProcessBuilder builder =
          new ProcessBuilder(
              ProcessHandle.current().info().command().orElseThrow(),
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              "io.wherry.worker.WorkerMain");
      for (JsonNode variable : container.path("env")) {
        builder.environment().put(variable.path("name").asText(), variable.path("value").asText());
      }
      builder
          .environment()
          .put(
              WorkerMount.ENVIRONMENT_VARIABLE,
              JSON.writeValueAsString(mounts(pod, container, folder, api)));
      builder.environment().put(WorkerReport.ENVIRONMENT_VARIABLE, message.toString());
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<WorkerMount> mounts(
      Resource pod, JsonNode container, Path folder, KubeApi api) throws IOException {
    List<WorkerMount> mounts = new ArrayList<>();
    for (JsonNode mount : container.path("volumeMounts")) {
      for (JsonNode volume : pod.at("spec", "volumes")) {
        String path = mount.path("mountPath").asText();
        if (!volume.path("name").equals(mount.path("name"))) {
          continue;
        }
        if (volume.has("persistentVolumeClaim")) {
          String claim = volume.at("/persistentVolumeClaim/claimName").asText();
          Path disk = PlayedVolumes.disk(folder, pod.namespace(), claim);
          mounts.add(new WorkerMount(path, disk.toString(), "raw", false, 0));
        } else if (volume.has("secret")) {
          Path files = log(folder, pod.namespace(), pod.name()).resolveSibling(pod.uid());
          write(api, pod.namespace(), volume.at("/secret/secretName").asText(), files);
          mounts.add(new WorkerMount(path, files.toString(), "raw", true, 0));
        } else if (volume.has("nfs")) {
          mounts.add(new WorkerMount(path, volume.at("/nfs/path").asText(), "raw", true, 0));
        }
      }
    }
    return mounts;
  }

  private static void write(KubeApi api, String namespace, String secret, Path files)
      throws IOException {
    Files.createDirectories(files);
    Resource found = api.get(new ResourceKey(Kinds.SECRET, namespace, secret)).orElseThrow();
    for (var entry : found.map("data").entrySet()) {
      Files.write(files.resolve(entry.getKey()), Base64.getDecoder().decode(entry.getValue()));
    }
  }

  static Path log(Path folder, String namespace, String pod) {
    return folder.resolve("logs").resolve(namespace).resolve(pod + ".log");
  }

  /** The termination message, once the program has ended. */
  Optional<String> report() {
    try {
      return process.isAlive()
          ? Optional.empty()
          : Optional.of(Files.exists(message) ? Files.readString(message) : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
