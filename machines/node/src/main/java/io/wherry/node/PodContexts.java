package io.wherry.node;

import io.wherry.resources.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where and how the program of a running pod runs, for a second program beside it. */
public final class PodContexts {
  /** Folder and environment of a running program. */
  public record Context(Path folder, Map<String, String> environment) {
    public Context {
      environment = Map.copyOf(environment);
    }
  }

  private final NodeSettings settings;

  public PodContexts(NodeSettings settings) {
    this.settings = settings;
  }

  /** Empty unless the pod's program runs on this node now. Reads a few files. */
  public Optional<Context> find(Resource pod) {
    PodHome home = PodHome.of(settings.pods(), pod.uid());
    return new PodProcess(home)
        .handle()
        .flatMap(process -> environment(process.pid()))
        .map(environment -> new Context(home.folder(), environment));
  }

  /** As the program got it when it was started. */
  private static Optional<Map<String, String>> environment(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
      Map<String, String> result = new LinkedHashMap<>();
      for (String entry : new String(bytes, StandardCharsets.UTF_8).split("\0")) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          result.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
      return Optional.of(result);
    } catch (IOException _) {
      return Optional.empty(); // it has just ended
    }
  }
}
