package io.wherry.apiserver.http;

import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.access.Attributes;
import io.wherry.apiserver.access.Authorizer;
import io.wherry.apiserver.security.HostCheck;
import io.wherry.apiserver.security.User;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Who is let in: called by our name, known, and allowed by roles to do what they ask for. */
final class Doorkeeper {
  /** The attribute of a request that holds who sent it, whoever they act as. */
  static final String CALLER = "io.wherry.apiserver.caller";

  private final HostCheck hosts;
  private final Authenticator authenticator;
  private final Impersonation impersonation;
  private final Permissions permissions;
  private final Routes routes;

  Doorkeeper(HostCheck hosts, Authenticator authenticator, Authorizer authorizer, Routes routes) {
    this.hosts = hosts;
    this.authenticator = authenticator;
    this.impersonation = new Impersonation(authorizer);
    this.permissions = new Permissions(authorizer);
    this.routes = routes;
  }

  /** As whom the request acts. @throws ApiFailure 401, 403 */
  User user(Request request) {
    requireOurHost(request);
    if (routes.isPublic(Request.getPathInContext(request))) {
      return User.ANONYMOUS;
    }
    User caller = authenticator.user(request);
    request.setAttribute(CALLER, caller);
    return impersonation.effective(caller, request.getHeaders());
  }

  /**
   * @throws ApiFailure 403
   */
  void authorize(Exchange exchange) {
    String path = exchange.path();
    boolean open =
        Authenticator.isOpen(path) || routes.isPublic(path) || routes.isSelfAuthorized(path);
    if (!open) {
      permissions.require(
          exchange.user(), Attributes.ofRequest(exchange.method(), path, exchange.query()));
    }
  }

  private void requireOurHost(Request request) {
    String host = request.getHttpURI().getAuthority();
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (host == null || !hosts.allowsHost(host)) {
      throw ApiFailure.of(
          403,
          "Forbidden",
          "this server is not called \""
              + host
              + "\"; use localhost, an address, or a name it was started with");
    }
    if (origin != null && !hosts.allowsOrigin(origin)) {
      throw ApiFailure.of(403, "Forbidden", "requests of pages of other sites are refused");
    }
  }
}
