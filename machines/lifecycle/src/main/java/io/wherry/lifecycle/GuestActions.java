package io.wherry.lifecycle;

import io.wherry.kube.KubeApi;
import io.wherry.lifecycle.owner.OwnerBook;
import io.wherry.lifecycle.owner.RunPermit;
import io.wherry.problems.InvalidRequest;
import io.wherry.qemu.MachineHome;
import io.wherry.qemu.MachineState;
import io.wherry.qemu.RunningMachine;
import io.wherry.resources.Kinds;
import io.wherry.resources.Resource;
import io.wherry.resources.ResourceKey;

/** What can be done at once with a guest of this node. Safe for several threads; calls block. */
public final class GuestActions {
  /** An action without an answer. */
  public enum Action {
    PAUSE,
    UNPAUSE,
    RESET
  }

  private final KubeApi api;
  private final Guests guests;
  private final RunPermit permit;

  public GuestActions(KubeApi api, Guests guests, String nodeName) {
    this.api = api;
    this.guests = guests;
    this.permit = new RunPermit(new OwnerBook(api), nodeName);
  }

  /**
   * Does it.
   *
   * @throws InvalidRequest the instance does not run on this node
   */
  public void act(String namespace, String name, Action action) {
    ResourceKey key = new ResourceKey(Kinds.VMI, namespace, name);
    Resource instance = api.get(key).orElseThrow(() -> notHere(key));
    RunningMachine machine = guests.find(key).orElseThrow(() -> notHere(key));
    switch (action) {
      case PAUSE -> machine.pause();
      case UNPAUSE -> {
        requireSettled(key, machine.state());
        permit.run(instance, machine);
      }
      case RESET -> machine.reset();
    }
    guests.wake(key);
  }

  /** A guest whose state is on its way may run here only after the hand-over has been given up. */
  private static void requireSettled(ResourceKey key, MachineState state) {
    switch (state) {
      case INCOMING, SWITCHING, HANDED_OVER ->
          throw new InvalidRequest(
              key + " is being handed over to another node; try again when that is decided.");
      default -> {}
    }
  }

  private static InvalidRequest notHere(ResourceKey key) {
    return new InvalidRequest(key + " does not run on this node.");
  }

  /** Folder with the sockets and logs of the instance on this node; it may not exist. */
  public MachineHome home(String namespace, String name) {
    return guests.home(new ResourceKey(Kinds.VMI, namespace, name));
  }
}
