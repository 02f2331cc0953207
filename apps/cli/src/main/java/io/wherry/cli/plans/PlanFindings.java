package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the validation of a plan has found, machine by machine. Pure. */
final class PlanFindings {
  /** What follows from the findings. */
  enum Verdict {
    /** Nothing blocks; there may be warnings. */
    CAN_START,
    BLOCKED,
    /** Nobody has judged the plan since it was made or edited. */
    NOT_JUDGED
  }

  private static final Set<String> BLOCKING = Set.of("Critical", "Error");

  /** Where a run stands is no finding. */
  private static final Set<String> STATES =
      Set.of("Executing", "Succeeded", "Failed", "Canceled", "Archived");

  private final Resource plan;
  private final List<JsonNode> found;

  PlanFindings(Resource plan) {
    this.plan = plan;
    this.found =
        plan.items("status", "conditions").stream()
            .filter(c -> c.path("status").asText().equals("True"))
            .filter(c -> !c.path("category").asText().equals("Required"))
            .filter(c -> !STATES.contains(c.path("type").asText()))
            .sorted(Comparator.comparing(c -> isBlocking(c) ? 0 : 1))
            .toList();
  }

  Verdict verdict() {
    boolean judged =
        plan.at("status", "observedGeneration").asLong() >= plan.generation()
            && !plan.items("status", "conditions").isEmpty();
    if (!judged) {
      return Verdict.NOT_JUDGED;
    }
    if (found.stream().anyMatch(PlanFindings::isBlocking)) {
      return Verdict.BLOCKED;
    }
    boolean ready = VmProgress.isTrue(plan.at("status", "conditions"), "Ready");
    return ready ? Verdict.CAN_START : Verdict.NOT_JUDGED;
  }

  /** A finding whose items name machines is shown with each of them, the rest with the plan. */
  List<String> lines() {
    List<Vm> vms = plan.items("spec", "vms").stream().map(this::vm).toList();
    List<String> lines = new ArrayList<>();
    lines.add("Plan " + plan.namespace() + "/" + plan.name());
    for (JsonNode c : found) {
      List<String> items = items(c).filter(i -> vms.stream().noneMatch(v -> v.isIn(i))).toList();
      if (!items.isEmpty() || items(c).findAny().isEmpty()) {
        show(c, items, lines);
      }
    }
    for (Vm vm : vms) {
      int before = lines.size();
      lines.add("VM " + vm.title());
      for (JsonNode c : found) {
        List<String> items = items(c).filter(vm::isIn).toList();
        if (!items.isEmpty()) {
          show(c, items, lines);
        }
      }
      if (lines.size() == before + 1) {
        lines.set(before, "VM " + vm.title() + ": nothing found");
      }
    }
    lines.add(
        switch (verdict()) {
          case CAN_START -> "Nothing blocks the plan.";
          case BLOCKED -> "The plan cannot start.";
          case NOT_JUDGED ->
              "The plan has not been judged yet since it was made or edited; ask again soon. If this stays, the source's inventory may not be there: 'wherry get providers'.";
        });
    return lines;
  }

  private static void show(JsonNode c, List<String> items, List<String> lines) {
    lines.add(
        "  %s%s (%s): %s"
            .formatted(
                isBlocking(c) ? "BLOCKED  " : "note     ",
                c.path("type").asText(),
                c.path("category").asText(),
                c.path("message").asText()));
    items.forEach(i -> lines.add("           - " + i));
    String advice = c.path("suggestion").asText();
    if (!advice.isEmpty()) {
      lines.add("           " + advice);
    }
  }

  private static boolean isBlocking(JsonNode condition) {
    return BLOCKING.contains(condition.path("category").asText());
  }

  private static java.util.stream.Stream<String> items(JsonNode condition) {
    return VmProgress.elements(condition.path("items")).map(JsonNode::asText);
  }

  // The plan may give only an id, the findings the name; the status of a run knows both.
  private Vm vm(JsonNode entry) {
    String id = entry.path("id").asText();
    String name = entry.path("name").asText();
    for (JsonNode known : plan.items("status", "migration", "vms")) {
      if (!id.isEmpty() && known.path("id").asText().equals(id)
          || id.isEmpty() && known.path("name").asText().equals(name)) {
        return new Vm(
            known.path("id").asText(),
            known.path("name").asText(),
            entry.path("targetName").asText(known.path("newName").asText()));
      }
    }
    return new Vm(id, name, entry.path("targetName").asText());
  }

  private record Vm(String id, String name, String targetName) {
    String title() {
      return name.isEmpty() ? id : id.isEmpty() ? name : name + " (" + id + ")";
    }

    boolean isIn(String item) {
      return isIn(item, id) || isIn(item, name) || isIn(item, targetName);
    }

    // As a whole word: web-1 is not in "web-10", nor in "web-1-b".
    private static boolean isIn(String item, String word) {
      return !word.isEmpty()
          && Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w-])")
              .matcher(item)
              .find();
    }
  }
}
