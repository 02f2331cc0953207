package io.wherry.resources;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A window onto a {@code DiskMove}: disks of one running machine that its node copies to other
 * claims and exchanges at one moment. Until it is decided, and as long as the machine still names
 * what it has left, no new instance of the machine may start: only the node knows which claims are
 * the true ones.
 *
 * @source storage-migration.md section 4.4; docs/adr/0181
 */
public record DiskMove(Resource resource) {
  /** Keeps a deleted one until whoever made it has read how it was decided. */
  public static final String FINALIZER = "wherry.io/disk-move";

  private static final int TAG = 8;

  /**
   * @param volume name inside the machine
   * @param source claim that the guest uses
   * @param target claim that it shall use
   */
  public record Disk(String volume, String source, String target) {}

  /** How far it is. */
  public enum Phase {
    COPYING("Copying"),
    /** Decided: the targets are the true ones. */
    SWITCHED("Switched"),
    /** Decided: the sources are, as before. */
    ABANDONED("Abandoned");

    private final String wire;

    Phase(String wire) {
      this.wire = wire;
    }

    public String wire() {
      return wire;
    }
  }

  public ResourceKey key() {
    return new ResourceKey(Kinds.DISK_MOVE, resource.namespace(), resource.name());
  }

  /** Name of the VirtualMachine, which is its instance's as well. */
  public String machine() {
    return resource.at("spec", "machine", "name").asText();
  }

  public String machineUid() {
    return resource.at("spec", "machine", "uid").asText();
  }

  /** UID of the one instance whose process exchanges the disks. */
  public String instance() {
    return resource.at("spec", "instance").asText();
  }

  public String node() {
    return resource.at("spec", "node").asText();
  }

  public List<Disk> disks() {
    return resource.items("spec", "disks").stream()
        .map(d ->
            new Disk(
                d.path("volume").asText(), d.path("source").asText(), d.path("target").asText()))
        .toList();
  }

  /** Bytes per second and disk; 0 is unlimited. */
  public long bandwidth() {
    return resource.at("spec", "bandwidth").asLong();
  }

  public boolean isAbortWanted() {
    return resource.at("spec", "abort").asBoolean() || resource.isBeingDeleted();
  }

  /** Short and unique on a node, for names of jobs. */
  public String tag() {
    String uid = resource.uid().replaceAll("[^0-9A-Za-z]", "");
    return uid.substring(0, Math.min(TAG, uid.length()));
  }

  /** Empty before the node has seen it. */
  public Optional<Phase> phase() {
    String wire = resource.at("status", "phase").asText();
    return Arrays.stream(Phase.values()).filter(p -> p.wire().equals(wire)).findFirst();
  }

  /** True when it will not change any more. */
  public boolean isDecided() {
    return phase().filter(p -> p != Phase.COPYING).isPresent();
  }

  public boolean hasSwitched() {
    return phase().filter(Phase.SWITCHED::equals).isPresent();
  }

  /** Why it was given up; empty when it was not. */
  public String message() {
    return resource.at("status", "message").asText();
  }
}
