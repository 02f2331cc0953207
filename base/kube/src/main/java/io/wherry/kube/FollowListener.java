package io.wherry.kube;

import io.wherry.resources.Resource;

/** Receives what {@link KubeApi#follow} sees. */
public interface FollowListener {
  /** The object is new or has changed, or was listed again. */
  void seen(Resource resource);

  /** The object is gone; its last known state. */
  void gone(Resource resource);

  /** Everything present at the start was reported. Called once. */
  default void synced() {}
}
