package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindGuard;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;
import java.util.Set;

/**
 * Providers: vSphere means a vCenter unless it says otherwise. The finalizers that upstream adds
 * for its appliance servers are left out: nothing here would take them off.
 *
 * @source plans-and-migrations.md 1.2, 1.12
 */
final class ProviderGuard implements KindGuard {
  static final String WEBHOOK = "provider.forklift.konveyor";

  private static final String ENDPOINT = "sdkEndpoint";
  private static final Set<String> ENDPOINTS = Set.of("vcenter", "esxi");

  @Override
  public KindRef kind() {
    return Kinds.PROVIDER;
  }

  @Override
  public void complete(Write write) {
    if (isVsphere(write.after())
        && write.after().get("spec") instanceof ObjectNode spec
        && (!spec.hasNonNull("settings") || spec.get("settings").isObject())
        && !spec.path("settings").has(ENDPOINT)) {
      ObjectNode settings =
          spec.get("settings") instanceof ObjectNode present ? present : spec.putObject("settings");
      settings.put(ENDPOINT, "vcenter");
    }
  }

  @Override
  public void check(Write write) {
    JsonNode endpoint = write.after().path("spec").path("settings").path(ENDPOINT);
    if (write.changesSpec() && isVsphere(write.after()) && !ENDPOINTS.contains(endpoint.asText())) {
      throw ApiFailure.denied(
          WEBHOOK, "vSphere provider is set with an invalid SDK endpoint type", List.of());
    }
  }

  private static boolean isVsphere(ObjectNode provider) {
    return Rights.type(provider).equals("vsphere");
  }
}
