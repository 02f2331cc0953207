package io.wherry.spi;

import java.util.Arrays;
import java.util.Optional;

/** Provider types of the Forklift API; {@link #wire()} is the value of {@code spec.type}. */
public enum SourceType {
  OPENSHIFT,
  VSPHERE,
  OVIRT,
  OPENSTACK,
  OVA,
  HYPERV,
  EC2,
  NUTANIX;

  public String wire() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The type with this wire name, if it is one. */
  public static Optional<SourceType> ofWire(String wire) {
    return Arrays.stream(values()).filter(t -> t.wire().equals(wire)).findFirst();
  }
}
