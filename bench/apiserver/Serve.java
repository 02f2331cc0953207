import io.wherry.apiserver.ApiServerSettings;
import io.wherry.apiserver.EmbeddedApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The embedded API server alone, on a directory; says "ready" and ends with its input. */
final class Serve {
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    try (EmbeddedApiServer server =
        new EmbeddedApiServer(ApiServerSettings.local(directory, 0, Clock.systemUTC()))) {
      server.start();
      Files.writeString(directory.resolve("kubeconfig"), server.kubeconfig());
      System.out.println("ready");
      while (System.in.read() >= 0) {}
    }
  }
}
