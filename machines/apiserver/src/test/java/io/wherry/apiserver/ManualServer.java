package io.wherry.apiserver;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, for tests that kill it and for trying things by hand. */
final class ManualServer {
  private ManualServer() {}

  public static void main(String[] args) throws Exception {
    long start = System.nanoTime();
    Path directory = Path.of(args[0]);
    int port = args.length > 1 ? Integer.parseInt(args[1]) : 0;
    EmbeddedApiServer server =
        new EmbeddedApiServer(ApiServerSettings.local(directory, port, Clock.systemUTC()));
    server.start();
    Files.writeString(directory.resolve("kubeconfig"), server.kubeconfig());
    System.out.println("ready " + server.port() + " " + (System.nanoTime() - start) / 1_000_000);
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
