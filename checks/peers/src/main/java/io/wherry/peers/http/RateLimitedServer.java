package io.wherry.peers.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Serves a file with a limit per connection until it is ended: for measurements. */
public final class RateLimitedServer {
  private RateLimitedServer() {}

  /** Arguments: the file, the port, bytes per second and connection (0: no limit). */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (FaultyHttpServer server =
        FaultyHttpServer.serve(Path.of(args[0]), Integer.parseInt(args[1]))) {
      long rate = Long.parseLong(args[2]);
      if (rate > 0) {
        server.inject(new Fault.RatePerConnection(rate));
      }
      new CountDownLatch(1).await();
    }
  }
}
