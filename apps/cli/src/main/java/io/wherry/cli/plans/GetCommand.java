package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.cli.query.Query;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists. */
@Command(
    name = "get",
    description = {
      "List plans, providers, mappings, migrations, hosts, hooks or vms.",
      "wherry get plans -A; wherry get plan web -n demo --vms"
    },
    subcommands = {InventoryCommand.class})
public final class GetCommand implements Callable<Integer> {
  private static final Duration REFRESH = Duration.ofSeconds(2);

  @Parameters(index = "0", arity = "0..1", paramLabel = "LIST", description = "What to list.")
  private String list = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAMES",
      description = "Only these, separated by commas.",
      defaultValue = "")
  private String names = "";

  @Option(
      names = {"-o", "--output"},
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "table")
  private Output output = Output.table;

  @Option(
      names = {"-q", "--query"},
      paramLabel = "QUERY",
      description = "[select FIELD,…] [where CONDITION] [order by FIELD [desc]] [limit N]",
      defaultValue = "")
  private String query = "";

  @Option(names = "--vms", description = "The machines of the plans instead of the plans.")
  private boolean vms;

  @Option(
      names = {"-w", "--watch"},
      description = "Print again whenever something changed, until Ctrl-C.")
  private boolean watch;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() throws InterruptedException {
    if (list.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "Say what to list, for example: plans");
    }
    Listing listing = Listing.of(list);
    PrintWriter out = spec.commandLine().getOut();
    try (FabricKubeApi api = options.open()) {
      String last = text(listing, api);
      out.print(last);
      out.flush();
      CountDownLatch never = new CountDownLatch(1);
      while (watch && !never.await(REFRESH.toMillis(), TimeUnit.MILLISECONDS)) {
        String now = text(listing, api);
        if (!now.equals(last)) {
          out.print(now);
          out.flush();
          last = now;
        }
      }
    }
    return 0;
  }

  private String text(Listing listing, FabricKubeApi api) {
    List<String> wanted =
        Arrays.stream(names.split(",")).filter(n -> !n.isBlank()).map(String::strip).toList();
    Query asked = Query.parse(query);
    List<Resource> found =
        asked.apply(listing.read(api, options.selection(), wanted), Resource::tree);
    if (!asked.columns().isEmpty()) {
      List<JsonNode> trees = found.stream().<JsonNode>map(Resource::tree).toList();
      return Printer.rows(output, trees, () -> TextTable.of(asked.columns(), trees));
    }
    if (vms) {
      return Printer.text(output, found, () -> machines(found));
    }
    return Printer.text(
        output,
        found,
        () ->
            listing.table(
                found,
                clock.instant(),
                r -> options.isAllNamespaces() ? List.of(r.namespace()) : List.of()));
  }

  /** One line a machine: where it is, how fast, how long, and why it does not move. */
  static TextTable machines(List<Resource> plans) {
    TextTable table =
        new TextTable(List.of("PLAN", "NAME", "STATUS", "STEP", "PROGRESS", "RATE", "ETA", "WHY"));
    for (Resource plan : plans) {
      for (VmProgress vm : PlanStatus.of(plan).vms()) {
        table.add(
            List.of(
                plan.name(),
                vm.name(),
                vm.state().name(),
                vm.step(),
                PlanStatus.progress(vm.doneBytes(), vm.totalBytes()),
                vm.bytesPerSecond().isPresent()
                    ? Amounts.bytes(vm.bytesPerSecond().getAsLong()) + "/s"
                    : "-",
                vm.timeLeft().map(Amounts::time).orElse("-"),
                vm.reason()));
      }
    }
    return table;
  }
}
