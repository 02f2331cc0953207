package io.wherry.apiserver.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig for one server and one token. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * @param server for example {@code https://127.0.0.1:6443}
   */
  public static String text(String server, String authorityPem, String token) {
    String authority =
        Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.US_ASCII));
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: wherry
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: wherry-admin
      user:
        token: %s
    contexts:
    - name: wherry
      context:
        cluster: wherry
        user: wherry-admin
        namespace: default
    current-context: wherry
    """
        .formatted(server, authority, token);
  }
}
