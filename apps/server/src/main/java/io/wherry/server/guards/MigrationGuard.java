package io.wherry.server.guards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.apiserver.ApiFailure;
import io.wherry.apiserver.KindGuard;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import java.util.List;

/**
 * Migrations: who starts a plan must be allowed what it does, whoever wrote it.
 *
 * @source plans-and-migrations.md 1.12
 */
final class MigrationGuard implements KindGuard {
  static final String WEBHOOK = "migration.forklift.konveyor";

  @Override
  public KindRef kind() {
    return Kinds.MIGRATION;
  }

  @Override
  public void check(Write write) {
    if (!write.changesSpec()) {
      return;
    }
    JsonNode ref = write.after().path("spec").path("plan");
    ObjectNode plan = found(write, Kinds.PLAN, ref, write.after());
    JsonNode providers = plan.path("spec").path("provider");
    ObjectNode destination = found(write, Kinds.PROVIDER, providers.path("destination"), plan);
    ObjectNode source = found(write, Kinds.PROVIDER, providers.path("source"), plan);
    new Rights(WEBHOOK, write).requireMachines(plan, source, destination);
  }

  private static ObjectNode found(Write write, KindRef kind, JsonNode ref, JsonNode owner) {
    String name = ref.path("name").asText();
    return write
        .world()
        .get(kind, Rights.namespace(ref, owner), name)
        .orElseThrow(() ->
            ApiFailure.denied(
                WEBHOOK, kind.qualifiedPlural() + " \"" + name + "\" not found", List.of()));
  }
}
