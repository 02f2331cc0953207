package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.security.TokenFile;
import io.wherry.apiserver.security.User;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Request;

/** Who sent a request: by bearer token, also the way browsers pass it to WebSockets. */
final class Authenticator {
  static final User ANONYMOUS = new User("system:anonymous", "", List.of("system:unauthenticated"));

  private static final Set<String> OPEN_PATHS = Set.of("/healthz", "/livez", "/readyz", "/version");
  private static final String PROTOCOL_PREFIX = "base64url.bearer.authorization.k8s.io.";

  private final TokenFile tokens;

  Authenticator(TokenFile tokens) {
    this.tokens = tokens;
  }

  /**
   * @throws ApiFailure 401
   */
  User user(Request request) {
    String token = token(request);
    if (token.isEmpty() && isOpen(Request.getPathInContext(request))) {
      return ANONYMOUS;
    }
    return tokens
        .userOf(token)
        .orElseThrow(() -> ApiFailure.of(401, "Unauthorized", "Unauthorized"));
  }

  /** Without roles there are two sorts of users: members of system:masters, and the others. */
  static void authorize(User user, String path) {
    boolean askingAboutSelf =
        path.startsWith("/apis/authorization.k8s.io/v1/self")
            || path.startsWith("/apis/authentication.k8s.io/v1/self")
            || Discovery.serves(path)
            || OpenApiHandler.serves(path);
    if (!user.isAdministrator() && !isOpen(path) && !askingAboutSelf) {
      throw ApiFailure.of(
          403,
          "Forbidden",
          "forbidden: User \""
              + user.name()
              + "\" cannot access path \""
              + path
              + "\": only members of system:masters have access");
    }
  }

  private static boolean isOpen(String path) {
    return OPEN_PATHS.contains(path) || path.startsWith("/livez/") || path.startsWith("/readyz/");
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
