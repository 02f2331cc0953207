package io.wherry.apiserver.http;

import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.audit.AuditEvent;
import io.wherry.apiserver.audit.AuditLog;
import io.wherry.apiserver.security.User;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** Tells the audit log of answered requests. */
final class Auditor {
  /** The attribute of a request that holds as whom it acts. */
  static final String EFFECTIVE = "io.wherry.apiserver.effective";

  private final AuditLog log;
  private final Clock clock;

  Auditor(AuditLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  /** Of paths that anybody may ask for, nothing is told. */
  void tell(Request request, int code, Instant received) {
    String path = Request.getPathInContext(request);
    if (Authenticator.isOpen(path)) {
      return;
    }
    User caller = user(request, Doorkeeper.CALLER);
    User effective = user(request, EFFECTIVE);
    String agent = request.getHeaders().get(HttpHeader.USER_AGENT);
    log.tell(
        new AuditEvent(
            Attributes.ofRequest(request.getMethod(), path, query(request)),
            new AuditEvent.Client(path, Request.getRemoteAddr(request), agent == null ? "" : agent),
            caller,
            effective == null || effective.equals(caller) ? null : effective,
            new AuditEvent.Span(received, now(), code)));
  }

  private static @Nullable User user(Request request, String attribute) {
    return request.getAttribute(attribute) instanceof User user ? user : null;
  }

  private static Map<String, List<String>> query(Request request) {
    Map<String, List<String>> query = new HashMap<>();
    try {
      Request.extractQueryParameters(request).forEach(f -> query.put(f.getName(), f.getValues()));
    } catch (RuntimeException _) {
      // a query that cannot be decoded was refused already; the path tells enough
    }
    return query;
  }
}
