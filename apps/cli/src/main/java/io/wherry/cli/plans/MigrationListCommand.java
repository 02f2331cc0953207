package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists live migrations with what is expected of them. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Live migrations: how far, how long still, how long the guest will stand still.")
public final class MigrationListCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("NAME", "VMI", "PHASE", "FROM", "TO", "MODE", "DONE", "LEFT", "PAUSE", "CONVERGES");

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      TextTable table = new TextTable(HEADINGS);
      List<String> advice = new ArrayList<>();
      for (Resource migration : api.list(Kinds.VMIM, options.selection())) {
        JsonNode state = state(api, migration);
        table.add(row(migration, state));
        String text = state.at("/transfer/advice").asText();
        if (!text.isEmpty() && !state.path("completed").asBoolean()) {
          advice.add(migration.name() + ": " + text);
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(table.text());
      advice.forEach(out::println);
      out.flush();
      return 0;
    }
  }

  /** The instance knows more while it is under way, the migration for good. */
  private static JsonNode state(FabricKubeApi api, Resource migration) {
    JsonNode own = migration.at("status", "migrationState");
    if (own.isObject()) {
      return own;
    }
    ResourceKey instance =
        new ResourceKey(
            Kinds.VMI, migration.namespace(), migration.text("spec", "vmiName").orElse("-"));
    return api.get(instance)
        .map(i -> i.at("status", "migrationState"))
        .filter(s -> s.path("migrationUid").asText().equals(migration.uid()))
        .orElse(own);
  }

  private static List<String> row(Resource migration, JsonNode state) {
    JsonNode transfer = state.path("transfer");
    boolean moved = transfer.has("pauseMs");
    return List.of(
        migration.name(),
        migration.text("spec", "vmiName").orElse(""),
        migration.text("status", "phase").orElse(""),
        state.path("sourceNode").asText(),
        state.path("targetNode").asText(),
        state.path("mode").asText(),
        moved ? "100%" : transfer.has("percent") ? transfer.path("percent").asText() + "%" : "",
        !moved && transfer.has("secondsLeft") ? transfer.path("secondsLeft").asText() + " s" : "",
        millis(transfer, moved ? "pauseMs" : "expectedPauseMs"),
        moved ? "" : transfer.path("converges").asText());
  }

  private static String millis(JsonNode transfer, String field) {
    return transfer.has(field) ? transfer.path(field).asText() + " ms" : "";
  }
}
