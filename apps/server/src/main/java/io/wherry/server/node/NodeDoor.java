package io.wherry.server.node;

import io.wherry.apiserver.PodLogSource;
import io.wherry.lifecycle.GuestActions;
import io.wherry.resources.Resource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;

/** What the API server needs of a node, in the same process or not. Calls block. */
public interface NodeDoor {
  /** Which console of a guest. */
  enum Console {
    SERIAL,
    VNC
  }

  /**
   * Does something with a guest.
   *
   * @throws io.wherry.problems.InvalidRequest it does not run on this node
   * @throws io.wherry.problems.PeerUnavailable the node does not answer
   */
  void act(String namespace, String name, GuestActions.Action action);

  /**
   * Connects to a console of a guest. Close the channel when done.
   *
   * @throws IOException there is nobody at the other end
   */
  ByteChannel open(String namespace, String name, Console console) throws IOException;

  /**
   * Copies the log of a pod of this node.
   *
   * @throws io.wherry.apiserver.ApiFailure there is no log (yet)
   */
  void copyLog(Resource pod, PodLogSource.Query query, OutputStream out) throws IOException;
}
