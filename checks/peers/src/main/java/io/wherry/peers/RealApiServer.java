package io.wherry.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real kube-apiserver with a real etcd, for tests that compare with it. No scheduler and no
 * kubelet run: pods do not start by themselves.
 */
public final class RealApiServer implements AutoCloseable {
  private final Process process;
  private final Path kubeconfig;

  private RealApiServer(Process process, Path kubeconfig) {
    this.process = process;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts one with its state in the directory and blocks until it is ready. The first start on a
   * machine builds it, which takes minutes. Without Go or etcd the test is skipped, or fails when
   * peers are required. No controller manager runs: owned objects are not collected, namespaces do
   * not end.
   *
   * @throws IllegalStateException when it did not become ready; its logs are in the directory
   */
  public static RealApiServer start(Path directory) {
    return start(directory, "start");
  }

  /** As {@link #start(Path)}, with a real kube-controller-manager beside it. */
  public static RealApiServer startWithControllers(Path directory) {
    return start(directory, "cluster");
  }

  private static RealApiServer start(Path directory, String how) {
    Peers.need("go");
    Peers.need("etcd");
    Peers.need("openssl");
    Peers.need("curl");
    Path script = Peers.root().resolve("tools/kube-apiserver/run");
    try {
      Process process =
          new ProcessBuilder(script.toString(), how, directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      RealApiServer server = new RealApiServer(process, directory.resolve("kubeconfig"));
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + script, e);
    }
  }

  // The reader stays open: the process ends with its input, not with its output.
  private void awaitReady() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (!"ready".equals(output.readLine())) {
      close();
      throw new IllegalStateException("the real kube-apiserver did not start, see above");
    }
  }

  /** The kubeconfig of an administrator. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Stops both and waits up to 30 seconds for their end. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroy();
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
