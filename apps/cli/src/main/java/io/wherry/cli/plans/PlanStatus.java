package io.wherry.cli.plans;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.resources.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a plan does, in the console's words.
 *
 * @param word for example {@code Running} or {@code Cannot start}
 * @param vms in the order of the plan; empty before the first start
 */
record PlanStatus(String word, List<VmProgress> vms) {
  static PlanStatus of(Resource plan) {
    List<VmProgress> vms =
        plan.items("status", "migration", "vms").stream().map(VmProgress::of).toList();
    return new PlanStatus(word(plan, vms), vms);
  }

  private static String word(Resource plan, List<VmProgress> vms) {
    JsonNode conditions = plan.at("status", "conditions");
    if (plan.at("spec", "archived").asBoolean() || VmProgress.isTrue(conditions, "Archived")) {
      return "Archived";
    }
    if (VmProgress.isTrue(conditions, "Executing")) {
      return executing(vms);
    }
    if (!vms.isEmpty() && all(vms, VmProgress.State.Succeeded)) {
      return "Complete";
    }
    if (!vms.isEmpty() && all(vms, VmProgress.State.Canceled)) {
      return "Canceled";
    }
    if (has(vms, VmProgress.State.Failed) || has(vms, VmProgress.State.Canceled)) {
      return "Incomplete";
    }
    if (!blockers(plan).isEmpty()) {
      return "Cannot start";
    }
    if (VmProgress.isTrue(conditions, "Ready")) {
      return "Ready to start";
    }
    return conditions.isEmpty() ? "Unknown" : "Validating";
  }

  private static String executing(List<VmProgress> vms) {
    if (!vms.isEmpty() && all(vms, VmProgress.State.Queued)) {
      return "Pending";
    }
    boolean isBusy = has(vms, VmProgress.State.Running) || has(vms, VmProgress.State.Queued);
    return has(vms, VmProgress.State.Waiting) && !isBusy ? "Paused" : "Running";
  }

  private static boolean all(List<VmProgress> vms, VmProgress.State state) {
    return vms.stream().allMatch(v -> v.state() == state);
  }

  private static boolean has(List<VmProgress> vms, VmProgress.State state) {
    return vms.stream().anyMatch(v -> v.state() == state);
  }

  /** Messages of the conditions that keep a plan from starting. */
  static List<String> blockers(Resource plan) {
    return plan.items("status", "conditions").stream()
        .filter(c -> c.path("status").asText().equals("True"))
        .filter(c -> List.of("Critical", "Error").contains(c.path("category").asText()))
        .map(c -> c.path("type").asText() + ": " + c.path("message").asText())
        .toList();
  }

  boolean isRunning() {
    return List.of("Running", "Pending", "Paused").contains(word);
  }

  long count(VmProgress.State state) {
    return vms.stream().filter(v -> v.state() == state).count();
  }

  /** {@code done/total (S:x/F:y/C:z)}, as users of kubectl-mtv know it. */
  String counts(int planned) {
    long done = vms.stream().filter(v -> v.state().ordinal() > 2).count();
    return String.format(
        Locale.ROOT,
        "%d/%d (S:%d/F:%d/C:%d)",
        done,
        planned,
        count(VmProgress.State.Succeeded),
        count(VmProgress.State.Failed),
        count(VmProgress.State.Canceled));
  }

  /** {@code 41.2% (82 GiB of 200 GiB)}; a dash before sizes are known. */
  String progress() {
    long total = vms.stream().mapToLong(VmProgress::totalBytes).sum();
    long done = vms.stream().mapToLong(VmProgress::doneBytes).sum();
    return progress(done, total);
  }

  static String progress(long done, long total) {
    return total == 0
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.1f%% (%s of %s)",
            100.0 * done / total,
            Amounts.bytes(done),
            Amounts.bytes(total));
  }

  OptionalLong bytesPerSecond() {
    long sum = vms.stream().mapToLong(v -> v.bytesPerSecond().orElse(0)).sum();
    return sum > 0 ? OptionalLong.of(sum) : OptionalLong.empty();
  }

  /** All bytes left at the rate of now. */
  Optional<Duration> timeLeft() {
    long left = vms.stream().mapToLong(v -> v.totalBytes() - v.doneBytes()).sum();
    OptionalLong rate = bytesPerSecond();
    return rate.isPresent() && isRunning()
        ? Optional.of(Duration.ofSeconds(left / rate.getAsLong()))
        : Optional.empty();
  }
}
