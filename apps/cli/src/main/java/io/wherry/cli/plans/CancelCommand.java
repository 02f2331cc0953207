package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Resource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Cancels machines of a running plan. */
@Command(
    name = "cancel",
    description = "Cancel machines of a running plan; what was made for them is removed.")
public final class CancelCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "plan", description = "The word plan.")
  private PlanWord word = PlanWord.plan;

  @Parameters(index = "1", paramLabel = "NAME", description = "The plan.")
  private String name = "";

  @Option(
      names = "--vms",
      paramLabel = "NAMES",
      required = true,
      description = "Names or ids, separated by commas; @FILE; '*' for all; \"where …\".")
  private String vms = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      PlanObjects objects = new PlanObjects(api, options.namespace());
      Resource plan = objects.plan(name);
      List<VmProgress> chosen = choose(plan);
      Resource migration = objects.migration(plan);
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      ArrayNode list = patch.putObject("spec").putArray("cancel");
      migration.items("spec", "cancel").forEach(list::add);
      chosen.forEach(v -> list.addObject().put("id", v.id()).put("name", v.name()));
      patch.putObject("metadata").put("resourceVersion", migration.resourceVersion());
      Resource _ = api.patch(PlanObjects.key(migration), patch);
      chosen.forEach(v -> spec.commandLine().getOut().println("cancelling " + v.name()));
      return 0;
    }
  }

  /** Machines that have ended already are left as they are. */
  private List<VmProgress> choose(Resource plan) {
    return new Choice(vms, "plan " + name)
        .of(plan.items("status", "migration", "vms")).stream()
            .map(VmProgress::of)
            .filter(v -> v.state().ordinal() <= VmProgress.State.Waiting.ordinal())
            .toList();
  }
}
