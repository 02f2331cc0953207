package io.wherry.vmimport.hooks;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.itinerary.ActResult;
import io.wherry.itinerary.Ending;
import io.wherry.itinerary.Notes;
import io.wherry.itinerary.StepState;
import io.wherry.kube.Selection;
import io.wherry.problems.PeerUnavailable;
import io.wherry.problems.WherryException;
import io.wherry.resources.KindRef;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.vmimport.model.HookView;
import io.wherry.vmimport.order.MachineLabels;
import io.wherry.vmimport.steps.HookRunner;
import io.wherry.vmimport.steps.ImportProblem;
import io.wherry.vmimport.steps.ImportWorld;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs hooks as Jobs in the plan's namespace. The end of what a hook printed stays in the run's
 * journal when its pods are gone.
 *
 * @source plans-and-migrations.md section 6
 */
public final class JobHooks implements HookRunner {
  /** The fact that keeps the end of the output. */
  private static final String OUTPUT = "output";

  private static final String MADE = "made";
  private static final int LINES = 60;
  private static final int CHARS = 8000;
  private static final int CHARS_IN_MESSAGE = 600;
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final HookPods pods;

  public JobHooks(HookPods pods) {
    this.pods = pods;
  }

  @Override
  public StepState look(ImportWorld world, Call call, Notes notes) {
    Optional<Resource> job = world.api().get(key(world, Kinds.JOB, call));
    if (job.isEmpty()) {
      return notes.get(MADE).isEmpty()
          ? StepState.notStarted()
          : new StepState.Broken(
              ImportProblem.HookFailed.about(
                  world.order(),
                  "The Job of hook %s was removed by somebody.".formatted(call.hook()),
                  "Start a new migration."));
    }
    if (has(job.get(), "Complete")) {
      return new StepState.Done(Map.of(OUTPUT, output(world, call)));
    }
    return has(job.get(), "Failed")
        ? new StepState.Broken(failed(world, call, job.get()))
        : StepState.underway(LOOK);
  }

  @Override
  public ActResult act(ImportWorld world, Call call, Notes notes) {
    Optional<HookView> hook = hook(world, call);
    if (hook.isEmpty()) {
      return new ActResult.GaveUp(
          ImportProblem.HookUnavailable.about(
              world.order(),
              "Hook %s (%s) does not exist.".formatted(call.hook(), call.phase().wire()),
              "Create it, or remove it from the plan; then start a new migration."));
    }
    Optional<String> obstacle = obstacle(hook.get());
    if (obstacle.isPresent()) {
      return new ActResult.GaveUp(
          ImportProblem.HookUnavailable.about(
              world.order(),
              "Hook %s (%s) of VM %s cannot run: %s."
                  .formatted(
                      call.hook(),
                      call.phase().wire(),
                      world.order().machine().name(),
                      obstacle.get()),
              "Change the hook, or remove it from the plan."));
    }
    HookJob job = new HookJob(world, call, hook.get());
    if (world.api().get(key(world, Kinds.CONFIG_MAP, call)).isEmpty()) {
      var _ = world.api().create(Kinds.CONFIG_MAP, job.files());
    }
    var _ = world.api().create(Kinds.JOB, job.job(pods));
    notes.put(MADE, "yes");
    return ActResult.acted();
  }

  /** Removes everything of the hook; on failure what it printed stands in the journal. */
  @Override
  public void undo(ImportWorld world, Call call, Ending why) {
    tidy(world, call);
  }

  @Override
  public void tidy(ImportWorld world, Call call) {
    // The Job first: it would make its pods again.
    world.api().delete(key(world, Kinds.JOB, call));
    for (Resource pod : podsOf(world, call)) {
      world.api().delete(new ResourceKey(Kinds.POD, pod.namespace(), pod.name()));
    }
    world.api().delete(key(world, Kinds.CONFIG_MAP, call));
    if (!podsOf(world, call).isEmpty()) {
      throw new PeerUnavailable("A pod of hook " + call.hook() + " is still ending.");
    }
  }

  private Optional<String> obstacle(HookView hook) {
    if (hook.aap().isPresent()) {
      return Optional.of("job templates of an automation platform are not supported yet");
    }
    if (pods == HookPods.WORKER && hook.playbook().isEmpty()) {
      return Optional.of(
          "it is a container image without a playbook, and this server has no container engine");
    }
    return Optional.empty();
  }

  private static Optional<HookView> hook(ImportWorld world, Call call) {
    int slash = call.hook().indexOf('/');
    return world
        .api()
        .get(
            new ResourceKey(
                Kinds.HOOK, call.hook().substring(0, slash), call.hook().substring(slash + 1)))
        .map(HookView::new);
  }

  private static ResourceKey key(ImportWorld world, KindRef kind, Call call) {
    return new ResourceKey(
        kind, world.order().plan().namespace(), HookJob.name(world.order(), call));
  }

  private static List<Resource> podsOf(ImportWorld world, Call call) {
    Map<String, String> labels = new LinkedHashMap<>(MachineLabels.identity(world.order()));
    labels.put("step", call.phase().wire());
    return world
        .api()
        .list(Kinds.POD, Selection.labelled(world.order().plan().namespace(), labels));
  }

  private static boolean has(Resource job, String condition) {
    return job.items("status", "conditions").stream()
        .anyMatch(c ->
            c.path("type").asText().equals(condition) && c.path("status").asText().equals("True"));
  }

  // Evidence only: a log that cannot be read must not fail a hook that has succeeded.
  private static String output(ImportWorld world, Call call) {
    try {
      StringBuilder text = new StringBuilder();
      for (Resource pod : podsOf(world, call)) {
        world
            .api()
            .podLogTail(pod.namespace(), pod.name(), LINES)
            .forEach(line -> text.append(line).append('\n'));
      }
      return end(text.toString(), CHARS);
    } catch (WherryException e) {
      return "The log could not be read: " + e.getMessage();
    }
  }

  private static String end(String text, int chars) {
    return text.length() <= chars ? text : text.substring(text.length() - chars);
  }

  private static io.wherry.problems.Problem failed(ImportWorld world, Call call, Resource job) {
    String why =
        job.items("status", "conditions").stream()
            .filter(c -> c.path("type").asText().equals("Failed"))
            .map((JsonNode c) -> c.path("message").asText())
            .findFirst()
            .orElse("");
    String output = end(output(world, call), CHARS_IN_MESSAGE).strip();
    return ImportProblem.HookFailed.about(
        world.order(),
        "Hook %s (%s) of VM %s failed: %s%s"
            .formatted(
                call.hook(),
                call.phase().wire(),
                world.order().machine().name(),
                why.isEmpty() ? "its pods ended with errors." : why,
                output.isEmpty() ? "" : " It printed last: " + output),
        "Correct the playbook or image, then start a new migration.");
  }
}
