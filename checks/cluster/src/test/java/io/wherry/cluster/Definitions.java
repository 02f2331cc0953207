package io.wherry.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.control.Conditions;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.peers.Peers;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The CustomResourceDefinitions of deploy/crds. */
final class Definitions {
  private Definitions() {}

  /** True for the files of kinds that Wherry's own controllers serve. */
  static boolean areOurs(String file) {
    return file.startsWith("forklift.")
        || file.startsWith("migration.openshift.io_")
        || file.startsWith("wherry.");
  }

  /** Applies those whose file's name is wanted, and waits until they are served. */
  static void install(KubeApi api, Predicate<String> wanted) {
    List<Path> files =
        files().stream().filter(f -> wanted.test(f.getFileName().toString())).toList();
    files.forEach(file -> apply(api, file));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            api.list(Kinds.CRD, Selection.ALL).stream()
                    .filter(crd -> Conditions.has(crd.at("status", "conditions"), "Established"))
                    .count()
                >= files.size());
  }

  private static List<Path> files() {
    try (Stream<Path> all = Files.list(Peers.root().resolve("deploy/crds"))) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void apply(KubeApi api, Path file) {
    try {
      Resource definition = new Resource((ObjectNode) new YAMLMapper().readTree(file.toFile()));
      Resource _ = api.apply(Kinds.CRD, definition, "wherry-test");
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
