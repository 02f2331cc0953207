package io.wherry.blocks.http;

import io.wherry.problems.PeerRefused;
import java.net.URI;

/** Where a server may send us: nowhere less safe. */
final class Redirects {
  private Redirects() {}

  /** Whether credentials for the one may go to the other. */
  static boolean isSameHost(URI a, URI b) {
    return a.getScheme().equals(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  /** Where a redirect leads, if it may be followed. */
  static URI target(URI from, String location) {
    try {
      URI to = from.resolve(location);
      boolean safe =
          to.getHost() != null
              && to.getUserInfo() == null
              && ("https".equals(to.getScheme()) || from.getScheme().equals(to.getScheme()));
      if (safe) {
        return to;
      }
    } catch (IllegalArgumentException _) {
      // no URI: refused like the others
    }
    throw new PeerRefused(
        HttpAddress.shown(from)
            + " redirects to an address that is not followed: only the same scheme or https is.");
  }
}
