package io.wherry.conversion;

/**
 * How helper machines run. KVM only where somebody proved that it works: a device node proves
 * nothing.
 */
public enum Accelerator {
  TCG,
  KVM
}
