package io.wherry.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The web console's address with a code that logs in once, as the user of a kubeconfig. */
final class ConsoleLink {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private ConsoleLink() {}

  /** Asks the server of a data directory. Blocks. */
  static String of(ServerFiles files) throws InterruptedException {
    KubeconfigAccess access = KubeconfigAccess.of(files.kubeconfigText());
    try (HttpClient client = access.client()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(access.server().resolve("/console/codes"))
                  .timeout(PATIENCE)
                  .header("Authorization", "Bearer " + access.token())
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new PeerRefused("Wherry gives no login link: " + answer.body());
      }
      String code = new ObjectMapper().readTree(answer.body()).path("code").asText();
      return access.server().resolve("/console/#code=" + code).toString();
    } catch (IOException e) {
      throw new PeerUnavailable(
          "Wherry does not answer at " + access.server() + ". Start it with 'wherry up'.", e);
    }
  }
}
