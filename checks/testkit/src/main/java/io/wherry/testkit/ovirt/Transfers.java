package io.wherry.testkit.ovirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The engine's image transfers: they lock their disks, and take a moment to begin. */
final class Transfers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OvirtEstate estate;
  private final ImageServer images;
  private final Backups backups;
  private final Map<String, One> all = new LinkedHashMap<>();

  /** A transfer. */
  private static final class One {
    private final String id = UUID.randomUUID().toString();
    private final String ticket = UUID.randomUUID().toString();
    private final String disk;
    private final String backup;
    private String phase = "initializing";
    private String url = "";

    One(String disk, String backup) {
      this.disk = disk;
      this.backup = backup;
    }

    boolean isOver() {
      return phase.startsWith("finished") || phase.startsWith("cancelled");
    }
  }

  Transfers(OvirtEstate estate, Backups backups, ImageServer images) {
    this.estate = estate;
    this.backups = backups;
    this.images = images;
  }

  synchronized ObjectNode create(JsonNode wish) {
    String disk = wish.path("disk").path("id").asText();
    boolean understood =
        wish.path("direction").asText().equals("download")
            && wish.path("format").asText().equals("raw")
            && wish.path("inactivity_timeout").isTextual();
    if (!understood) {
      throw new EngineFault(400, "the double only knows downloads of raw bytes: " + wish);
    }
    ObjectNode found =
        estate.find("disks", disk).orElseThrow(() -> EngineFault.missing("disks/" + disk));
    if (!found.path("status").asText().equals("ok")) {
      throw new EngineFault(409, "Cannot transfer Virtual Disk: Disk is locked. Please try again.");
    }
    estate.change("disks", disk, d -> d.put("status", "locked"));
    One one = new One(disk, wish.path("backup").path("id").asText());
    all.put(one.id, one);
    return json(one);
  }

  /** One that is asked for begins. */
  synchronized ObjectNode get(String id) {
    One one = find(id);
    if (one.phase.equals("initializing")) {
      one.url = images.add(one.ticket, image(one));
      one.phase = "transferring";
    } else if (one.phase.equals("finalizing_success")) {
      end(one, "finished_success");
    } else if (one.phase.equals("cancelled_user")) {
      end(one, "cancelled");
    }
    return json(one);
  }

  private ImageServer.Image image(One one) {
    return one.backup.isEmpty()
        ? new ImageServer.Image(estate.image(one.disk), Optional.empty())
        : backups.image(one.backup, one.disk);
  }

  private void end(One one, String phase) {
    one.phase = phase;
    images.remove(one.ticket);
    estate.change("disks", one.disk, d -> d.put("status", "ok"));
  }

  synchronized ObjectNode act(String id, String action) {
    One one = find(id);
    if (one.isOver()) {
      throw new EngineFault(409, "Cannot act on a transfer of phase " + one.phase);
    }
    switch (action) {
      case "extend" -> {
        // it lives on
      }
      case "finalize" -> one.phase = "finalizing_success";
      case "cancel" -> one.phase = "cancelled_user";
      default -> throw EngineFault.missing("imagetransfers/" + id + "/" + action);
    }
    return JSON.createObjectNode().put("status", "complete");
  }

  private One find(String id) {
    return Optional.ofNullable(all.get(id))
        .orElseThrow(() -> EngineFault.missing("imagetransfers/" + id));
  }

  private static ObjectNode json(One one) {
    ObjectNode node = JSON.createObjectNode().put("id", one.id).put("phase", one.phase);
    node.putObject("disk").put("id", one.disk);
    if (one.phase.equals("transferring")) {
      node.put("transfer_url", one.url);
    }
    return node;
  }

  /** The engine cancels all that are under way, as after a restart. */
  synchronized void cancelAll() {
    all.values().stream().filter(t -> !t.isOver()).forEach(t -> end(t, "cancelled_system"));
  }

  /** Phases of all transfers, the oldest first. */
  synchronized List<String> phases() {
    return all.values().stream().map(t -> t.phase).toList();
  }
}
