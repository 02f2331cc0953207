package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cancels a live migration. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = "Cancel a live migration; the guest stays where it is, unless it has moved.")
public final class MigrationCancelCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The migration.")
  private String name = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      ResourceKey key = new ResourceKey(Kinds.VMIM, options.namespace(), name);
      Optional<Resource> migration = api.get(key);
      if (migration.isEmpty()) {
        throw new InvalidRequest(
            "There is no migration %s in namespace %s; see wherry migration list -A."
                .formatted(name, options.namespace()));
      }
      Optional<Resource> instance =
          api.get(
              new ResourceKey(Kinds.VMI, key.namespace(), migration.get().need("spec", "vmiName")));
      boolean late = instance.filter(i -> isThere(i, migration.get())).isPresent();
      if (late) {
        spec.commandLine()
            .getErr()
            .println(
                "The machine runs on node %s already: past the point of no return."
                    .formatted(instance.get().text("status", "nodeName").orElse("")));
        return 1;
      }
      api.delete(key);
      spec.commandLine().getOut().println("cancelling migration " + name);
      return 0;
    }
  }

  private static boolean isThere(Resource instance, Resource migration) {
    return instance
            .text("status", "migrationState", "migrationUid")
            .equals(Optional.of(migration.uid()))
        && instance
            .text("status", "nodeName")
            .equals(instance.text("status", "migrationState", "targetNode"));
  }
}
