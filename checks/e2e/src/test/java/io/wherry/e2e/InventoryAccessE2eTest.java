package io.wherry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.blocks.http.HttpCalls;
import io.wherry.blocks.http.HttpOptions;
import io.wherry.blocks.tls.Trust;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles for providers, and nothing else, open the inventory. */
class InventoryAccessE2eTest {
  @TempDir private Path folder;

  @Test
  void whoMayListProvidersMayReadTheInventory() throws Exception {
    try (OtherServer server = OtherServer.start(folder.resolve("w"))) {
      KubeApi api = server.process().api();
      api.create(Kinds.SERVICE_ACCOUNT, Resource.of(Kinds.SERVICE_ACCOUNT, "default", "reader"));
      HttpOptions options = HttpOptions.STANDARD.withTrust(Trust.authority(server.authority()));
      try (HttpCalls calls = new HttpCalls(options)) {
        String path = "/api/v1/namespaces/default/serviceaccounts/reader/token";
        JsonNode made =
            new ObjectMapper()
                .readTree(
                    send(
                            calls,
                            "POST",
                            URI.create(server.url() + path),
                            server.token(),
                            "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}")
                        .body());
        String token = made.at("/status/token").asText();
        URI inventory = URI.create(server.url() + "/inventory/providers");
        assertThat(send(calls, "GET", inventory, "", "").status()).isIn(401, 403);
        assertThat(send(calls, "GET", inventory, token, "").status()).isEqualTo(403);
        allow(api);
        assertThat(send(calls, "GET", inventory, token, "").status()).isEqualTo(200);
        URI secrets = URI.create(server.url() + "/api/v1/namespaces/default/secrets");
        assertThat(send(calls, "GET", secrets, token, "").status()).isEqualTo(403);
      }
    }
  }

  private static HttpCalls.Reply send(
      HttpCalls calls, String method, URI uri, String token, String body) throws IOException {
    Map<String, String> headers =
        token.isEmpty()
            ? Map.of()
            : Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    return calls.send(
        new HttpCalls.Call(method, uri, headers), body.getBytes(StandardCharsets.UTF_8), 1 << 20);
  }

  private static void allow(KubeApi api) {
    Resource role = Resource.of(Kinds.CLUSTER_ROLE, "", "provider-reader");
    ObjectNode rule = role.tree().putArray("rules").addObject();
    rule.putArray("apiGroups").add("forklift.konveyor.io");
    rule.putArray("resources").add("providers");
    rule.putArray("verbs").add("get").add("list");
    api.create(Kinds.CLUSTER_ROLE, role);
    Resource binding = Resource.of(Kinds.CLUSTER_ROLE_BINDING, "", "provider-reader");
    binding
        .tree()
        .putObject("roleRef")
        .put("apiGroup", "rbac.authorization.k8s.io")
        .put("kind", "ClusterRole")
        .put("name", "provider-reader");
    binding
        .tree()
        .putArray("subjects")
        .addObject()
        .put("kind", "ServiceAccount")
        .put("name", "reader")
        .put("namespace", "default");
    api.create(Kinds.CLUSTER_ROLE_BINDING, binding);
  }
}
