package io.wherry.cli.plans;

import io.wherry.kube.FabricKubeApi;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the validation of a plan has found. */
@Command(
    name = "check",
    description = "Show what was found about a plan and each of its machines, with advice.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing blocks the plan (there may be warnings)",
      "1:an error, for example no such plan",
      "2:wrong usage",
      "3:the plan was not judged yet since it was made or edited",
      "5:the plan cannot start"
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PLAN", description = "The plan.")
  private String name = "";

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    try (FabricKubeApi api = options.open()) {
      var findings = new PlanFindings(new PlanObjects(api, options.namespace()).plan(name));
      PrintWriter out = spec.commandLine().getOut();
      findings.lines().forEach(out::println);
      out.flush();
      return switch (findings.verdict()) {
        case CAN_START -> 0;
        case NOT_JUDGED -> 3;
        case BLOCKED -> 5;
      };
    }
  }
}
