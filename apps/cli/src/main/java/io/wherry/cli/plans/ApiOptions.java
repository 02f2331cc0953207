package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server and which namespace; the same options for every verb. */
public final class ApiOptions {
  private static final String DEFAULT_NAMESPACE = "default";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      description = "Namespace (default: ${DEFAULT-VALUE}).",
      defaultValue = DEFAULT_NAMESPACE)
  private String namespace = DEFAULT_NAMESPACE;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "All namespaces.")
  private boolean all;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Kubeconfig of the server.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Directory of a standalone server; its kubeconfig is used.")
  private @Nullable Path data;

  /** The namespace that was named, or the default. */
  public String namespace() {
    return namespace;
  }

  /** Whether -A was given. */
  public boolean isAllNamespaces() {
    return all;
  }

  /** The namespace, or all. */
  public Selection selection() {
    return all ? Selection.ALL : Selection.in(namespace);
  }

  /**
   * Opens the first of --kubeconfig, --data, $KUBECONFIG, the standalone default, ~/.kube/config.
   *
   * @throws InvalidRequest there is none, or it cannot be read
   */
  public FabricKubeApi open() {
    Path file =
        candidates().stream()
            .filter(Files::isReadable)
            .findFirst()
            .orElseThrow(() ->
                new InvalidRequest(
                    "No kubeconfig was found (looked at "
                        + candidates()
                        + "). Start a server with 'wherry up', or give --kubeconfig."));
    try {
      return FabricKubeApi.ofKubeconfig(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidRequest("The kubeconfig " + file + " cannot be read: " + e, e);
    }
  }

  private List<Path> candidates() {
    if (kubeconfig != null) {
      return List.of(kubeconfig);
    }
    if (data != null) {
      return List.of(data.resolve("kubeconfig"));
    }
    List<Path> files = new ArrayList<>();
    String named = System.getenv("KUBECONFIG");
    if (named != null) {
      Arrays.stream(named.split(java.io.File.pathSeparator))
          .filter(f -> !f.isBlank())
          .map(Path::of)
          .forEach(files::add);
    }
    String home = System.getProperty("user.home");
    String served = System.getenv("WHERRY_DATA");
    files.add(
        served == null || served.isBlank()
            ? Path.of(home, ".local/share/wherry/kubeconfig")
            : Path.of(served, "kubeconfig"));
    files.add(Path.of(home, ".kube/config"));
    return files;
  }
}
