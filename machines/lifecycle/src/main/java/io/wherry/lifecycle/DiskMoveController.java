package io.wherry.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.wherry.control.ControllerSpec;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.RunningMachine;
import io.wherry.qemu.move.DiskExchange;
import io.wherry.resources.DiskMove;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves disks of this node's running machines to other claims. Everything is read back from the
 * book, from QEMU and from the API, so a restarted server goes on where it was.
 *
 * @source storage-migration.md section 4.4, R1 and R6; docs/adr/0181
 */
final class DiskMoveController implements Reconciler {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final int WORKERS = 4;

  private final KubeApi api;
  private final LifecycleSettings settings;
  private final Guests guests;
  private final Moves moves;
  private final GuestVolumes volumes;
  private final DiskMoveBook book;

  DiskMoveController(KubeApi api, LifecycleSettings settings, Guests guests, Moves moves) {
    this.api = api;
    this.settings = settings;
    this.guests = guests;
    this.moves = moves;
    this.volumes = new GuestVolumes(api, new GuestFiles(), settings.volumes());
    this.book = settings.diskMoves();
  }

  ControllerSpec spec() {
    Wakeup instances = new Wakeup(Kinds.VMI, Selection.ALL, this::movesOf);
    return new ControllerSpec("disk-moves", Kinds.DISK_MOVE, List.of(instances), this, WORKERS);
  }

  private List<ResourceKey> movesOf(Resource instance) {
    return api.list(Kinds.DISK_MOVE, Selection.in(instance.namespace())).stream()
        .map(DiskMove::new)
        .filter(m -> m.machine().equals(instance.name()) && !m.isDecided())
        .map(DiskMove::key)
        .toList();
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<DiskMove> found =
        api.get(key).map(DiskMove::new).filter(m -> m.node().equals(settings.nodeName()));
    if (found.isEmpty()) {
      return Next.onChange();
    }
    DiskMove move = found.get();
    if (move.isDecided()) {
      book.forget(move);
      return Next.onChange();
    }
    DiskMoveEnd end = new DiskMoveEnd(api, book, move);
    Optional<DiskMoveBook.Note> note = book.find(move);
    if (note.filter(n -> n.entry() != DiskMoveBook.Entry.BEGUN).isPresent()) {
      return end.settle(note.get(), side(move)) ? Next.onChange() : Next.after(LOOK_AGAIN);
    }
    return advance(move, note.isPresent(), end);
  }

  private Next advance(DiskMove move, boolean begun, DiskMoveEnd end) {
    Optional<String> hopeless = hopeless(move);
    Optional<DiskMoveSide> side = side(move);
    if (hopeless.isPresent() || side.isEmpty()) {
      return abandon(move, hopeless.orElse("The guest's process ended."), end);
    }
    if (!mayBegin(move, begun, side.get())) {
      return Next.after(LOOK_AGAIN);
    }
    try {
      begin(move, side.get());
    } catch (Waiting w) {
      end.report(side.get(), w.text());
      return w.kind() == Waiting.Kind.NEVER ? abandon(move, w.text(), end) : Next.after(LOOK_AGAIN);
    } catch (InvalidRequest refused) {
      return abandon(move, String.valueOf(refused.getMessage()), end);
    }
    return judge(move, side.get(), end);
  }

  private Next judge(DiskMove move, DiskMoveSide side, DiskMoveEnd end) {
    Optional<String> failure = side.failure();
    if (failure.isPresent()) {
      return abandon(move, failure.get(), end);
    }
    if (!side.areReady()) {
      end.report(side, "");
      return Next.after(LOOK_AGAIN);
    }
    Optional<String> trouble = side.hold();
    if (trouble.isPresent()) {
      return abandon(move, trouble.get(), end);
    }
    // The decision: requests of the guest wait, both sides are equal. Nobody is asked here.
    var note = decided(move, DiskMoveBook.Entry.SWITCHED, "");
    return end.settle(note, Optional.of(side)) ? Next.onChange() : Next.after(LOOK_AGAIN);
  }

  private Next abandon(DiskMove move, String why, DiskMoveEnd end) {
    var note = decided(move, DiskMoveBook.Entry.ABANDONED, why);
    return end.settle(note, side(move)) ? Next.onChange() : Next.after(LOOK_AGAIN);
  }

  private DiskMoveBook.Note decided(DiskMove move, DiskMoveBook.Entry entry, String message) {
    return book.write(move, new DiskMoveBook.Note(entry, move.instance(), message));
  }

  private Optional<Resource> instance(DiskMove move) {
    return api.get(DiskMoveEnd.instanceOf(move)).filter(i -> i.uid().equals(move.instance()));
  }

  /** Why it must not go on; empty when nothing speaks against it. */
  private Optional<String> hopeless(DiskMove move) {
    Optional<Resource> instance = instance(move);
    if (move.isAbortWanted()) {
      return Optional.of("It was called off.");
    }
    if (instance.isEmpty()
        || instance.get().isBeingDeleted()
        || InstanceStatus.hasEnded(instance.get())) {
      return Optional.of("The virtual machine was stopped.");
    }
    if (!instance.get().text("status", "nodeName").equals(Optional.of(settings.nodeName()))) {
      return Optional.of("The virtual machine has moved to another node.");
    }
    return move.disks().stream()
        .filter(d -> !DiskMoveEnd.claimOf(instance.get(), d.volume()).equals(d.source()))
        .map(d ->
            "Volume %s of the virtual machine is not in claim %s."
                .formatted(d.volume(), d.source()))
        .findFirst();
  }

  /** The machine's process here; empty when it is gone. */
  private Optional<DiskMoveSide> side(DiskMove move) {
    ResourceKey key = DiskMoveEnd.instanceOf(move);
    if (!guests.holds(key, move.instance())) {
      return Optional.empty();
    }
    Optional<RunningMachine> machine = guests.find(key).filter(m -> !m.state().hasEnded());
    Optional<Resource> instance = instance(move);
    return machine.isPresent() && instance.isPresent()
        ? Optional.of(new DiskMoveSide(move, instance.get(), machine.get()))
        : Optional.empty();
  }

  /**
   * A machine is handed over to another node, or its disks move; not both. Each side notes its
   * intention before it looks for the other's: so at least one of them stands back.
   */
  private boolean mayBegin(DiskMove move, boolean begun, DiskMoveSide side) {
    if (begun && !side.states().isEmpty()) {
      return true; // a hand-over that came later has seen our note
    }
    if (!begun && isMoving(move)) {
      return false;
    }
    var _ = decided(move, DiskMoveBook.Entry.BEGUN, "");
    if (isMoving(move)) {
      book.forget(move);
      return false;
    }
    return true;
  }

  private boolean isMoving(DiskMove move) {
    return instance(move).filter(moves::isMoving).isPresent();
  }

  private void begin(DiskMove move, DiskMoveSide side) throws Waiting {
    Resource instance = side.instance();
    List<DiskExchange.NewImage> missing = new ArrayList<>();
    for (DiskMove.Disk disk : move.disks()) {
      GuestVolumes.Backing backing = volumes.claim(instance, disk.target());
      if (side.state(disk).isEmpty()) {
        missing.add(
            new DiskExchange.NewImage(
                side.id(disk), backing.file(), backing.format(), backing.cache()));
      }
    }
    for (DiskExchange.NewImage image : missing) {
      side.exchange().begin(move.tag(), image, move.bandwidth());
    }
    if (missing.isEmpty() && move.bandwidth() > 0) {
      side.limit(move.bandwidth());
    }
  }

  /** Position of the volume's disk in the machine, by which QEMU knows it. */
  static String diskId(Resource instance, String volume) {
    List<JsonNode> disks = instance.items("spec", "domain", "devices", "disks");
    for (int i = 0; i < disks.size(); i++) {
      if (disks.get(i).path("name").asText().equals(volume)) {
        return "disk" + i;
      }
    }
    throw new InvalidRequest(instance + " has no disk for volume '" + volume + "'.");
  }
}
