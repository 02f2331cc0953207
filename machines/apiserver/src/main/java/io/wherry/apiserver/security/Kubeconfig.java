package io.wherry.apiserver.security;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig for one server and one user. It is secret. */
public final class Kubeconfig {
  /** How the user logs in. */
  public sealed interface Credential {
    /** By bearer token. */
    record Token(String token) implements Credential {}

    /** By client certificate; both as PEM. */
    record Certificate(String certificatePem, String keyPem) implements Credential {}
  }

  /**
   * What the file says besides the server.
   *
   * @param user as it is called in the file
   * @param namespace where commands without one work
   */
  public record Identity(String user, String namespace, Credential credential) {}

  private Kubeconfig() {}

  /** For the administrator. */
  public static String text(String server, String authorityPem, String token) {
    return text(
        server, authorityPem, new Identity("wherry-admin", "default", new Credential.Token(token)));
  }

  /**
   * @param server for example {@code https://127.0.0.1:6443}
   */
  public static String text(String server, String authorityPem, Identity identity) {
    return """
    apiVersion: v1
    kind: Config
    clusters:
    - name: wherry
      cluster:
        server: %s
        certificate-authority-data: %s
    users:
    - name: "%s"
      user:
        %s
    contexts:
    - name: wherry
      context:
        cluster: wherry
        user: "%s"
        namespace: %s
    current-context: wherry
    """
        .formatted(
            server,
            encoded(authorityPem),
            quoted(identity.user()),
            credential(identity.credential()),
            quoted(identity.user()),
            identity.namespace());
  }

  private static String credential(Credential credential) {
    return switch (credential) {
      case Credential.Token(String token) -> "token: " + token;
      case Credential.Certificate(String certificate, String key) ->
          "client-certificate-data: %s\n    client-key-data: %s"
              .formatted(encoded(certificate), encoded(key));
    };
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String encoded(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
