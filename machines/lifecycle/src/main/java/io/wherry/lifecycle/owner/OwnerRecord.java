package io.wherry.lifecycle.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.qemu.Hardware;
import io.wherry.resources.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A window onto a {@code MachineOwner}: the one node that may run an instance. Whoever is not named
 * here must not let the guest run, whatever its process could do.
 *
 * @source live-migration.md section 8.6
 */
public record OwnerRecord(Resource resource) {
  /**
   * A hand-over that is under way; the owner is still the source.
   *
   * @param uid of the migration
   * @param disks names of the PersistentVolumes that are copied to the target
   */
  public record Move(String uid, String target, List<String> disks) {}

  /**
   * A hand-over that the owner has given up. It is never taken up again: whatever its target has by
   * now is thrown away.
   *
   * @param uid of the migration
   * @param reason why, for people
   * @param abortStatus as the migration's state shall show it; may be empty
   */
  public record Ended(String uid, String reason, String abortStatus) {}

  public String instance() {
    return resource.text("spec", "instance").orElse("");
  }

  /** The owner. */
  public String node() {
    return resource.text("spec", "node").orElse("");
  }

  /** Counts the hand-overs of this instance, from 1. */
  public long generation() {
    return resource.at("spec", "generation").asLong();
  }

  /** What the next node must start the machine with; empty before the first start. */
  public Optional<Hardware> hardware() {
    return resource.text("spec", "hardware").map(Hardware::parse);
  }

  public Optional<Move> move() {
    JsonNode move = resource.at("spec", "move");
    return move.isObject()
        ? Optional.of(
            new Move(
                move.path("uid").asText(),
                move.path("target").asText(),
                StreamSupport.stream(move.path("disks").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList()))
        : Optional.empty();
  }

  /** True once the owner takes a machine back whose memory is split: it is not given away now. */
  public boolean isWithdrawn() {
    return resource.at("spec", "move", "withdrawn").asBoolean();
  }

  /** The last hand-over that was given up. */
  public Optional<Ended> ended() {
    JsonNode ended = resource.at("spec", "ended");
    return ended.isObject()
        ? Optional.of(
            new Ended(
                ended.path("uid").asText(),
                ended.path("reason").asText(),
                ended.path("abortStatus").asText()))
        : Optional.empty();
  }

  /** Since when the guest stood still for the last hand-over, by the old owner's clock. */
  public Optional<Instant> stopped() {
    return resource.text("spec", "stopped").map(Instant::parse);
  }

  /** True when this node may run this instance. */
  public boolean permits(String instanceUid, String nodeName) {
    return instance().equals(instanceUid) && node().equals(nodeName);
  }
}
