package io.wherry.ovirt.disks;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.ovirt.rest.Engine;
import io.wherry.ovirt.rest.EngineFault;
import io.wherry.ovirt.rest.Json;
import io.wherry.problems.InvalidRequest;
import io.wherry.spi.DiskRequest;

/** Finds disks and makes sure that nobody writes them. */
final class DiskLocator {
  private final Engine engine;

  DiskLocator(Engine engine) {
    this.engine = engine;
  }

  /**
   * The disk of a machine that is off, or of a backup. Blocks.
   *
   * @throws InvalidRequest there is no such disk, it is no image, the machine may write it, or the
   *     backup has ended
   */
  DiskPlace locate(DiskRequest request) {
    String label = "Disk " + request.diskId() + " of VM " + request.machineId();
    JsonNode machine = read("vms/" + request.machineId(), label);
    var _ = read("vms/" + request.machineId() + "/diskattachments/" + request.diskId(), label);
    JsonNode disk = read("disks/" + request.diskId(), label);
    String type = Json.text(disk, "storage_type");
    if (!type.equals("image")) {
      throw new InvalidRequest(
          "%s is of type '%s'; only images can be downloaded.".formatted(label, type));
    }
    String state =
        request.snapshotId().isEmpty() ? stopped(machine, label) : backedUp(request, label);
    String version =
        String.join(
            "|",
            request.machineId(),
            request.diskId(),
            request.snapshotId().isEmpty() ? Json.text(disk, "image_id") : "",
            Json.text(disk, "provisioned_size"),
            state);
    return new DiskPlace(
        request.machineId(),
        request.diskId(),
        Json.number(disk, "provisioned_size"),
        request.snapshotId(),
        version);
  }

  /** When it was stopped: other bytes may be on the disk after every run. */
  private static String stopped(JsonNode machine, String label) {
    if (!Json.text(machine, "status").equals("down")) {
      throw new InvalidRequest(
          "%s cannot be copied: the machine is '%s' and may write it. Switch it off and start again."
              .formatted(label, Json.text(machine, "status")));
    }
    return Json.text(machine, "stop_time");
  }

  private String backedUp(DiskRequest request, String label) {
    JsonNode backup = backup(request, label);
    if (!Json.text(backup, "phase").equals("ready")) {
      throw new InvalidRequest(
          "%s cannot be read: its backup is '%s'. Leave backups of running migrations alone, then start a new one."
              .formatted(label, Json.text(backup, "phase")));
    }
    return request.snapshotId();
  }

  /** The backup of a request. Blocks. */
  JsonNode backup(DiskRequest request, String label) {
    return read("vms/" + request.machineId() + "/backups/" + request.snapshotId(), label);
  }

  private JsonNode read(String path, String label) {
    try {
      return engine.get(path);
    } catch (EngineFault fault) {
      throw fault.translate(label + " cannot be found");
    }
  }

  /**
   * Blocks.
   *
   * @throws InvalidRequest the disk may have been written since it was located
   */
  void requireUnmoved(DiskRequest request, DiskPlace place) {
    DiskPlace now = locate(request);
    if (!now.version().equals(place.version())) {
      throw new InvalidRequest(
          "%s was written while it was copied. Leave the machine as it is and start again."
              .formatted(place.label()));
    }
  }
}
