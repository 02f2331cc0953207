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
   * The disk of a machine that is off. Blocks.
   *
   * @throws InvalidRequest there is no such disk, it is no image, or the machine may write it
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
    if (!Json.text(machine, "status").equals("down")) {
      throw new InvalidRequest(
          "%s cannot be copied: the machine is '%s' and may write it. Switch it off and start again."
              .formatted(label, Json.text(machine, "status")));
    }
    String version =
        String.join(
            "|",
            request.machineId(),
            request.diskId(),
            Json.text(disk, "image_id"),
            Json.text(disk, "provisioned_size"),
            Json.text(machine, "stop_time"));
    return new DiskPlace(
        request.machineId(), request.diskId(), Json.number(disk, "provisioned_size"), version);
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
          "%s was written while it was copied. Leave the machine off and start again."
              .formatted(place.label()));
    }
  }
}
