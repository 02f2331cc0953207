package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import io.wherry.livemove.MigrationOptions;
import io.wherry.livemove.PolicyRanking.Candidate;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows all policies in the light of one machine. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "All policies as they match a running machine, the one that holds first.")
public final class PolicyExplainCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "VMI", description = "The running machine.")
  private String name = "";

  @Option(
      names = "--target",
      paramLabel = "NODE",
      description = "Node it would go to; policies may select by it.")
  private String target = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      Resource instance =
          api.get(new ResourceKey(Kinds.VMI, options.namespace(), name))
              .orElseThrow(() ->
                  new InvalidRequest(
                      "Machine %s does not run in namespace %s; start it first."
                          .formatted(name, options.namespace())));
      MigrationOptions found = MigrationOptions.of(api, instance, target);
      PrintWriter out = spec.commandLine().getOut();
      out.print(table(found.ranked()));
      out.println();
      out.println(found.explanation());
      found
          .values()
          .properties()
          .forEach(e -> out.println("  " + e.getKey() + ": " + e.getValue().asText()));
      out.flush();
      return 0;
    }
  }

  private static String table(List<Candidate> ranked) {
    TextTable table = new TextTable(List.of("POLICY", "SCORE", "MATCHES BY", "NOT BECAUSE"));
    for (Candidate c : ranked) {
      String score = c.matches() ? Integer.toString(c.score()) : "-";
      String keys = c.matches() ? String.join(",", c.keys()) : "";
      table.add(List.of(c.name(), score, keys, c.obstacle()));
    }
    return table.text();
  }
}
