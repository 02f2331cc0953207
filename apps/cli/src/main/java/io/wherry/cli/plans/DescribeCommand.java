package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.resources.Resource;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Everything about one plan that a person wants to read. */
@Command(name = "describe", description = "Show a plan: what blocks it, its machines, their steps.")
public final class DescribeCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "plan", description = "The word plan.")
  private PlanWord word = PlanWord.plan;

  @Parameters(index = "1", paramLabel = "NAME", description = "The plan.")
  private String name = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      Resource plan = new PlanObjects(api, options.namespace()).plan(name);
      PrintWriter out = spec.commandLine().getOut();
      PlanStatus status = PlanStatus.of(plan);
      out.println("Plan " + plan.namespace() + "/" + plan.name() + ": " + status.word());
      PlanStatus.blockers(plan).forEach(b -> out.println("  blocked by " + b));
      plan.items("status", "conditions").stream()
          .filter(c -> c.path("category").asText().equals("Warn"))
          .forEach(c ->
              out.println(
                  "  warning " + c.path("type").asText() + ": " + c.path("message").asText()));
      out.println("  progress " + status.progress());
      for (JsonNode vm : plan.items("status", "migration", "vms")) {
        machine(out, vm);
      }
      out.flush();
      return 0;
    }
  }

  private static void machine(PrintWriter out, JsonNode vm) {
    VmProgress progress = VmProgress.of(vm);
    out.println("  " + progress.name() + ": " + progress.state());
    if (!progress.reason().isEmpty()) {
      out.println("    " + progress.reason());
    }
    VmProgress.elements(vm.path("pipeline"))
        .forEach(s -> {
          out.println("    " + s.path("phase").asText() + "  " + s.path("name").asText());
          VmProgress.elements(s.path("tasks"))
              .forEach(t ->
                  out.println(
                      "      "
                          + t.path("name").asText()
                          + "  "
                          + t.path("progress").path("completed").asText()
                          + " of "
                          + t.path("progress").path("total").asText()
                          + " MiB"));
        });
  }
}
