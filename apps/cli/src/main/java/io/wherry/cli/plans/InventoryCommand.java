package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.cli.query.Query;
import io.wherry.cli.query.Query.Column;
import io.wherry.kube.FabricKubeApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what a provider has. */
@Command(
    name = "inventory",
    description = {
      "List what a provider has: vm, network, storage, host, datacenter, cluster, folder, disk …",
      "wherry get inventory vm vc -q \"where neutral.memoryBytes > 8Gi and name ~= '^web'\""
    })
final class InventoryCommand implements Callable<Integer> {
  private static final double GIB = 1L << 30;

  @Parameters(index = "0", paramLabel = "COLLECTION", description = "What to list.")
  private String collection = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PROVIDER",
      description = "[namespace/]name.",
      defaultValue = "")
  private String provider = "";

  @Option(
      names = {"-p", "--provider"},
      paramLabel = "PROVIDER",
      description = "The same, as an option.",
      defaultValue = "")
  private String named = "";

  @Option(
      names = {"-q", "--query"},
      paramLabel = "QUERY",
      description = "[select FIELD,…] [where CONDITION] [order by FIELD [desc]] [limit N]",
      defaultValue = "")
  private String query = "";

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "table")
  private Output output = Output.table;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (provider.isEmpty() == named.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("Name one provider: 'wherry get providers -A' lists all.");
      return 2;
    }
    Query asked = Query.parse(query);
    try (FabricKubeApi api = options.open()) {
      Inventory inventory = Inventory.of(api, options.namespace(), provider + named);
      List<JsonNode> rows = asked.apply(inventory.rows(collection), Function.identity());
      List<Column> columns = asked.columns().isEmpty() ? columns(rows) : asked.columns();
      spec.commandLine()
          .getOut()
          .print(Printer.rows(output, rows, () -> TextTable.of(columns, rows)));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  /** Of machines what all providers say in the same words; of other things what they have. */
  private static List<Column> columns(List<JsonNode> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(Query.column("NAME", "name"));
    columns.add(Query.column("ID", "id"));
    if (rows.stream().anyMatch(r -> r.has("neutral"))) {
      columns.add(Query.column("POWER", "neutral.power"));
      columns.add(Query.column("CPU", "neutral.cpus"));
      columns.add(new Column("MEMORY", r -> bytes(r, "memoryBytes")));
      columns.add(new Column("DISKS", r -> bytes(r, "diskBytes")));
      columns.add(Query.column("GUEST-OS", "neutral.os"));
      columns.add(new Column("CONCERNS(C/W/I)", InventoryCommand::concerns));
    } else {
      for (String field : List.of("path", "type", "status", "capacity", "free")) {
        if (rows.stream().anyMatch(r -> r.path(field).isValueNode())) {
          columns.add(Query.column(field.toUpperCase(java.util.Locale.ROOT), field));
        }
      }
    }
    return columns;
  }

  private static String bytes(JsonNode row, String field) {
    long bytes = row.path("neutral").path(field).asLong();
    return bytes == 0 ? "-" : "%.1f GiB".formatted(bytes / GIB);
  }

  private static String concerns(JsonNode row) {
    long[] counts = new long[3];
    for (JsonNode concern : row.path("concerns")) {
      int at = List.of("Critical", "Warning").indexOf(concern.path("category").asText());
      counts[at < 0 ? 2 : at]++;
    }
    return counts[0] + "/" + counts[1] + "/" + counts[2];
  }
}
