package io.wherry.storage.plan;

import io.wherry.control.Condition;
import io.wherry.problems.Category;
import io.wherry.resources.Quantities;
import io.wherry.resources.Resource;
import io.wherry.storage.Marks;
import io.wherry.storage.StorageSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Rules about the volumes of a plan. Pure.
 *
 * @source storage-migration.md section 2.1
 */
record VolumeRules(PlanFacts facts, List<PlanVolume> volumes, Findings findings) {
  private static final Set<String> ACCESS_WORDS =
      Set.of("", "auto", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany");

  void judge() {
    actions();
    classes();
    accessModes();
    copyMethods();
    names();
    users();
    machines();
  }

  private Stream<PlanVolume> copied() {
    return volumes.stream().filter(PlanVolume::isCopied);
  }

  private void say(Predicate<PlanVolume> affected, Condition finding) {
    findings.about(
        volumes.stream().filter(affected).map(PlanVolume::label).distinct().toList(), finding);
  }

  private void actions() {
    say(
        v -> v.action().equals("move"),
        Condition.of(
            "PvInvalidAction",
            Category.Error,
            Findings.NOT_SUPPORTED,
            "Action move of [] is not possible: it would attach the same volume again, in the same storage class. Select copy or skip."));
    say(
        v -> !v.action().equals("move") && !supports(v, v.action()),
        Condition.of(
            "PvInvalidAction",
            Category.Error,
            "NotDone",
            "The selected action of [] is not among those that the entry lists as supported."));
    findings.about(
        volumes.stream()
            .filter(v -> !supports(v, "copy"))
            .map(v -> v.label() + " (" + obstacle(v) + ")")
            .toList(),
        Condition.of(
            "PvNoSupportedAction", Category.Warn, "", "These volumes stay where they are: []."));
    if (copied().findAny().isEmpty()) {
      findings.add(
          "StorageClassConversionUnavailable",
          Category.Critical,
          "NothingSelected",
          "No volume is selected: there is none of a virtual machine in the plan's namespaces, or every action is skip.");
    }
  }

  private static boolean supports(PlanVolume volume, String action) {
    return volume
        .node()
        .at("/supported/actions")
        .valueStream()
        .anyMatch(a -> a.asText().equals(action));
  }

  private String obstacle(PlanVolume volume) {
    return facts.claim(volume).flatMap(facts.claims().uses()::obstacle).orElse("its claim is gone");
  }

  private void classes() {
    findings.about(
        copied()
            .filter(v -> !facts.classes().has(v.targetClass()))
            .map(v -> v.label() + " to '" + v.targetClass() + "'")
            .toList(),
        Condition.of(
            "PvInvalidStorageClass",
            Category.Error,
            "NotFound",
            "The target storage class does not exist: []. Select one of status.destStorageClasses."));
    say(
        v -> v.isCopied() && v.targetClass().equals(v.sourceClass()),
        Condition.of(
            "TargetClassEqualsSource",
            Category.Warn,
            "",
            "Source and target storage class of [] are the same."));
    say(
        v -> v.isCopied() && shrinks(v),
        Condition.of(
            "TargetSmallerThanDisk",
            Category.Error,
            "TooSmall",
            "The confirmed capacity of [] is smaller than the volume. Disks never shrink: confirm at least its capacity."));
  }

  private static boolean shrinks(PlanVolume volume) {
    return !volume.confirmed().isEmpty()
        && Quantities.bytes(volume.confirmed()) < Quantities.bytes(volume.capacity());
  }

  private void accessModes() {
    say(
        v -> v.isCopied() && !ACCESS_WORDS.containsAll(v.accessWords()),
        Condition.of(
            "PvInvalidAccessMode",
            Category.Error,
            "",
            "The access mode of [] is none of ReadWriteOnce, ReadOnlyMany, ReadWriteMany and auto."));
    say(
        v ->
            v.isCopied()
                && !v.accessMode().isEmpty()
                && !facts.classes().accessModes(v.targetClass()).isEmpty()
                && !facts.classes().accessModes(v.targetClass()).contains(v.accessMode()),
        Condition.of(
            "PvWarnAccessModeUnavailable",
            Category.Warn,
            "",
            "The profile of the target storage class does not offer the access mode of []."));
  }

  private void copyMethods() {
    say(
        v -> v.isCopied() && v.copyMethod().equals("snapshot"),
        Condition.of(
            "PvInvalidCopyMethod",
            Category.Error,
            Findings.NOT_SUPPORTED,
            "Copy method snapshot of [] is not possible: a snapshot belongs to the storage class that it was made in. Select filesystem or block."));
    say(
        v -> v.isCopied() && !Set.of("filesystem", "block", "snapshot").contains(v.copyMethod()),
        Condition.of(
            "PvInvalidCopyMethod",
            Category.Error,
            "NotDone",
            "The copy method of [] is neither filesystem nor block."));
  }

  private void names() {
    Map<String, Integer> targets = new HashMap<>();
    copied().forEach(v -> targets.merge(v.namespace() + "/" + v.target(), 1, Integer::sum));
    say(
        v ->
            v.isCopied()
                && (v.target().equals(v.source())
                    || targets.getOrDefault(v.namespace() + "/" + v.target(), 0) > 1
                    || isTaken(v)),
        Condition.of(
            "PvNameConflict",
            Category.Error,
            "",
            "The target name of [] is the source's, is used twice, or is the name of another claim. Write another name behind the colon of pvc.name."));
  }

  private boolean isTaken(PlanVolume volume) {
    return facts.claims().all().stream()
        .filter(c -> c.namespace().equals(volume.namespace()) && c.name().equals(volume.target()))
        .anyMatch(c ->
            c.label(Marks.MIGRATED_BY_PLAN)
                .filter(facts.plan().resource().uid()::equals)
                .isEmpty());
  }

  private void users() {
    ClaimUses uses = facts.claims().uses();
    findings.about(
        copied()
            .filter(v -> facts.claim(v).filter(c -> uses.machines(c).size() > 1).isPresent())
            .map(PlanVolume::label)
            .toList(),
        Condition.of(
            "SharedVolume",
            Category.Error,
            Findings.NOT_SUPPORTED,
            "[] are used by more than one virtual machine. Select skip for them."));
    findings.about(
        copied()
            .filter(v -> facts.claim(v).filter(c -> !uses.pods(c).isEmpty()).isPresent())
            .map(PlanVolume::label)
            .toList(),
        Condition.of(
            "VolumeInUseByPod",
            Category.Error,
            Findings.NOT_SUPPORTED,
            "Pods that belong to no virtual machine use []. Only references of virtual machines are rewritten: stop the pods or select skip."));
  }

  private void machines() {
    List<Resource> users =
        copied()
            .flatMap(v -> facts.claim(v).stream())
            .flatMap(c -> facts.claims().uses().machines(c).stream())
            .distinct()
            .toList();
    List<String> running = names(users.stream());
    boolean live = facts.plan().wantsLive() && facts.live() == StorageSettings.Live.IN_PLACE;
    List<String> stopped = live ? names(users.stream().filter(this::hasSharedDisk)) : running;
    findings.about(
        stopped,
        Condition.of(
            "OfflineFallback",
            facts.plan().wantsLive() ? Category.Warn : Category.Advisory,
            facts.plan().wantsLive() ? "LiveNotAvailable" : "Running",
            facts.plan().wantsLive()
                ? "spec.liveMigrate is true, but disks that others may write to cannot move while a machine runs, and none can where Wherry does not run the machines: [] are stopped at the cutover and started again after it."
                : "[] run: the cutover stops them and starts them again; a stage leaves them out."
                    + (facts.live() == StorageSettings.Live.IN_PLACE
                        ? " With spec.liveMigrate: true they would go on running."
                        : "")));
  }

  private List<String> names(Stream<Resource> machines) {
    return machines.filter(facts::isRunning).map(vm -> vm.namespace() + "/" + vm.name()).toList();
  }

  private boolean hasSharedDisk(Resource vm) {
    return vm.items("spec", "template", "spec", "domain", "devices", "disks").stream()
        .anyMatch(d -> d.path("shareable").asBoolean());
  }
}
