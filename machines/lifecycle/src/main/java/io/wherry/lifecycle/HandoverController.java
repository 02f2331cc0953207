package io.wherry.lifecycle;

import io.wherry.control.ControllerSpec;
import io.wherry.control.EventRecorder;
import io.wherry.control.Reconciler;
import io.wherry.control.Wakeup;
import io.wherry.kube.KubeApi;
import io.wherry.kube.Selection;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.Cancelled;
import io.wherry.qemu.RunningMachine;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Hands running instances of this node over to others and takes theirs over. One hand-over is one
 * blocking call, so this controller needs as many workers as there may be hand-overs at a time.
 */
public final class HandoverController implements Reconciler, Moves {
  private static final int WORKERS = 16;

  /** One side of a hand-over, driven by looking at it again and again. */
  interface Looking extends AutoCloseable {
    /** Does what there is to do now. True when the hand-over is decided for this side. */
    boolean decided();

    /** Waits until it is worth another look. */
    void rest() throws InterruptedException;

    @Override
    void close();
  }

  private final KubeApi api;
  private final LifecycleSettings settings;
  private final Guests guests;
  private final Clock clock;
  private final OwnerBook owners;
  private final SourceHandover.Desk desk;
  private final TargetHandover target;

  /**
   * @param credentials folder with this node's certificates; empty moves memory unencrypted
   */
  public HandoverController(
      KubeApi api,
      LifecycleSettings settings,
      Guests guests,
      Optional<Path> credentials,
      Clock clock) {
    this.api = api;
    this.settings = settings;
    this.guests = guests;
    this.clock = clock;
    this.owners = new OwnerBook(api);
    EventRecorder events = new EventRecorder(api, "virt-handler", clock);
    Handover.Security security = new Handover.Security(credentials);
    RunPermit permit = new RunPermit(owners, settings.nodeName());
    this.desk =
        new SourceHandover.Desk(
            owners, permit, security, events, new MoveClock(), settings.diskMoves());
    this.target =
        new TargetHandover(
            settings, guests, GuestSpecs.on(api, settings.volumes()), owners, security, events);
  }

  /** For the runtime. */
  public ControllerSpec spec() {
    Wakeup pods = new Wakeup(Kinds.POD, Selection.ALL, this::acceptLauncher);
    return new ControllerSpec("handover", Kinds.VMI, List.of(pods), this, WORKERS);
  }

  /** A launcher that a migration placed here is started: there is nothing to wait for. */
  private List<ResourceKey> acceptLauncher(Resource pod) {
    boolean fresh =
        pod.label("kubevirt.io/migrationJobUID").isPresent()
            && pod.text("spec", "nodeName").equals(Optional.of(settings.nodeName()))
            && pod.text("status", "phase").orElse("Pending").equals("Pending")
            && !pod.isBeingDeleted();
    if (fresh) {
      Launchers.running(api, pod, settings.address());
    }
    return List.of();
  }

  @Override
  public boolean isMoving(Resource instance) {
    Handover move = new Handover(api, instance, clock);
    boolean here =
        move.source().equals(settings.nodeName()) || move.target().equals(settings.nodeName());
    return move.isOpen() && here;
  }

  @Override
  public Next reconcile(ResourceKey key) {
    Optional<Looking> found = begin(key);
    if (found.isEmpty()) {
      return Next.onChange();
    }
    try (Looking side = found.get()) {
      while (!side.decided()) {
        side.rest();
      }
      return Next.onChange();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Cancelled("Interrupted while " + key + " was handed over.", e);
    }
  }

  /** This node's side of the instance's hand-over; empty when it has no part in one. */
  Optional<Looking> begin(ResourceKey key) {
    Optional<Handover> found =
        api.get(key).map(i -> new Handover(api, i, clock)).filter(Handover::isOpen);
    if (found.filter(m -> m.source().equals(settings.nodeName())).isPresent()) {
      return send(found.get());
    }
    return found.filter(m -> m.target().equals(settings.nodeName())).map(target::of);
  }

  private Optional<Looking> send(Handover move) {
    boolean owner =
        owners
            .of(move.instance())
            .filter(r -> r.permits(move.instance().uid(), settings.nodeName()))
            .isPresent();
    if (owner) {
      return Optional.of(new SourceHandover(desk, move, guests.find(move.key())));
    }
    // Handed over already; only this process may still be there, and owe the rest of the memory.
    Optional<RunningMachine> left = guests.find(move.key());
    if (move.mode() == Handover.Mode.PostCopy) {
      return Optional.of(new PostCopyRest(move, left, desk.security()));
    }
    left.ifPresent(RunningMachine::quit);
    return Optional.empty();
  }
}
