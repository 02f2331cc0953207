package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.InvalidRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a WebSocket needs from a kubeconfig of ours: server, token and the CA it verifies.
 *
 * @param server base URL
 */
record KubeconfigAccess(URI server, String token, SSLContext tls) {

  static KubeconfigAccess of(String kubeconfig) {
    try {
      JsonNode tree = new YAMLMapper().readTree(kubeconfig);
      JsonNode cluster = tree.path("clusters").path(0).path("cluster");
      return new KubeconfigAccess(
          URI.create(cluster.path("server").asText()),
          tree.path("users").path(0).path("user").path("token").asText(),
          trusting(
              Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText())));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new InvalidRequest("The kubeconfig cannot be used: " + e.getMessage(), e);
    }
  }

  HttpClient client() {
    return HttpClient.newBuilder().sslContext(tls).build();
  }

  private static SSLContext trusting(byte[] pem) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
