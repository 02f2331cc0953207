package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.FabricKubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.resources.Resource;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets, moves or removes the cutover of running warm plans. */
@Command(name = "cutover", description = "Set, move or remove the cutover of running warm plans.")
public final class CutoverCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "plan", description = "The word plan.")
  private PlanWord word = PlanWord.plan;

  @Parameters(index = "1", paramLabel = "NAMES", description = "Plans, separated by commas.")
  private String names = "";

  @Option(
      names = "--cutover",
      paramLabel = "TIME",
      description = "now (the default), +2h, or a time with its offset.",
      defaultValue = "now")
  private String cutover = "now";

  @Option(names = "--clear", description = "Remove the cutover; go on copying changes.")
  private boolean clear;

  @Mixin private ApiOptions options = new ApiOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Clock clock = Clock.systemUTC();

  @Override
  public Integer call() {
    String moment = clear ? "" : Moments.parse(cutover, clock.instant()).toString();
    try (FabricKubeApi api = options.open()) {
      PlanObjects objects = new PlanObjects(api, options.namespace());
      for (String name : Arrays.asList(names.split(","))) {
        Resource plan = objects.plan(name);
        if (!plan.at("spec", "warm").asBoolean()
            && !plan.at("spec", "type").asText().equals("warm")) {
          throw new InvalidRequest(
              "Plan " + name + " is not warm: only warm plans have a cutover.");
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode change = patch.putObject("spec");
        if (clear) {
          change.putNull("cutover");
        } else {
          change.put("cutover", moment);
        }
        Resource migration = objects.migration(plan);
        Resource _ = api.patch(PlanObjects.key(migration), patch);
        spec.commandLine()
            .getOut()
            .println(name + ": cutover " + (clear ? "removed" : "at " + moment));
      }
      return 0;
    }
  }
}
