import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The same client for both: HTTP/2 over TLS with the administrator's token. */
final class Client {
  private final String server;
  private final String token;
  private final SSLContext tls;
  private final HttpClient shared;

  Client(String kubeconfig) throws Exception {
    JsonNode config = new YAMLMapper().readTree(kubeconfig);
    JsonNode cluster = config.at("/clusters/0/cluster");
    server = cluster.path("server").asText();
    token = config.at("/users/0/user/token").asText();
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null);
    byte[] pem = Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText());
    int number = 0;
    for (var each :
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
      trusted.setCertificateEntry("ca" + number++, each);
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(null, factory.getTrustManagers(), null);
    shared = connection();
  }

  /** A client of its own connection. */
  HttpClient connection() {
    return HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_2).build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  byte[] get(HttpClient through, String path, String encoding) throws Exception {
    HttpRequest request = request(path).header("Accept-Encoding", encoding).build();
    HttpResponse<byte[]> answer = through.send(request, BodyHandlers.ofByteArray());
    require(answer.statusCode(), new String(answer.body(), 0, Math.min(300, answer.body().length)), path);
    return answer.body();
  }

  byte[] get(String path) throws Exception {
    return get(shared, path, "identity");
  }

  void send(HttpClient through, String method, String path, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = through.send(request, BodyHandlers.ofString());
    require(answer.statusCode(), answer.body(), path);
  }

  void send(String method, String path, String body) throws Exception {
    send(shared, method, path, body);
  }

  /** Calls back once the watch is open, and with each line of it. */
  void watch(HttpClient through, String path, Runnable opened, Consumer<String> lines) {
    through
        .sendAsync(
            request(path).build(),
            info -> {
              require(info.statusCode(), "", path);
              opened.run();
              return HttpResponse.BodySubscribers.fromLineSubscriber(new Lines(lines));
            })
        .exceptionally(
            e -> {
              return null; // who waits for it to open says so
            });
  }

  private static void require(int code, String text, String path) {
    if (code / 100 != 2) {
      throw new IllegalStateException(path + ": " + code + " " + text);
    }
  }

  private record Lines(Consumer<String> into) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      into.accept(line);
    }

    @Override
    public void onError(Throwable e) {}

    @Override
    public void onComplete() {}
  }
}
