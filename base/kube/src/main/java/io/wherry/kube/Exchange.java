package io.wherry.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.wherry.problems.Cancelled;
import io.wherry.problems.Defect;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.PeerRefused;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.StaleWrite;
import io.wherry.problems.WherryException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request and its answer, with the API's errors turned into ours. */
final class Exchange {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_SECONDS = 60;

  /** A request; {@code path} is absolute and already encoded. */
  record Call(String method, String path, String contentType, @Nullable JsonNode body) {
    Call(String method, String path) {
      this(method, path, "", null);
    }

    Call with(String contentType, JsonNode body) {
      return new Call(method, path, contentType, body);
    }
  }

  private final HttpClient http;
  private final String root;

  Exchange(KubernetesClient client) {
    this.http = client.getHttpClient();
    String url = client.getConfiguration().getMasterUrl();
    this.root = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  JsonNode send(Call call) {
    HttpResponse<String> answer = exchange(call);
    if (answer.isSuccessful()) {
      return parse(call, answer.body());
    }
    throw failure(call, answer);
  }

  /** Empty on 404. */
  Optional<JsonNode> find(String path) {
    Call call = new Call("GET", path);
    HttpResponse<String> answer = exchange(call);
    if (answer.isSuccessful()) {
      return Optional.of(parse(call, answer.body()));
    }
    if (answer.code() == 404) {
      return Optional.empty();
    }
    throw failure(call, answer);
  }

  /** False on 404, true when it worked. */
  boolean sendIfPresent(Call call) {
    HttpResponse<String> answer = exchange(call);
    if (!answer.isSuccessful() && answer.code() != 404) {
      throw failure(call, answer);
    }
    return answer.isSuccessful();
  }

  /** A plain text answer. */
  String text(String path) {
    Call call = new Call("GET", path);
    HttpResponse<String> answer = exchange(call);
    if (answer.isSuccessful()) {
      return answer.body();
    }
    throw failure(call, answer);
  }

  private HttpResponse<String> exchange(Call call) {
    HttpRequest.Builder request =
        http.newHttpRequestBuilder()
            .uri(root + call.path())
            .timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .header("Accept", "application/json, */*");
    JsonNode body = call.body();
    request.method(
        call.method(),
        call.contentType().isEmpty() ? "application/json" : call.contentType(),
        body == null ? null : body.toString());
    try {
      return http.sendAsync(request.build(), String.class).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while waiting for the Kubernetes API.", e);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new PeerUnavailable(
          "The Kubernetes API at " + root + " did not answer " + call.method() + ": " + cause, e);
    }
  }

  private static JsonNode parse(Call call, String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new Defect("The answer to " + call.method() + " " + call.path() + " is not JSON.", e);
    }
  }

  private static WherryException failure(Call call, HttpResponse<String> answer) {
    JsonNode status = status(answer.body());
    String message = status.path("message").asText(answer.body());
    String text = call.method() + " " + call.path() + ": " + message;
    return switch (answer.code()) {
      case 401, 403 -> new PeerRefused(text);
      case 409, 412 -> new StaleWrite(text);
      case 429, 500, 502, 503, 504 -> new PeerUnavailable(text);
      default -> new InvalidRequest(text);
    };
  }

  private static JsonNode status(String body) {
    try {
      JsonNode node = JSON.readTree(body);
      return node instanceof ObjectNode ? node : MissingNode.getInstance();
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    }
  }
}
