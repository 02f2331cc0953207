package io.wherry.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.wherry.problems.InvalidRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where a server answers, and what its certificate is verified with. */
record ServerAddress(String url, String authorityPem) {
  /** Out of the administrator's kubeconfig. */
  static ServerAddress of(String kubeconfig) {
    try {
      JsonNode cluster = new YAMLMapper().readTree(kubeconfig).at("/clusters/0/cluster");
      byte[] pem = Base64.getDecoder().decode(cluster.path("certificate-authority-data").asText());
      return new ServerAddress(
          cluster.path("server").asText(), new String(pem, StandardCharsets.US_ASCII));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidRequest("The kubeconfig cannot be used: " + e.getMessage(), e);
    }
  }
}
