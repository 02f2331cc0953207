package io.wherry.ovirt.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.EngineFault;
import io.wherry.ovirt.rest.Json;
import io.wherry.problems.PeerUnavailable;
import io.wherry.spi.Snapshots;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of machines by the engine's backups: nothing is left in the machine's chain of images. A
 * backup's id follows from its mark, so that it is found again; a mark that was used before gets
 * another one. The end of a backup is a checkpoint from which a later one can begin.
 *
 * @source inventory-and-providers.md section 3.5, incremental backup
 */
public final class VmBackups implements Snapshots {
  private static final Logger LOG = LoggerFactory.getLogger(VmBackups.class);

  /** What all our marks begin with, see the marks of runs. */
  private static final String OURS = "wherry-";

  private static final int MOST_ATTEMPTS = 8;

  private final Engine engine;

  public VmBackups(Engine engine) {
    this.engine = engine;
  }

  private static String id(String mark, int attempt) {
    return UUID.nameUUIDFromBytes((mark + "#" + attempt).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static String path(String machineId) {
    return "vms/" + machineId + "/backups";
  }

  /** The last backup with a mark, and how many there have been. */
  private record Found(Optional<JsonNode> last, int attempts) {}

  private Found look(String machineId, String mark) {
    Optional<JsonNode> last = Optional.empty();
    int attempt = 0;
    while (attempt < MOST_ATTEMPTS) {
      Optional<JsonNode> one = backup(machineId, id(mark, attempt));
      if (one.isEmpty()) {
        break;
      }
      last = one;
      attempt++;
    }
    return new Found(last, attempt);
  }

  private Optional<JsonNode> backup(String machineId, String id) {
    try {
      return Optional.of(engine.get(path(machineId) + "/" + id));
    } catch (EngineFault fault) {
      if (fault.isMissing()) {
        return Optional.empty();
      }
      throw fault.translate("A backup of VM " + machineId + " cannot be read");
    }
  }

  @Override
  public Sight find(String machineId, String mark) {
    return look(machineId, mark).last().map(VmBackups::sight).orElseGet(Sight.None::new);
  }

  private static Sight sight(JsonNode backup) {
    return switch (Json.text(backup, "phase")) {
      case "ready" -> new Sight.Ready(Json.text(backup, "id"));
      case "finalizing" -> new Sight.Removing();
      case "succeeded" -> new Sight.None();
      case "failed" ->
          new Sight.Failed("The engine says that the backup has failed; its events say why.");
      default -> new Sight.Making();
    };
  }

  @Override
  public void create(String machineId, String mark, Consistency consistency) {
    create(machineId, mark, consistency, Map.of());
  }

  @Override
  public void create(
      String machineId, String mark, Consistency consistency, Map<String, String> since) {
    List<JsonNode> disks = images(machineId);
    ObjectNode wish =
        Json.object()
            .put("id", id(mark, look(machineId, mark).attempts()))
            .put("description", mark);
    ArrayNode list = wish.putObject("disks").putArray("disk");
    disks.forEach(d -> list.addObject().put("id", Json.text(d, "id")));
    String query = consistency == Consistency.QUIESCED ? "?require_consistency=true" : "";
    Optional<String> from = checkpoint(machineId, disks, since);
    from.ifPresent(id -> wish.put("from_checkpoint_id", id));
    try {
      var _ = engine.post(path(machineId) + query, wish);
    } catch (EngineFault fault) {
      if (from.isEmpty() || fault.isBusy() || fault.status() >= 500) {
        throw fault.translate("A backup of VM " + machineId + " cannot be begun");
      }
      LOG.warn("VM {}: everything will be compared: {}", machineId, fault.getMessage());
      create(machineId, mark, consistency, Map.of());
    }
  }

  private List<JsonNode> images(String machineId) {
    String what = "The disks of VM " + machineId + " cannot be read";
    return Json.list(engine.ask("vms/" + machineId + "/diskattachments", what), "disk_attachment")
        .stream()
        .map(a -> engine.ask("disks/" + Json.text(a, "disk", "id"), what))
        .filter(d -> Json.text(d, "storage_type").equals("image"))
        .toList();
  }

  static boolean isTracked(JsonNode disk) {
    return Json.text(disk, "backup").equals("incremental");
  }

  /** Where all disks begin; empty when they do not agree, or the engine has no such checkpoint. */
  private Optional<String> checkpoint(
      String machineId, List<JsonNode> disks, Map<String, String> since) {
    Set<String> wanted = new HashSet<>();
    disks.forEach(d -> wanted.add(since.getOrDefault(Json.text(d, "id"), "")));
    if (wanted.size() != 1
        || wanted.contains("")
        || !disks.stream().allMatch(VmBackups::isTracked)) {
      return Optional.empty();
    }
    return wanted.stream().filter(ids(machineId)::contains).findFirst();
  }

  private Set<String> ids(String machineId) {
    Set<String> ids = new HashSet<>();
    checkpoints(machineId).forEach(c -> ids.add(Json.text(c, "id")));
    return ids;
  }

  private List<JsonNode> checkpoints(String machineId) {
    JsonNode answer =
        engine.ask(
            "vms/" + machineId + "/checkpoints",
            "The checkpoints of VM " + machineId + " cannot be read");
    return Json.list(answer, "checkpoint");
  }

  /** {@inheritDoc} A backup that runs keeps the engine from stopping its machine. */
  @Override
  public boolean endWithTheirCopy() {
    return true;
  }

  @Override
  public void remove(String machineId, String mark) {
    Optional<JsonNode> last = look(machineId, mark).last();
    switch (last.map(VmBackups::sight).orElseGet(Sight.None::new)) {
      case Sight.Making() ->
          throw new PeerUnavailable("The backup of VM " + machineId + " is still being made.");
      case Sight.Ready(String id) -> finish(machineId, id);
      case Sight.None(), Sight.Removing(), Sight.Failed(_) -> {
        // there is nothing to end
      }
    }
  }

  private void finish(String machineId, String id) {
    try {
      var _ = engine.post(path(machineId) + "/" + id + "/finalize", Json.object());
    } catch (EngineFault fault) {
      if (!fault.isMissing()) {
        throw fault.translate("The backup of VM " + machineId + " cannot be ended");
      }
    }
  }

  @Override
  public Map<String, String> checkpoints(String machineId, String snapshotId) {
    Map<String, String> positions = new LinkedHashMap<>();
    String end =
        backup(machineId, snapshotId).map(b -> Json.text(b, "to_checkpoint_id")).orElse("");
    if (!end.isEmpty()) {
      images(machineId).stream()
          .filter(VmBackups::isTracked)
          .forEach(d -> positions.put(Json.text(d, "id"), end));
    }
    return positions;
  }

  @Override
  public List<String> marks(String machineId) {
    return ours(machineId).stream()
        .filter(b -> !(sight(b) instanceof Sight.None) && !(sight(b) instanceof Sight.Failed))
        .map(b -> Json.text(b, "description"))
        .toList();
  }

  private List<JsonNode> ours(String machineId) {
    JsonNode all =
        engine.ask(path(machineId), "The backups of VM " + machineId + " cannot be listed");
    return Json.list(all, "backup").stream()
        .filter(b -> Json.text(b, "description").startsWith(OURS))
        .toList();
  }

  /**
   * Removes checkpoints that our backups have left, from the oldest on, as far as the engine lets
   * us: it removes none below another one's. What stays does no harm.
   */
  public void forget(String machineId, String mark) {
    Set<String> left = new HashSet<>();
    ours(machineId).stream()
        .filter(b -> Json.text(b, "description").startsWith(mark))
        .forEach(b -> left.add(Json.text(b, "to_checkpoint_id")));
    List<JsonNode> all = checkpoints(machineId);
    String parent = "";
    for (int i = 0; i < all.size(); i++) {
      String above = parent;
      Optional<String> next =
          all.stream()
              .filter(c -> Json.text(c, "parent_id").equals(above))
              .map(c -> Json.text(c, "id"))
              .findFirst();
      if (next.isEmpty() || !left.contains(next.get())) {
        return;
      }
      try {
        var _ = engine.delete("vms/" + machineId + "/checkpoints/" + next.get());
      } catch (EngineFault fault) {
        LOG.warn("VM {} keeps a checkpoint of ours: {}", machineId, fault.getMessage());
        return;
      }
      parent = next.get();
    }
  }
}
