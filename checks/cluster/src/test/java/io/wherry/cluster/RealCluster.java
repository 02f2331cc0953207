package io.wherry.cluster;

import io.wherry.kube.FabricKubeApi;
import io.wherry.peers.RealApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real kube-apiserver with controllers for all test classes of this module: starting it takes
 * longer than most tests. A test that takes a parameter of this type shares it, in a namespace of
 * its own.
 */
final class RealCluster implements AutoCloseable {
  private final Path directory;
  private final RealApiServer server;

  private RealCluster(Path directory, Predicate<String> definitions) {
    this.directory = directory;
    this.server = RealApiServer.startWithControllers(directory);
    try (FabricKubeApi api = FabricKubeApi.ofKubeconfig(kubeconfig())) {
      Definitions.install(api, definitions);
    }
  }

  /** One of the test's own, for tests that change what all namespaces share. */
  static RealCluster start() {
    return start(_ -> true);
  }

  /** As {@link #start}, with KubeVirt's and CDI's definitions and none of ours. */
  static RealCluster startWithKubevirt() {
    return start(file -> !Definitions.areOurs(file));
  }

  private static RealCluster start(Predicate<String> definitions) {
    try {
      return new RealCluster(Files.createTempDirectory("wherry-real-cluster"), definitions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path directory() {
    return directory;
  }

  /** An administrator's. */
  String kubeconfig() {
    try {
      return Files.readString(server.kubeconfig());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Gives tests the shared cluster; it ends after the last test of the module. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RealCluster.class;
    }

    @Override
    public RealCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(RealCluster.class))
          .computeIfAbsent(RealCluster.class, _ -> start(), RealCluster.class);
    }
  }
}
