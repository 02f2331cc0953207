package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Deletes what {@code create} makes. Machines that were migrated stay. */
@Command(
    name = "delete",
    description = {
      "Delete plans, providers, mappings, migrations, hosts or hooks.",
      "A plan's temporary objects go with it on both sides; migrated machines stay."
    })
public final class DeleteCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "LIST", description = "Of what kind.")
  private String list = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAMES",
      description = "Which ones, separated by commas.",
      defaultValue = "")
  private String names = "";

  @Option(names = "--all", description = "All of the namespace.")
  private boolean all;

  @Option(names = "--dry-run", description = "Say what would be deleted, and change nothing.")
  private boolean dryRun;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Listing listing = Listing.of(list);
    List<String> wanted = Arrays.stream(names.split(",")).filter(n -> !n.isBlank()).toList();
    if (wanted.isEmpty() != all || listing == Listing.VMS || options.isAllNamespaces()) {
      spec.commandLine()
          .getErr()
          .println("Give names or --all, of one namespace; machines are deleted by kubectl.");
      return 2;
    }
    try (FabricKubeApi api = options.open()) {
      List<Resource> found = listing.read(api, options.selection(), wanted);
      found.forEach(DeleteCommand::mayGo);
      for (Resource one : found) {
        if (!dryRun) {
          api.delete(PlanObjects.key(one), one.uid());
        }
        spec.commandLine().getOut().println((dryRun ? "would delete " : "deleted ") + one);
      }
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  private static void mayGo(Resource object) {
    if (object.kind().equals(Kinds.PLAN.kind()) && PlanStatus.of(object).isRunning()) {
      throw new InvalidRequest(
          "Plan %s runs, so nothing was deleted; cancel its machines first: wherry cancel plan %s -n %s --vms '*'"
              .formatted(object.name(), object.name(), object.namespace()));
    }
  }
}
