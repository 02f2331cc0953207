package io.wherry.livemove;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.ConditionList;
import io.wherry.control.ConditionList.Truth;
import io.wherry.control.ControllerSpec;
import io.wherry.control.ObjectEdit;
import io.wherry.control.Reconciler;
import io.wherry.kube.KubeApi;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of each running instance whether it can migrate, with all reasons why not at once.
 *
 * @source live-migration.md section 2.2
 */
final class MigratableController implements Reconciler {
  private static final String SHARE = "wherry.io/share";

  private final KubeApi api;
  private final Clock clock;

  private record Obstacle(String reason, String text) {}

  MigratableController(KubeApi api, Clock clock) {
    this.api = api;
    this.clock = clock;
  }

  ControllerSpec spec() {
    return new ControllerSpec("migratable", Kinds.VMI, List.of(), this, 2);
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Resource> found =
        api.get(key).filter(i -> i.text("status", "phase").equals(Optional.of("Running")));
    if (found.isEmpty()) {
      return Next.onChange();
    }
    List<Obstacle> disks = new ArrayList<>();
    List<Obstacle> others = new ArrayList<>();
    devices(found.get(), others);
    volumes(found.get(), disks);
    List<Obstacle> all = new ArrayList<>(others);
    all.addAll(disks);
    var _ =
        ObjectEdit.status(
            api,
            key,
            s -> {
              ConditionList conditions = new ConditionList(s, clock.instant());
              set(conditions, "LiveMigratable", all, all.isEmpty() ? "" : all.getFirst().reason());
              set(conditions, "StorageLiveMigratable", others, "NotMigratable");
              s.put("migrationMethod", "LiveMigration").put("migrationTransport", "Unix");
            });
    return Next.onChange();
  }

  private static void set(
      ConditionList conditions, String type, List<Obstacle> found, String reason) {
    String text = String.join(", ", found.stream().map(o -> o.reason() + ": " + o.text()).toList());
    conditions.set(
        type,
        found.isEmpty() ? Truth.TRUE : Truth.FALSE,
        found.isEmpty() ? "" : reason,
        found.isEmpty() ? "" : text);
  }

  private static void devices(Resource instance, List<Obstacle> found) {
    JsonNode devices = instance.at("spec", "domain", "devices");
    for (String field : List.of("hostDevices", "gpus")) {
      if (!devices.path(field).isEmpty()) {
        found.add(
            new Obstacle(
                "HostDeviceNotLiveMigratable", "VMI uses devices of its host (" + field + ")"));
      }
    }
  }

  private void volumes(Resource instance, List<Obstacle> found) {
    for (JsonNode volume : instance.items("spec", "volumes")) {
      String name = volume.path("name").asText();
      String claim =
          volume
              .at("/persistentVolumeClaim/claimName")
              .asText(volume.at("/dataVolume/name").asText());
      if (!claim.isEmpty() && !isShared(instance.namespace(), claim)) {
        found.add(
            new Obstacle(
                "DisksNotLiveMigratable",
                "cannot migrate VMI: PVC %s is not shared, live migration requires that all PVCs must be shared (using ReadWriteMany access mode)"
                    .formatted(claim)));
      } else if (volume.has("emptyDisk")) {
        found.add(
            new Obstacle("DisksNotLiveMigratable", "emptyDisk " + name + " lies on its node"));
      }
    }
  }

  /** Reached by several nodes, and meant to be. */
  private boolean isShared(String namespace, String name) {
    Optional<Resource> claim = api.get(new ResourceKey(Kinds.PVC, namespace, name));
    boolean many =
        claim.stream()
            .flatMap(c -> c.items("spec", "accessModes").stream())
            .anyMatch(m -> m.asText().equals("ReadWriteMany"));
    return many
        && claim
            .flatMap(c -> c.text("spec", "volumeName"))
            .flatMap(v -> api.get(new ResourceKey(Kinds.PV, "", v)))
            .flatMap(v -> v.annotation(SHARE))
            .isPresent();
  }
}
