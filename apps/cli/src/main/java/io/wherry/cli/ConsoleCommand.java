package io.wherry.cli;

import io.wherry.cli.screen.ConsoleOutput;
import io.wherry.cli.screen.Terminal;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A guest's serial console, over the same subresource that virtctl uses. */
@Command(
    name = "console",
    description = "Open the serial console of a running virtual machine. Leave with Ctrl-].")
final class ConsoleCommand implements Callable<Integer> {
  private static final int LEAVE = 0x1d;
  private static final String SUBPROTOCOL = "plain.kubevirt.io";

  @Parameters(paramLabel = "VM", description = "Name of the virtual machine.")
  private String name = "";

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "default",
      description = "Its namespace (default: ${DEFAULT-VALUE}).")
  private String namespace = "default";

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    KubeconfigAccess access = KubeconfigAccess.of(kubeconfig());
    CountDownLatch closed = new CountDownLatch(1);
    WebSocket socket = connect(access, new ConsoleOutput(System.out, closed));
    spec.commandLine().getErr().println("Connected to " + name + "; leave with Ctrl-].");
    try (Terminal _ = Terminal.raw()) {
      Thread.ofPlatform().daemon().name("keys").start(() -> sendKeys(socket, closed));
      closed.await();
    } finally {
      socket.abort();
    }
    return 0;
  }

  /** The default data directory, or the demo's when only that has a server. */
  private String kubeconfig() {
    ServerFiles files = ServerFiles.of(data);
    ServerFiles demo = ServerFiles.of(Launch.root().resolve(".wherry/demo"));
    boolean useDemo = data == null && files.server().isEmpty() && demo.server().isPresent();
    return (useDemo ? demo : files).kubeconfigText();
  }

  private WebSocket connect(KubeconfigAccess access, WebSocket.Listener listener)
      throws InterruptedException {
    String path =
        "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachineinstances/%s/console"
            .formatted(namespace, name);
    URI uri = URI.create(access.server().toString().replaceFirst("^http", "ws") + path);
    try {
      return access
          .client()
          .newWebSocketBuilder()
          .header("Authorization", "Bearer " + access.token())
          .subprotocols(SUBPROTOCOL)
          .buildAsync(uri, listener)
          .get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof java.net.http.WebSocketHandshakeException refused) {
        throw new InvalidRequest(
            "The console of %s/%s cannot be opened (HTTP %d). Does it run? kubectl get vmi -n %s"
                .formatted(namespace, name, refused.getResponse().statusCode(), namespace),
            e);
      }
      throw new PeerUnavailable("Wherry at " + access.server() + " does not answer: " + cause, e);
    }
  }

  private static void sendKeys(WebSocket socket, CountDownLatch closed) {
    byte[] keys = new byte[256];
    InputStream in = System.in;
    try {
      int n = in.read(keys);
      while (n > 0 && !asksToLeave(keys, n)) {
        WebSocket _ = socket.sendBinary(ByteBuffer.wrap(keys, 0, n), true).join();
        n = in.read(keys);
      }
    } catch (IOException | java.util.concurrent.CompletionException _) {
      // the connection is gone; the listener has said so
    }
    closed.countDown();
  }

  private static boolean asksToLeave(byte[] keys, int n) {
    for (int i = 0; i < n; i++) {
      if (keys[i] == LEAVE) {
        return true;
      }
    }
    return false;
  }
}
