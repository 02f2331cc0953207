package io.wherry.apiserver.security;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses requests that a web page of somebody else's site made a browser send: after DNS rebinding
 * the Host header still carries the foreign name. Addresses cannot be rebound, so they are always
 * fine.
 */
public final class HostCheck {
  private static final List<String> ALWAYS =
      List.of(
          "localhost",
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local");

  private final Set<String> names = new HashSet<>(ALWAYS);

  /**
   * @param more further names of this server
   */
  public HostCheck(List<String> more) {
    more.forEach(n -> names.add(n.toLowerCase(Locale.ROOT)));
  }

  /** Whether a Host header (with or without port) names this server. */
  public boolean allowsHost(String header) {
    String host = withoutPort(header.strip().toLowerCase(Locale.ROOT));
    return names.contains(host) || isAddress(host);
  }

  /** Whether an Origin header, empty when missing, belongs to a page of this server. */
  public boolean allowsOrigin(String header) {
    if (header.isEmpty()) {
      return true;
    }
    try {
      String authority = URI.create(header).getAuthority();
      return authority != null && allowsHost(authority);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(0, end + 1);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static boolean isAddress(String host) {
    return host.matches("\\[[0-9a-f:.]+\\]|\\d{1,3}(\\.\\d{1,3}){3}");
  }
}
