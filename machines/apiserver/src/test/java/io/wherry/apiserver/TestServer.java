package io.wherry.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A running server and a plain HTTP client for it. */
final class TestServer implements AutoCloseable {
  static final ObjectMapper JSON = new ObjectMapper();

  final EmbeddedApiServer server;
  final HttpClient http;
  final String token;

  private TestServer(EmbeddedApiServer server) throws Exception {
    this.server = server;
    JsonNode config = new YAMLMapper().readTree(server.kubeconfig());
    this.token = config.at("/users/0/user/token").asText();
    byte[] pem =
        Base64.getDecoder()
            .decode(config.at("/clusters/0/cluster/certificate-authority-data").asText());
    this.http = HttpClient.newBuilder().sslContext(trusting(pem)).build();
  }

  static TestServer start(Path directory) throws Exception {
    return start(directory, UnaryOperator.identity());
  }

  static TestServer start(Path directory, UnaryOperator<ApiServerSettings> with) throws Exception {
    var settings = ApiServerSettings.local(directory, 0, Clock.systemUTC());
    var server = new EmbeddedApiServer(with.apply(settings));
    server.start();
    return new TestServer(server);
  }

  private static SSLContext trusting(byte[] pem) throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusts.getTrustManagers(), null);
    return context;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofInputStream());
  }

  HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
    HttpRequest request =
        request(path)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  /** JSON on behalf of another token; an empty one sends none. */
  HttpResponse<String> as(String other, String method, String path, String body) throws Exception {
    HttpRequest.Builder request =
        request(path)
            .setHeader("Content-Type", "application/json")
            .setHeader("Authorization", other.isEmpty() ? "" : "Bearer " + other)
            .method(method, BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** A fresh token of a ServiceAccount, which is made if it is missing. */
  String accountToken(String namespace, String name) throws Exception {
    String accounts = "/api/v1/namespaces/" + namespace + "/serviceaccounts";
    post(accounts, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    return json(post(accounts + "/" + name + "/token", "{}")).at("/status/token").asText();
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, "application/json", body);
  }

  HttpResponse<String> delete(String path) throws Exception {
    return send("DELETE", path, "application/json", "");
  }

  HttpResponse<String> merge(String path, String body) throws Exception {
    return send("PATCH", path, "application/merge-patch+json", body);
  }

  static ObjectNode json(HttpResponse<String> response) throws Exception {
    return (ObjectNode) JSON.readTree(response.body());
  }

  static String configMap(String name, String value) {
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + value + "\"}}";
  }

  @Override
  public void close() {
    http.shutdownNow(); // a failed test leaves requests open
    server.close();
  }
}
