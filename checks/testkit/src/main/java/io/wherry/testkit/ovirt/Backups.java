package io.wherry.testkit.ovirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The engine's backups and the checkpoints that they leave. A backup takes a moment to begin. */
final class Backups {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OvirtEstate estate;
  private final Map<String, One> all = new LinkedHashMap<>();
  private final Map<String, List<String>> checkpoints = new LinkedHashMap<>();
  private final Map<String, Path> states = new LinkedHashMap<>();
  private boolean guestRefuses;

  /** A backup. */
  private static final class One {
    private final String id;
    private final String vm;
    private final String from;
    private final String description;
    private final List<String> disks = new ArrayList<>();
    private String to = "";
    private String phase = "starting";

    One(String id, String vm, JsonNode wish) {
      this.id = id;
      this.vm = vm;
      this.from = wish.path("from_checkpoint_id").asText();
      this.description = wish.path("description").asText();
    }
  }

  Backups(OvirtEstate estate) {
    this.estate = estate;
  }

  synchronized ObjectNode create(String vm, Map<String, String> query, JsonNode wish) {
    if (isUnderWay(vm)) {
      throw new EngineFault(409, "Cannot backup VM. The VM is during a backup operation.");
    }
    String id = wish.path("id").asText(UUID.randomUUID().toString());
    if (all.containsKey(id)) {
      throw new EngineFault(409, "Cannot backup VM. There is a backup with this id.");
    }
    One one = new One(id, vm, wish);
    if (!one.from.isEmpty() && !of(vm).contains(one.from)) {
      throw new EngineFault(409, "Cannot backup VM. The checkpoint does not exist.");
    }
    boolean tracked = true;
    for (JsonNode disk : wish.path("disks").path("disk")) {
      String of = disk.path("id").asText();
      one.disks.add(of);
      tracked &=
          estate
              .find("disks", of)
              .orElseThrow(() -> EngineFault.missing(of))
              .path("backup")
              .asText()
              .equals("incremental");
    }
    if (!one.from.isEmpty() && !tracked) {
      throw new EngineFault(409, "Cannot backup VM. Incremental backup is not enabled for a disk.");
    }
    if (guestRefuses && "true".equals(query.get("require_consistency"))) {
      one.phase = "failed";
    } else {
      begin(one, tracked);
    }
    all.put(id, one);
    return json(one);
  }

  private void begin(One one, boolean tracked) {
    one.to = UUID.randomUUID().toString();
    for (String disk : one.disks) {
      Path image = estate.image(disk);
      Path state = image.resolveSibling(image.getFileName() + "." + one.to);
      try {
        states.put(one.to + disk, Files.copy(image, state, StandardCopyOption.REPLACE_EXISTING));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (tracked) {
      checkpoints.computeIfAbsent(one.vm, _ -> new ArrayList<>()).add(one.to);
    }
  }

  private List<String> of(String vm) {
    return checkpoints.getOrDefault(vm, List.of());
  }

  synchronized boolean isUnderWay(String vm) {
    return all.values().stream()
        .anyMatch(b -> b.vm.equals(vm) && b.phase.matches("starting|ready|finalizing"));
  }

  /** One that is asked for goes on. */
  synchronized ObjectNode get(String vm, String id) {
    One one = find(vm, id);
    switch (one.phase) {
      case "starting" -> one.phase = "ready";
      case "finalizing" -> one.phase = "succeeded";
      default -> {
        // it stays
      }
    }
    return json(one);
  }

  synchronized ObjectNode list(String vm) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode array = answer.putArray("backup");
    all.values().stream().filter(b -> b.vm.equals(vm)).forEach(b -> array.add(json(b)));
    return answer;
  }

  synchronized ObjectNode finish(String vm, String id) {
    One one = find(vm, id);
    if (!one.phase.equals("ready")) {
      throw new EngineFault(409, "Cannot stop VM backup. The backup is " + one.phase + ".");
    }
    one.phase = "finalizing";
    return JSON.createObjectNode().put("status", "complete");
  }

  private One find(String vm, String id) {
    return Optional.ofNullable(all.get(id))
        .filter(b -> b.vm.equals(vm))
        .orElseThrow(() -> EngineFault.missing("backups/" + id));
  }

  private static ObjectNode json(One one) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("id", one.id)
            .put("description", one.description)
            .put("phase", one.phase);
    if (!one.from.isEmpty()) {
      node.put("from_checkpoint_id", one.from);
    }
    if (!one.to.isEmpty()) {
      node.put("to_checkpoint_id", one.to);
    }
    return node;
  }

  synchronized ObjectNode checkpoints(String vm) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode array = answer.putArray("checkpoint");
    String parent = "";
    for (String id : of(vm)) {
      ObjectNode one = array.addObject().put("id", id);
      if (!parent.isEmpty()) {
        one.put("parent_id", parent);
      }
      parent = id;
    }
    return answer;
  }

  synchronized ObjectNode removeCheckpoint(String vm, String id) {
    if (of(vm).isEmpty() || !of(vm).getFirst().equals(id)) {
      throw new EngineFault(409, "Cannot remove checkpoint. It is not the root.");
    }
    of(vm).removeFirst();
    return JSON.createObjectNode();
  }

  /** What a transfer of a backup serves. */
  synchronized ImageServer.Image image(String backup, String disk) {
    One one =
        Optional.ofNullable(all.get(backup))
            .filter(b -> b.phase.equals("ready") && b.disks.contains(disk))
            .orElseThrow(() ->
                new EngineFault(409, "Cannot transfer Virtual Disk: the backup is not ready."));
    return new ImageServer.Image(
        Optional.ofNullable(states.get(one.to + disk)).orElseThrow(),
        Optional.ofNullable(states.get(one.from + disk)));
  }

  /** Guests do not rest from now on. */
  synchronized void refuseConsistency() {
    guestRefuses = true;
  }

  /** As after a crash of a host, which loses what was tracked. */
  synchronized void loseCheckpoints() {
    checkpoints.clear();
  }

  /** Somebody else ends all backups. */
  synchronized void endAll() {
    all.values().forEach(b -> b.phase = "succeeded");
  }

  synchronized List<String> phases() {
    return all.values().stream().map(b -> b.phase).toList();
  }
}
