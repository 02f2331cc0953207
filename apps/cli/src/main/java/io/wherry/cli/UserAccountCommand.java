package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wherry.apiserver.security.Kubeconfig;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerUnavailable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a kubeconfig with a token of a ServiceAccount. */
@Command(
    name = "account",
    mixinStandardHelpOptions = true,
    description = "Write a kubeconfig for a ServiceAccount; it holds a token that expires.",
    footer = {"", "Example:", "  wherry user account demo/robot --valid 24"})
final class UserAccountCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameters(paramLabel = "NAMESPACE/NAME", description = "The ServiceAccount; it must exist.")
  private String account = "";

  @Option(
      names = "--valid",
      paramLabel = "HOURS",
      description = "How long the token holds (default: ${DEFAULT-VALUE} hours).",
      defaultValue = "24")
  private int hours;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Where to write it (default: NAME.kubeconfig). Must not exist.")
  private @Nullable Path out;

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data directory.")
  private @Nullable Path data;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    String[] parts = account.split("/");
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new InvalidRequest("Give a ServiceAccount as NAMESPACE/NAME, not " + account + ".");
    }
    String config = ServerFiles.of(data).kubeconfigText();
    KubeconfigFile target = KubeconfigFile.fresh(out, parts[1]);
    ServerAddress server = ServerAddress.of(config);
    JsonNode answer = request(KubeconfigAccess.of(config), parts[0], parts[1]);
    String token = answer.at("/status/token").asText();
    target.write(
        Kubeconfig.text(
            server.url(),
            server.authorityPem(),
            new Kubeconfig.Identity(
                parts[0] + "/" + parts[1], parts[0], new Kubeconfig.Credential.Token(token))));
    PrintWriter text = spec.commandLine().getOut();
    String end = answer.at("/status/expirationTimestamp").asText();
    text.println(target.path() + " holds until " + end + ". Keep it as a password.");
    return 0;
  }

  private JsonNode request(KubeconfigAccess access, String namespace, String name)
      throws InterruptedException {
    String path = "/api/v1/namespaces/%s/serviceaccounts/%s/token".formatted(namespace, name);
    String body = "{\"spec\":{\"expirationSeconds\":" + Duration.ofHours(hours).toSeconds() + "}}";
    HttpRequest request =
        HttpRequest.newBuilder(access.server().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + access.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = access.client()) {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      JsonNode tree = JSON.readTree(answer.body());
      if (answer.statusCode() != 201) {
        throw new InvalidRequest(
            "No token for " + account + ": " + tree.path("message").asText() + ".");
      }
      return tree;
    } catch (IOException e) {
      throw new PeerUnavailable(
          "The server at " + access.server() + " does not answer. Start it with 'wherry up'.", e);
    }
  }
}
