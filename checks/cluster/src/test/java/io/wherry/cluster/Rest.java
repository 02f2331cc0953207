package io.wherry.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Plain requests to the server of a kubeconfig with a token, for what {@code KubeApi} has not. */
public final class Rest implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String kubeconfig;
  private final HttpClient http;
  private final String server;
  private final String token;

  /** Does not connect yet. */
  public Rest(String kubeconfig) {
    this.kubeconfig = kubeconfig;
    try {
      JsonNode config = new YAMLMapper().readTree(kubeconfig);
      this.server = config.at("/clusters/0/cluster/server").asText();
      this.token = config.at("/users/0/user/token").asText();
      String authority = config.at("/clusters/0/cluster/certificate-authority-data").asText();
      this.http =
          HttpClient.newBuilder()
              .sslContext(trusting(Base64.getDecoder().decode(authority)))
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SSLContext trusting(byte[] pem) throws IOException {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      var factory = CertificateFactory.getInstance("X.509");
      int number = 0;
      for (var certificate : factory.generateCertificates(new ByteArrayInputStream(pem))) {
        trust.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
      trusts.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusts.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** POST of a JSON object; the answer's code and body. */
  public HttpResponse<String> post(String path, JsonNode body) {
    return send(path, to -> to.POST(BodyPublishers.ofString(body.toString())));
  }

  /** DELETE; the answer's code and body. */
  public HttpResponse<String> delete(String path) {
    return send(path, HttpRequest.Builder::DELETE);
  }

  private HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> method) {
    HttpRequest.Builder to =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    HttpRequest request = method.apply(to).build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #post}, for an answer that must be a success. */
  public JsonNode created(String path, JsonNode body) {
    HttpResponse<String> answer = post(path, body);
    try {
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(path + ": " + answer.body());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same server for a service account, with a token that the server issues now. */
  public String kubeconfigFor(String namespace, String account) {
    ObjectNode request = JSON.createObjectNode();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token";
    String fresh = created(path, request).at("/status/token").asText();
    return kubeconfig.replaceAll("token: .*", "token: " + fresh);
  }

  @Override
  public void close() {
    http.close();
  }
}
