package io.wherry.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand clients that stay cost memory, not threads. */
class ManyConnectionsTest {
  private static final int CONNECTIONS = 1_000;

  /** Of both ends, which are in this process; TLS alone keeps some 16 KiB buffers at each. */
  private static final long BYTES_EACH = 300_000;

  @TempDir Path directory;

  @Test
  void servesAThousandConnections() throws Exception {
    try (TestServer server = TestServer.start(directory)) {
      assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      long memory = used();
      List<SSLSocket> open = new ArrayList<>();
      try (var callers = Executors.newFixedThreadPool(8)) {
        Callable<SSLSocket> call = () -> connected(server);
        List<Callable<SSLSocket>> calls = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
          calls.add(call);
        }
        for (Future<SSLSocket> each : callers.invokeAll(calls)) {
          open.add(each.get());
        }
      }
      assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThan(threads + 30);
      assertThat(used() - memory).isLessThan(CONNECTIONS * BYTES_EACH);
      for (SSLSocket socket : open) { // every one of them is still served
        ask(socket, server.token);
      }
      assertThat(server.get("/readyz").body()).isEqualTo("ok");
      for (SSLSocket socket : open) {
        socket.close();
      }
    }
  }

  private static SSLSocket connected(TestServer server) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            server
                .http
                .sslContext()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.server.port());
    ask(socket, server.token);
    return socket;
  }

  private static void ask(SSLSocket socket, String token) throws IOException {
    String request =
        "GET /api/v1/namespaces/default HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
    int length =
        head.toString()
            .lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring(16)))
            .sum();
    assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
