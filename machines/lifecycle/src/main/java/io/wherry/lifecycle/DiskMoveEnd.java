package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.control.ObjectEdit;
import io.wherry.kube.KubeApi;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.resources.DiskMove;
import io.wherry.resources.DiskMove.Phase;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what was decided about a move, and tells of it. Repeatable; calls block. */
record DiskMoveEnd(KubeApi api, DiskMoveBook book, DiskMove move) {
  private static final Logger LOG = LoggerFactory.getLogger(DiskMoveEnd.class);

  static ResourceKey instanceOf(DiskMove move) {
    return new ResourceKey(Kinds.VMI, move.resource().namespace(), move.machine());
  }

  /** Claim of a volume of an instance; empty when it has none. */
  static String claimOf(Resource instance, String volume) {
    return instance.items("spec", "volumes").stream()
        .filter(v -> v.path("name").asText().equals(volume))
        .map(
            v -> v.at("/dataVolume/name").asText(v.at("/persistentVolumeClaim/claimName").asText()))
        .findFirst()
        .orElse("");
  }

  /**
   * Does it with the machine, if its process lives, then in its instance, then says so.
   *
   * @return false when QEMU is not through yet: look again
   */
  boolean settle(DiskMoveBook.Note note, Optional<DiskMoveSide> side) {
    return switch (note.entry()) {
      case SWITCHED -> commit(note, side);
      case ABANDONED -> giveUp(note, side);
      case BEGUN -> false;
    };
  }

  private boolean giveUp(DiskMoveBook.Note note, Optional<DiskMoveSide> side) {
    if (side.isPresent()) {
      DiskExchange exchange = side.get().exchange();
      if (!side.get().carryOut(() -> exchange.abandon(move.tag()))) {
        return false;
      }
      exchange.forget(move.tag());
    }
    return end(Phase.ABANDONED, note.message(), 0);
  }

  private boolean commit(DiskMoveBook.Note note, Optional<DiskMoveSide> side) {
    if (side.isPresent()) {
      DiskExchange exchange = side.get().exchange();
      if (!side.get().carryOut(() -> exchange.commit(move.tag()))) {
        return false;
      }
      List<DiskExchange.State> refused =
          side.get().states().stream().filter(s -> !s.error().isEmpty()).toList();
      if (!refused.isEmpty()) {
        return refused(note, side.get(), refused);
      }
      exchange.forget(move.tag());
    }
    renameClaims();
    return end(Phase.SWITCHED, note.message(), side.map(DiskMoveSide::heldMicros).orElse(0L));
  }

  /**
   * QEMU could not exchange what it held, so the guest goes on writing to its former images. With
   * all disks that is as if nothing had been decided; with some of them nobody may guess.
   */
  private boolean refused(
      DiskMoveBook.Note note, DiskMoveSide side, List<DiskExchange.State> refused) {
    String why = "QEMU did not exchange %s.".formatted(refused);
    if (refused.size() == move.disks().size()) {
      var instead = new DiskMoveBook.Note(DiskMoveBook.Entry.ABANDONED, note.instance(), why);
      return giveUp(book.write(move, instead), Optional.of(side));
    }
    side.machine().pause();
    report(side, why + " The guest is paused: its disks lie partly in the new claims.");
    return false;
  }

  private boolean end(Phase phase, String message, long heldMicros) {
    var _ =
        ObjectEdit.status(
            api,
            move.key(),
            status -> {
              status.put("phase", phase.wire()).put("message", message);
              if (heldMicros > 0) {
                status.put("heldMicros", heldMicros);
              }
            });
    book.forget(move);
    LOG.info("{} is {}. {}", move.resource(), phase.wire(), message);
    return true;
  }

  /** Whoever starts or hands over this instance later finds the claims that it uses. */
  private void renameClaims() {
    var _ =
        ObjectEdit.body(
            api,
            instanceOf(move),
            tree -> {
              if (tree.at("/metadata/uid").asText().equals(move.instance())) {
                tree.at("/spec/volumes").forEach(this::rename);
              }
            });
  }

  private void rename(JsonNode volume) {
    for (DiskMove.Disk disk : move.disks()) {
      if (volume.path("name").asText().equals(disk.volume())) {
        rename(volume.path("dataVolume"), "name", disk);
        rename(volume.path("persistentVolumeClaim"), "claimName", disk);
      }
    }
  }

  private static void rename(JsonNode reference, String field, DiskMove.Disk disk) {
    if (reference instanceof ObjectNode object
        && object.path(field).asText().equals(disk.source())) {
      object.put(field, disk.target());
    }
  }

  /** Shows how far it is. */
  void report(DiskMoveSide side, String waitsFor) {
    var _ =
        ObjectEdit.status(
            api,
            move.key(),
            status -> {
              status.put("phase", Phase.COPYING.wire()).put("message", waitsFor);
              ArrayNode disks = status.putArray("disks");
              for (DiskMove.Disk disk : move.disks()) {
                side.state(disk)
                    .ifPresent(s ->
                        disks
                            .addObject()
                            .put("volume", disk.volume())
                            .put("done", s.done())
                            .put("total", s.total()));
              }
            });
  }
}
