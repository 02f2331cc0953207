package io.wherry.testkit.ovirt;

import static org.awaitility.Awaitility.await;

import io.wherry.peers.PythonPeers;
import io.wherry.testkit.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** oVirt's own image daemon, with files behind it; told of tickets as the engine's hosts do it. */
public final class ImageDaemon implements ImageServer {
  private final Process process;
  private final HttpClient control = HttpClient.newHttpClient();
  private final int port;
  private final int controlPort;

  private ImageDaemon(Process process, int port, int controlPort) {
    this.process = process;
    this.port = port;
    this.controlPort = controlPort;
  }

  /**
   * Starts it and blocks until it serves; without the daemon the test is skipped.
   *
   * @param folder for its files
   */
  static ImageDaemon start(Path folder, SelfSigned certificate) {
    Path program = PythonPeers.need("ovirt-imageio");
    try {
      int port = freePort();
      int controlPort = freePort();
      Path conf = Files.createDirectories(folder.resolve("conf/conf.d")).resolve("test.conf");
      Path own = Files.writeString(folder.resolve("cert.pem"), certificate.pem());
      Path key = Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
      Files.writeString(
          conf,
          """
          [daemon]
          run_dir = %1$s
          drop_privileges = false
          systemd_enable = false
          [tls]
          enable = true
          key_file = %2$s
          cert_file = %3$s
          ca_file = %3$s
          [remote]
          host = 127.0.0.1
          port = %4$d
          [local]
          enable = false
          [control]
          transport = tcp
          port = %5$d
          [handlers]
          keys = stderr
          [logger_root]
          level = INFO
          handlers = stderr
          """
              .formatted(folder, key, own, port, controlPort));
      Path log = folder.resolve("daemon.log");
      Process process =
          new ProcessBuilder(program.toString(), "-c", folder.resolve("conf").toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      ImageDaemon daemon = new ImageDaemon(process, port, controlPort);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> Files.readString(log).contains("Ready for requests"));
      return daemon;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public String add(String ticket, Image image) {
    Path raw = image.raw();
    String json =
        """
        {"uuid": "%s", "size": %d, "ops": ["read"], "timeout": 300, "url": "file://%s"}
        """
            .formatted(ticket, raw.toFile().length(), raw.toAbsolutePath());
    tell(ticket, HttpRequest.newBuilder().PUT(BodyPublishers.ofString(json)));
    return "https://127.0.0.1:" + port + "/images/" + ticket;
  }

  @Override
  public void remove(String ticket) {
    tell(ticket, HttpRequest.newBuilder().DELETE());
  }

  private void tell(String ticket, HttpRequest.Builder request) {
    URI uri = URI.create("http://localhost:" + controlPort + "/tickets/" + ticket);
    try {
      HttpResponse<String> answer =
          control.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    control.shutdownNow();
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
