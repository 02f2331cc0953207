package io.wherry.lifecycle;

import io.wherry.resources.Resource;

/** Reaches the guests of every node. */
public interface GuestDoors {
  /**
   * Does something with a running instance, on whichever node it is. Blocks.
   *
   * @throws io.wherry.problems.InvalidRequest it does not run there
   * @throws io.wherry.problems.PeerUnavailable the node does not answer
   */
  void act(Resource instance, GuestActions.Action action);
}
