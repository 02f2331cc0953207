package io.wherry.storage.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.wherry.problems.StaleWrite;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import io.wherry.storage.Marks;
import io.wherry.storage.MigStatus;
import io.wherry.storage.StorageSettings;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The DiskMoves by which one run moves one machine's disks live; one per attempt. Calls block. */
record LiveMove(StorageWorld world, StorageOrder.Machine machine) {
  /** Attempts after which the run gives up. */
  static final int MOST = 3;

  private static final int LONGEST_NAME = 40;
  private static final int HASH = 10;

  private ResourceKey key(int attempt) {
    String identity = world.order().migration().uid() + machine.vm().uid();
    String hash = MigStatus.digest(new TextNode(identity)).substring(0, HASH);
    String vm = machine.vm().name();
    String stem = vm.length() > LONGEST_NAME ? vm.substring(0, LONGEST_NAME) : vm;
    return StorageWorld.beside(machine, Kinds.DISK_MOVE, stem + "-" + hash + "-" + attempt);
  }

  Optional<DiskMove> find(int attempt) {
    return world.api().get(key(attempt)).map(DiskMove::new);
  }

  /** All that exist; none where machines cannot be moved in place. */
  Stream<DiskMove> all() {
    return world.outside().settings().live() == StorageSettings.Live.IN_PLACE
        ? IntStream.rangeClosed(1, MOST).boxed().flatMap(a -> find(a).stream())
        : Stream.empty();
  }

  /** Asks the instance's node to move the disks. Made already is fine. */
  void make(int attempt, Resource instance) {
    ResourceKey key = key(attempt);
    Resource move = Resource.of(Kinds.DISK_MOVE, key.namespace(), key.name());
    ObjectNode metadata = (ObjectNode) move.tree().get("metadata");
    metadata.putArray("finalizers").add(DiskMove.FINALIZER);
    metadata.putObject("labels").put(Marks.MIGRATED_BY_MIGRATION, world.order().migration().uid());
    ObjectNode spec = move.tree().putObject("spec");
    spec.putObject("machine").put("name", machine.vm().name()).put("uid", machine.vm().uid());
    spec.put("instance", instance.uid());
    spec.put("node", instance.text("status", "nodeName").orElse(""));
    ArrayNode disks = spec.putArray("disks");
    for (StorageOrder.Volume v : machine.volumes()) {
      disks
          .addObject()
          .put("volume", v.volume())
          .put("source", v.source())
          .put("target", v.target());
    }
    try {
      Resource _ = world.api().create(Kinds.DISK_MOVE, move);
    } catch (StaleWrite made) {
      if (find(attempt).isEmpty()) {
        throw made;
      }
    }
  }

  /** Asks the node to give it up; it may have decided otherwise already. */
  void abort(DiskMove move) {
    if (!move.isAbortWanted()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("spec").put("abort", true);
      Resource _ = world.api().patch(move.key(), patch);
    }
  }

  /** Removes one that is decided, after the machine names what it decided. */
  void forget(DiskMove move) {
    if (!move.resource().items("metadata", "finalizers").isEmpty()) {
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("metadata").putNull("finalizers");
      Resource _ = world.api().patch(move.key(), patch);
    }
    if (!move.resource().isBeingDeleted()) {
      world.api().delete(move.key(), move.resource().uid());
    }
  }

  /** True while the claim may be the true one of a move that this run has asked for. */
  boolean mayNeed(String target) {
    return all()
        .filter(m -> m.disks().stream().anyMatch(d -> d.target().equals(target)))
        .anyMatch(m -> !m.isDecided() || m.hasSwitched());
  }
}
