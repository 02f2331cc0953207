package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Archives plans that do not run. */
@Command(
    name = "archive",
    description = "Archive plans: their temporary objects go, the plans stay to be looked at.")
public final class ArchiveCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "plan", description = "The word plan.")
  private PlanWord word = PlanWord.plan;

  @Parameters(index = "1", paramLabel = "NAMES", description = "Plans, separated by commas.")
  private String names = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      PlanObjects objects = new PlanObjects(api, options.namespace());
      for (String name : names.split(",")) {
        Resource plan = objects.plan(name);
        if (PlanStatus.of(plan).isRunning()) {
          throw new InvalidRequest(
              "Plan " + name + " runs; cancel its machines first: wherry cancel plan " + name);
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("spec").put("archived", true);
        Resource _ = api.patch(PlanObjects.key(plan), patch);
        spec.commandLine().getOut().println("archived " + name);
      }
      return 0;
    }
  }
}
