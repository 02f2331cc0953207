package io.wherry.vmimport.hooks;

/** How a hook's pod runs. */
public enum HookPods {
  /** The hook's own image. */
  OWN_IMAGE,
  /** The worker image, which starts ansible-playbook: where no other image can run. */
  WORKER
}
