package io.wherry.lifecycle;

import io.wherry.resources.Resource;

/** What this node's instances need to know about hand-overs that are under way. */
public interface Moves {
  /** Nothing is ever moved. */
  Moves NONE = _ -> false;

  /**
   * True while a hand-over decides over the instance's process on this node, as source or as
   * target: nobody else may end or start it.
   */
  boolean isMoving(Resource instance);
}
