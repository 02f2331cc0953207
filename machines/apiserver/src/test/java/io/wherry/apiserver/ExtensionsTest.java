package io.wherry.apiserver;

import static io.wherry.apiserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiExtension.DiscoveryEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the composition root may mount: further paths, WebSockets, pod logs. */
class ExtensionsTest {
  private static final String ROOT = "/apis/subresources.kubevirt.io/v1/";

  @TempDir static Path directory;
  private static TestServer server;

  /** Echoes. */
  private static final class Echo implements ApiExtension {
    @Override
    public boolean serves(String path) {
      return path.startsWith(ROOT) && path.length() > ROOT.length();
    }

    @Override
    public List<DiscoveryEntry> discovery() {
      return List.of(
          new DiscoveryEntry(
              "subresources.kubevirt.io",
              "v1",
              "virtualmachines/start",
              "VirtualMachine",
              DiscoveryEntry.Scope.NAMESPACED,
              List.of("update")));
    }

    @Override
    public void handle(Call call, Reply reply) throws IOException {
      if (call.path().endsWith("refused")) {
        throw ApiFailure.of(409, "Conflict", "VM is not running");
      }
      if (call.path().endsWith("stream")) {
        try (OutputStream out = reply.stream(200, "text/plain")) {
          out.write(("hello " + call.user()).getBytes(StandardCharsets.UTF_8));
        }
        return;
      }
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      call.body().transferTo(body);
      reply.send(202, "text/plain", body.toByteArray());
    }

    @Override
    public Optional<SocketSession> upgrade(Call call) {
      return Optional.of(new EchoSession());
    }
  }

  private static final class EchoSession implements ApiExtension.SocketSession {
    private final CompletableFuture<ApiExtension.Peer> peer = new CompletableFuture<>();

    @Override
    public List<String> subprotocols() {
      return List.of("plain.kubevirt.io");
    }

    @Override
    public void opened(ApiExtension.Peer opened) {
      peer.complete(opened);
    }

    @Override
    public void binary(byte[] message) {
      try {
        peer.join().send(message);
      } catch (IOException e) {
        peer.join().close();
      }
    }

    @Override
    public void closed() {}
  }

  @BeforeAll
  static void start() throws Exception {
    PodLogSource logs =
        (pod, query, out) -> {
          if (query.container().equals("late")) {
            throw ApiFailure.badRequest("container \"late\" is waiting to start");
          }
          String name = pod.at("/metadata/name").asText();
          if (!query.container().equals("silent")) {
            out.write(
                ("log of " + name + " " + query.tailLines()).getBytes(StandardCharsets.UTF_8));
          }
        };
    server = TestServer.start(directory, s -> s.withLogs(logs).withExtensions(List.of(new Echo())));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void mountsPathsAndShowsThemInDiscovery() throws Exception {
    String path = ROOT + "namespaces/default/virtualmachines/a/start";
    var answer = server.send("PUT", path, "", "body");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("body");
    assertThat(server.get(ROOT + "stream").body()).isEqualTo("hello wherry-admin");
    assertThat(json(server.get(ROOT + "refused")).path("message").asText())
        .isEqualTo("VM is not running");
    assertThat(json(server.get(ROOT)).at("/resources/0/name").asText())
        .isEqualTo("virtualmachines/start");
    var request =
        server
            .request("/apis")
            .header(
                "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            .build();
    assertThat(server.http.send(request, BodyHandlers.ofString()).body())
        .contains("\"subresource\":\"start\"");
  }

  @Test
  void carriesBytesOverWebSocketsAsBrowsersOpenThem() throws Exception {
    String bearer =
        "base64url.bearer.authorization.k8s.io."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(server.token.getBytes(StandardCharsets.UTF_8));
    CompletableFuture<String> echoed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            echoed.complete(StandardCharsets.UTF_8.decode(data).toString());
            return CompletableFuture.completedStage(null);
          }
        };
    WebSocket socket =
        server
            .http
            .newWebSocketBuilder()
            .subprotocols("plain.kubevirt.io", bearer)
            .buildAsync(
                URI.create(server.server.url().replace("https", "wss") + ROOT + "console"),
                listener)
            .get(10, TimeUnit.SECONDS);
    assertThat(socket.getSubprotocol()).isEqualTo("plain.kubevirt.io");
    socket.sendBinary(StandardCharsets.UTF_8.encode("ping"), true).join();
    assertThat(echoed.get(10, TimeUnit.SECONDS)).isEqualTo("ping");
    socket.abort();
  }

  @Test
  void showsPodLogs() throws Exception {
    String pods = "/api/v1/namespaces/default/pods";
    String pod =
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"n\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    assertThat(server.post(pods, pod).statusCode()).isEqualTo(201);
    assertThat(server.get(pods + "/p/log?tailLines=3").body())
        .isEqualTo("log of p OptionalLong[3]");
    assertThat(server.get(pods + "/p/log?container=silent").statusCode()).isEqualTo(200);
    assertThat(server.get(pods + "/p/log?container=late").statusCode()).isEqualTo(400);
    assertThat(server.get(pods + "/p/log?sinceTime=yesterday").statusCode()).isEqualTo(400);
    assertThat(server.get(pods + "/nobody/log").statusCode()).isEqualTo(404);
  }

  @Test
  void answersQuestionsAboutTokensAndAccess() throws Exception {
    String tokens = "/apis/authentication.k8s.io/v1/tokenreviews";
    ObjectNode known = json(server.post(tokens, "{\"spec\":{\"token\":\"" + server.token + "\"}}"));
    assertThat(known.at("/status/authenticated").asBoolean()).isTrue();
    assertThat(known.at("/status/user/username").asText()).isEqualTo("wherry-admin");
    ObjectNode unknown = json(server.post(tokens, "{\"spec\":{\"token\":\"x\"}}"));
    assertThat(unknown.at("/status/authenticated").asBoolean()).isFalse();
    String self = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    String pods = "\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\"}";
    assertThat(
            json(server.post(self, "{\"spec\":{%s}}".formatted(pods)))
                .at("/status/allowed")
                .asBoolean())
        .isTrue();
    String other = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    assertThat(
            json(server.post(other, "{\"spec\":{\"user\":\"bob\",%s}}".formatted(pods)))
                .at("/status/allowed")
                .asBoolean())
        .isFalse();
  }

  @Test
  void compressesBigAnswersWhenAsked() throws Exception {
    HttpRequest request =
        server
            .request("/apis/apiextensions.k8s.io/v1/customresourcedefinitions")
            .header("Accept-Encoding", "gzip")
            .build();
    var answer = server.http.send(request, BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(answer.body()[0]).isEqualTo((byte) 0x1f);
  }
}
