package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.TokenVerifier;
import io.wherry.apiserver.TokenVerifier.Verified;
import io.wherry.apiserver.security.ClientCertificates;
import io.wherry.apiserver.security.User;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/**
 * Who sent a request: by client certificate, or by bearer token, also the way browsers pass it to
 * WebSockets. Without either, only health and version are answered.
 */
final class Authenticator {
  private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz", "/version");
  private static final String PROTOCOL_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private final List<TokenVerifier> tokens;
  private final ClientCertificates certificates;

  Authenticator(List<TokenVerifier> tokens, ClientCertificates certificates) {
    this.tokens = List.copyOf(tokens);
    this.certificates = certificates;
  }

  /**
   * @throws ApiFailure 401
   */
  User user(Request request) {
    Optional<User> holder = certificate(request).flatMap(certificates::userOf);
    if (holder.isPresent()) {
      return holder.get();
    }
    String token = token(request);
    if (token.isEmpty() && isOpen(Request.getPathInContext(request))) {
      return User.ANONYMOUS;
    }
    return verify(token, List.of())
        .map(Verified::user)
        .orElseThrow(() -> ApiFailure.of(401, "Unauthorized", "Unauthorized"));
  }

  /** Whose token it is, asked from each who may know. */
  Optional<Verified> verify(String token, List<String> audiences) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    for (TokenVerifier verifier : tokens) {
      Optional<Verified> verified = verifier.verify(token, audiences);
      if (verified.isPresent()) {
        return verified;
      }
    }
    return Optional.empty();
  }

  /** True for paths that are answered to everybody, whatever the roles say. */
  static boolean isOpen(String path) {
    return OPEN_PATHS.contains(path) || path.startsWith("/livez/") || path.startsWith("/readyz/");
  }

  private static Optional<X509Certificate> certificate(Request request) {
    if (request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData session) {
      X509Certificate[] chain = session.peerCertificates();
      return chain == null || chain.length == 0 ? Optional.empty() : Optional.of(chain[0]);
    }
    return Optional.empty();
  }

  private static String token(Request request) {
    String header = request.getHeaders().get("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return header.substring(7).strip();
    }
    for (String protocol : request.getHeaders().getCSV("Sec-WebSocket-Protocol", false)) {
      if (protocol.startsWith(PROTOCOL_PREFIX)) {
        return decoded(protocol.substring(PROTOCOL_PREFIX.length()));
      }
    }
    return "";
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
