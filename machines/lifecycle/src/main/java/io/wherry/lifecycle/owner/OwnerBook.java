package io.wherry.lifecycle.owner;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wherry.kube.KubeApi;
import io.wherry.problems.InvalidRequest;
import io.wherry.problems.StaleWrite;
import io.wherry.qemu.Hardware;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads and writes {@link OwnerRecord}s. Every write is conditional on the version that was read,
 * so of two that contradict each other one fails; the API server has made it durable when it
 * answers. Only the owner gives a machine away; before there is an owner the control plane names
 * one. Calls block.
 */
public final class OwnerBook {
  private static final String MOVE = "move";
  private static final String ENDED = "ended";
  private static final String STOPPED = "stopped";

  private final KubeApi api;

  public OwnerBook(KubeApi api) {
    this.api = api;
  }

  private static ResourceKey key(String namespace, String name) {
    return new ResourceKey(Kinds.MACHINE_OWNER, namespace, name);
  }

  /** The record of the instance of that name, whichever instance it is. */
  public Optional<OwnerRecord> find(String namespace, String name) {
    return api.get(key(namespace, name)).map(OwnerRecord::new);
  }

  /** The record of just this instance. */
  public Optional<OwnerRecord> of(Resource instance) {
    return find(instance.namespace(), instance.name())
        .filter(r -> r.instance().equals(instance.uid()));
  }

  /**
   * Names the first owner of an instance. An existing record of the same instance stays as it is;
   * one of an earlier instance of that name is replaced.
   *
   * @throws StaleWrite somebody else is writing it
   */
  public OwnerRecord open(Resource instance, String node) {
    Optional<OwnerRecord> present = find(instance.namespace(), instance.name());
    if (present.filter(r -> r.instance().equals(instance.uid())).isPresent()) {
      return present.get();
    }
    if (present.isPresent()) {
      Resource old = present.get().resource();
      api.delete(key(old.namespace(), old.name()), old.uid());
    }
    Resource record = Resource.of(Kinds.MACHINE_OWNER, instance.namespace(), instance.name());
    ((ObjectNode) record.tree().get("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", Kinds.VMI.apiVersion())
        .put("kind", Kinds.VMI.kind())
        .put("name", instance.name())
        .put("uid", instance.uid());
    record
        .tree()
        .putObject("spec")
        .put("instance", instance.uid())
        .put("node", node)
        .put("generation", 1);
    return new OwnerRecord(api.create(Kinds.MACHINE_OWNER, record));
  }

  /**
   * Keeps what the guest sees, for the next node.
   *
   * @throws StaleWrite the record changed since it was read
   */
  public OwnerRecord noteHardware(OwnerRecord record, Hardware hardware) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    return write(record, spec.put("hardware", hardware.toJson()));
  }

  /**
   * Says that a target prepares to take over; the owner stays.
   *
   * @throws StaleWrite the record changed since it was read
   */
  public OwnerRecord beginMove(OwnerRecord record, OwnerRecord.Move move) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    ObjectNode entry = spec.putObject(MOVE).put("uid", move.uid()).put("target", move.target());
    move.disks().forEach(entry.putArray("disks")::add);
    spec.putNull(ENDED);
    return write(record, spec);
  }

  /**
   * Says that the owner takes the machine back although the target may already have a part of its
   * memory. A commit that is still on its way fails from now on; the target goes on waiting.
   *
   * @throws StaleWrite the record changed since it was read
   */
  public OwnerRecord withdraw(OwnerRecord record) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putObject(MOVE).put("withdrawn", true);
    return write(record, spec);
  }

  /**
   * Gives the machine to the target of its move: from here there is only forward.
   *
   * @param stopped since when the guest stands still, by this node's clock; empty when unknown
   * @throws StaleWrite the record changed since it was read; nothing was given away
   */
  public OwnerRecord commit(OwnerRecord record, Optional<Instant> stopped) {
    OwnerRecord.Move move =
        record
            .move()
            .orElseThrow(() -> new InvalidRequest(record.resource() + " is not being moved."));
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("node", move.target()).put("generation", record.generation() + 1);
    spec.putNull(MOVE);
    spec.put(STOPPED, stopped.map(Instant::toString).orElse(null));
    return write(record, spec);
  }

  /**
   * Ends a move without handing over, for good: whoever reads this later knows that what the target
   * has got may not be used any more.
   *
   * @throws StaleWrite the record changed since it was read
   */
  public OwnerRecord endMove(OwnerRecord record, OwnerRecord.Ended why) {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.putNull(MOVE);
    spec.putObject(ENDED)
        .put("uid", why.uid())
        .put("reason", why.reason())
        .put("abortStatus", why.abortStatus());
    return write(record, spec);
  }

  private OwnerRecord write(OwnerRecord record, ObjectNode spec) {
    Resource old = record.resource();
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("resourceVersion", old.resourceVersion()).put("uid", old.uid());
    patch.set("spec", spec);
    try {
      return new OwnerRecord(api.patch(key(old.namespace(), old.name()), patch));
    } catch (InvalidRequest gone) {
      throw new StaleWrite(String.valueOf(gone.getMessage()), gone);
    }
  }
}
