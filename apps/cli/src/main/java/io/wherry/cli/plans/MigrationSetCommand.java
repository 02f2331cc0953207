package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.livemove.MigrationControl;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Kinds;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes a live migration while it is under way. */
@Command(
    name = "set",
    mixinStandardHelpOptions = true,
    description = "Change what a live migration may do, also while it is under way.")
public final class MigrationSetCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "NAME", description = "The migration.")
  private String name = "";

  @Option(
      names = "--bandwidth",
      paramLabel = "SIZE",
      description = "Bytes per second, for example 200Mi; 0 is no limit.")
  private @Nullable String bandwidth;

  @Option(
      names = "--max-downtime",
      paramLabel = "MS",
      description = "How long the guest may stand still at the end, 1 to 2000000 ms.")
  private @Nullable Long maxDowntime;

  @Option(
      names = "--allow-pause",
      arity = "0..1",
      fallbackValue = "true",
      description = "Whether the guest may be paused when time is over.")
  private @Nullable Boolean allowPause;

  @Option(
      names = "--allow-post-copy",
      arity = "0..1",
      fallbackValue = "true",
      description = {
        "Whether it may go on in post-copy when time is over.",
        "Only for migrations that were prepared for it when they began."
      })
  private @Nullable Boolean allowPostCopy;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode annotations = patch.putObject("metadata").putObject("annotations");
    if (bandwidth != null) {
      long _ = Quantities.bytes(bandwidth);
      annotations.put(MigrationControl.BANDWIDTH, bandwidth);
    }
    put(annotations, MigrationControl.MAX_DOWNTIME, maxDowntime);
    put(annotations, MigrationControl.ALLOW_PAUSE, allowPause);
    put(annotations, MigrationControl.ALLOW_POST_COPY, allowPostCopy);
    if (annotations.isEmpty()) {
      throw new InvalidRequest("Nothing is to be changed; see wherry migration set --help.");
    }
    try (FabricKubeApi api = options.open()) {
      ResourceKey key = new ResourceKey(Kinds.VMIM, options.namespace(), name);
      Resource migration =
          api.get(key)
              .orElseThrow(() ->
                  new InvalidRequest(
                      "There is no migration %s in namespace %s; see wherry migration list -A."
                          .formatted(name, options.namespace())));
      String phase = migration.text("status", "phase").orElse("");
      if (phase.equals("Succeeded") || phase.equals("Failed")) {
        throw new InvalidRequest("The migration " + name + " is over (" + phase + ").");
      }
      Resource _ = api.patch(key, patch);
      spec.commandLine().getOut().println("migration " + name + " changed");
      return 0;
    }
  }

  private static void put(ObjectNode annotations, String name, @Nullable Object value) {
    if (value != null) {
      annotations.put(name, value.toString());
    }
  }
}
