package io.wherry.apiserver.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.security.AccountTokens;
import java.io.IOException;

/**
 * How others verify tokens of ServiceAccounts: the issuer's description and its public keys.
 *
 * @source Kubernetes documentation, "ServiceAccount token issuer discovery"
 */
final class IssuerDiscovery {
  private static final String DESCRIPTION = "/.well-known/openid-configuration";
  private static final String KEYS = "/openid/v1/jwks";

  private final AccountTokens tokens;

  IssuerDiscovery(AccountTokens tokens) {
    this.tokens = tokens;
  }

  static boolean serves(String path) {
    return path.equals(DESCRIPTION) || path.equals(KEYS);
  }

  void handle(Exchange exchange) throws IOException {
    if (!exchange.method().equals("GET")) {
      throw ApiFailure.methodNotAllowed();
    }
    if (exchange.path().equals(KEYS)) {
      Replies.json(exchange, 200, "application/jwk-set+json", tokens.publicKeySet());
      return;
    }
    ObjectNode description = JsonNodeFactory.instance.objectNode();
    description.put("issuer", AccountTokens.ISSUER);
    description.put("jwks_uri", "https://" + exchange.request().getHttpURI().getAuthority() + KEYS);
    description.putArray("response_types_supported").add("id_token");
    description.putArray("subject_types_supported").add("public");
    description.putArray("id_token_signing_alg_values_supported").add("ES256");
    Replies.json(exchange, 200, description);
  }
}
