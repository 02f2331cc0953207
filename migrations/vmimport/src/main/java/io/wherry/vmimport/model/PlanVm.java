package io.wherry.vmimport.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.spi.Ref;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One entry of {@code spec.vms}, with the plan's values where the entry gives none.
 *
 * @source plans-and-migrations.md section 1.6, spec.vms[]
 */
public record PlanVm(JsonNode node, PlanView plan) {

  /** One hook of a VM; step is {@code PreHook}, {@code PostHook} or whatever the user wrote. */
  public record HookUse(String step, NamespacedRef hook) {}

  /** The source VM. */
  public Ref ref() {
    return Refs.of(node);
  }

  /** Exact name wished for the target. */
  public Optional<String> targetName() {
    return text("targetName");
  }

  public TargetPower targetPower() {
    return TargetPower.ofWire(node.path("targetPowerState").asText()).orElse(plan.targetPower());
  }

  /** For example {@code /dev/sda}. */
  public Optional<String> rootDisk() {
    return text("rootDisk");
  }

  public Optional<String> instanceType() {
    return text("instanceType");
  }

  public Optional<String> pvcNameTemplate() {
    return text("pvcNameTemplate").or(plan::pvcNameTemplate);
  }

  public Optional<String> volumeNameTemplate() {
    return text("volumeNameTemplate").or(plan::volumeNameTemplate);
  }

  public Optional<String> networkNameTemplate() {
    return text("networkNameTemplate").or(plan::networkNameTemplate);
  }

  /** The Secret with LUKS passphrases; not set when there is none. */
  public NamespacedRef luks() {
    return NamespacedRef.of(node.path("luks"), plan.resource().namespace());
  }

  public boolean nbdeClevis() {
    return node.path("nbdeClevis").asBoolean();
  }

  /** The plan's true wins; the VM can only add to it. */
  public boolean deleteVmOnFailMigration() {
    return plan.deleteVmOnFailMigration() || node.path("deleteVmOnFailMigration").asBoolean();
  }

  public boolean migrateSharedDisks() {
    return node.path("migrateSharedDisks").asBoolean(plan.migrateSharedDisks());
  }

  public boolean rdmAsLun() {
    return node.path("rdmAsLun").asBoolean(plan.rdmAsLun());
  }

  public boolean scsiReservation() {
    return node.path("scsiReservation").asBoolean(plan.scsiReservation());
  }

  /** Empty: as the source. */
  public Optional<Boolean> enableNestedVirtualization() {
    JsonNode own = node.path("enableNestedVirtualization");
    return own.isBoolean() ? Optional.of(own.asBoolean()) : plan.enableNestedVirtualization();
  }

  /** All hooks in the user's order. */
  public List<HookUse> hooks() {
    return StreamSupport.stream(node.path("hooks").spliterator(), false)
        .map(h ->
            new HookUse(
                h.path("step").asText(),
                NamespacedRef.of(h.path("hook"), plan.resource().namespace())))
        .toList();
  }

  /** The hook that runs at a step: the first one given. */
  public Optional<NamespacedRef> hook(String step) {
    return hooks().stream().filter(h -> h.step().equals(step)).map(HookUse::hook).findFirst();
  }

  private Optional<String> text(String field) {
    return Optional.of(node.path(field).asText()).filter(t -> !t.isEmpty());
  }
}
